"""Which mentions are held to be of one: joined by proof and by what officers judged.

Judgements are edges, never merges: taken back, everything is as it was. Where somebody said that
two are different, no chain of likenesses puts them together.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def groups(
    nodes: Sequence[Node],
    same: Iterable[tuple[Node, Node]],
    different: Iterable[tuple[Node, Node]],
) -> list[list[Node]]:
    """`nodes` in groups, in their order. Edges of `same` count in the order given: one that would
    put a pair of `different` together is left out, and the first of two such wins.
    """
    group = {node: [node] for node in nodes}
    kept_apart = [(one, other) for one, other in different if one in group and other in group]
    for one, other in same:
        if one not in group or other not in group or group[one] is group[other]:
            continue
        joined = {*group[one], *group[other]}
        if any(left in joined and right in joined for left, right in kept_apart):
            continue
        together = [node for node in nodes if node in joined]
        for node in together:
            group[node] = together
    return list({id(members): members for members in group.values()}.values())
