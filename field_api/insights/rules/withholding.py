"""Small numbers withheld from a table so that nothing in it, and no total, gives them away.

A count from 1 to 4 is withheld, and with it as many others as it takes that it could as well be 5
or more. The cells of a table with its column totals are a network: a cell is an arc from its row to
its column, a column's total an arc from there to the end, and what flows into a row is published.
Whoever reads the table knows every number that is shown and that none is below nought. A withheld
one can be another if there is a loop of withheld arcs on which some rise as the others fall. So for
each small count a loop is sought, one search at a time, that costs the least to withhold.

Row totals and the grand total are never withheld, for all tables of one pack share them: small rows
are joined before (`joined`). So what one table shows says nothing about what another withholds.
"""

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from field_api.insights.rules.crossed import Crossed

SMALLEST = 5
"""The smallest count that is shown, but for nought."""

Arc = tuple[str, str]
_END = ""  # in place of a row: the column's total
_TOTAL_COSTS = 1_000_000
Node = tuple[int, str]
Step = tuple[Arc, int]


class TooFew(ValueError):
    """There are fewer than `SMALLEST` in all: no table can be shown."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A table of which `hidden` is not shown: (row, column), with a blank row for its total."""

    table: Crossed
    hidden: frozenset[Arc]

    def cell(self, row: str, column: str) -> int | None:
        return None if (row, column) in self.hidden else self.table.cell(row, column)

    def column_total(self, column: str) -> int | None:
        return None if (_END, column) in self.hidden else self.table.column_total(column)


def joined(totals: Mapping[str, int]) -> dict[str, str]:
    """New names for rows of which there are 1 to 4: these together, and the smallest of the others
    with them, so that their sum says of none how many it is. Raises TooFew."""
    if 0 < sum(totals.values()) < SMALLEST:
        raise TooFew
    small = [row for row, count in totals.items() if 0 < count < SMALLEST]
    if not small:
        return {}
    larger = sorted((count, row) for row, count in totals.items() if count >= SMALLEST)
    with_it = [row for _, row in larger[:1]]
    both = [row for row in totals if row in small or row in with_it]
    name = " or ".join([", ".join(both[:-1]), both[-1]]) if len(both) > 1 else both[0]
    return dict.fromkeys(both, name)


def hidden_alone(counts: Mapping[str, int]) -> frozenset[str]:
    """Of counts whose sum is shown, those that are not: any of them could be 5 with all others of
    them 1, for one that is nought is never among them. Raises TooFew."""
    if 0 < sum(counts.values()) < SMALLEST:
        raise TooFew
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    larger = iter(sorted((count, name) for name, count in counts.items() if count >= SMALLEST))
    while hidden and (
        len(hidden) < 2 or sum(counts[name] for name in hidden) < SMALLEST + len(hidden) - 1
    ):
        more = next(larger, None)
        if more is None:
            return frozenset(name for name, count in counts.items() if count)
        hidden.add(more[1])
    return frozenset(hidden)


def withheld(table: Crossed) -> Withheld:
    """The table as it may be shown. Raises TooFew for a row with 1 to 4 in all."""
    if any(0 < table.row_total(row) < SMALLEST for row in table.rows):
        raise TooFew
    network = _Network(_flow(table))
    for arc in sorted(network.hidden):
        network.loosen(arc)
    return Withheld(table, frozenset(network.hidden))


def _flow(table: Crossed) -> dict[Arc, int]:
    """Every arc with its count. Rows of nought are known to be nought throughout."""
    rows = [row for row in table.rows if table.row_total(row)]
    flow = {(row, column): table.cell(row, column) for row in rows for column in table.columns}
    return flow | {(_END, column): table.column_total(column) for column in table.columns}


def _ends(arc: Arc) -> tuple[Node, Node]:
    row, column = arc
    return ((1, column), (2, "")) if row == _END else ((0, row), (1, column))


class _Network:
    """A table as arcs, and which of them are hidden: at first those with small counts."""

    def __init__(self, flow: Mapping[Arc, int]) -> None:
        self.flow = flow
        self.hidden = {arc for arc, count in flow.items() if 0 < count < SMALLEST}
        self.near: dict[Node, list[tuple[Arc, int, Node]]] = defaultdict(list)
        for arc in flow:
            tail, head = _ends(arc)
            self.near[tail].append((arc, 1, head))
            self.near[head].append((arc, -1, tail))

    def loosen(self, arc: Arc) -> None:
        """Hide what it takes that this arc could be `SMALLEST`: one more at a time, each along the
        cheapest loop."""
        changed = dict(self.flow)
        while changed[arc] < SMALLEST:
            changed[arc] += 1
            for other, by in self._loop(changed, arc):
                changed[other] += by
                self.hidden.add(other)

    def _loop(self, changed: Mapping[Arc, int], arc: Arc) -> list[Step]:
        """Steps by which what rises into the head of an arc goes back to its tail (Dijkstra)."""
        tail, head = _ends(arc)
        waiting: list[tuple[int, Node, tuple[Step, ...]]] = [(0, head, ())]
        known: set[Node] = set()
        while waiting:
            cost, node, steps = heapq.heappop(waiting)
            if node == tail:
                return list(steps)
            if node in known:
                continue
            known.add(node)
            for other, by, ahead in self.near[node]:
                if other != arc and ahead not in known and (by > 0 or changed[other]):
                    further = (cost + self._cost(other), ahead, (*steps, (other, by)))
                    heapq.heappush(waiting, further)
        raise TooFew  # not with rows of `SMALLEST` or more: what is in one can change its column

    def _cost(self, arc: Arc) -> int:
        """What is lost by withholding: the count and a little; a total is the last to go."""
        if arc in self.hidden:
            return 0
        return self.flow[arc] + 1 + (_TOTAL_COSTS if arc[0] == _END else 0)
