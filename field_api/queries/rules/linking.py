"""Which records of an answer say the same, may say the same, or never do: edges, with likeness."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import product

from field_api.intelligence.rules import Key, Known, Likeness, Verdict, keys, weigh
from field_api.queries.rules.identity import known
from field_api.queries.rules.joining import Edge, Group, Tier
from field_api.queries.rules.records import Record

JUDGEMENTS_KEPT = timedelta(days=365)  # since an answer last held both sides

Ref = tuple[str, str, str]
"""System, type and reference: what a record is called by in the next answer too."""

FOR_LIFE = frozenset({"pnc-id", "cro", "nino", "nhs-number", "vin"})
"""Two that bear different ones are two, whatever anybody says. A passport and a driver number are
issued anew, the second with every new surname: there an officer may know better.
"""


def ref(record: Record) -> Ref:
    return record.system, record.type, record.ref


@dataclass(frozen=True, slots=True)
class Judged:
    """What an officer said of two clusters, by the records that were in them."""

    id: str
    same: bool
    this: frozenset[Ref]
    that: frozenset[Ref]
    by: str = ""
    at: datetime | None = None
    why: str = ""


@dataclass
class Links:
    """Edges among `records`, each found once. Places are those in the list."""

    records: Sequence[Record]
    judged: Sequence[Judged] = ()
    _weighed: dict[Edge, Likeness] = field(default_factory=dict)
    _numbered: dict[Group, Mapping[str, set[str]]] = field(default_factory=dict)

    @cached_property
    def known(self) -> list[Known]:
        return [known(record) for record in self.records]

    def between(self, one: int, other: int) -> Likeness:
        pair = (one, other) if one < other else (other, one)
        if pair not in self._weighed:
            self._weighed[pair] = weigh(self.known[pair[0]], self.known[pair[1]])
        return self._weighed[pair]

    @cached_property
    def candidates(self) -> list[Edge]:
        """Pairs worth comparing: those that share a number or a block."""
        held: dict[Key, list[int]] = {}
        for place, one in enumerate(self.known):
            made = keys.blocks(one.type, one.attributes).values()
            for key in one.keys.union(*made):
                held.setdefault(key, []).append(place)
        found = {
            (place, other)
            for place, one in enumerate(self.known)
            for key in one.keys | keys.around(one.type, one.attributes)
            for other in held.get(key, ())
        }
        return sorted({(min(pair), max(pair)) for pair in found if pair[0] != pair[1]})

    @cached_property
    def said_different(self) -> frozenset[Edge]:
        return frozenset(edge for one in self.judged if not one.same for edge in self._pairs(one))

    @cached_property
    def said_same(self) -> frozenset[Edge]:
        return frozenset(edge for one in self.judged if one.same for edge in self._pairs(one))

    @cached_property
    def again(self) -> frozenset[Edge]:
        """One record, told twice: by two questions of a system, or before and after a change."""
        first: dict[Ref, int] = {}
        places = [(place, ref(record)) for place, record in enumerate(self.records) if record.ref]
        return frozenset(
            (first[said], place) for place, said in places if first.setdefault(said, place) != place
        )

    @cached_property
    def same(self) -> list[Edge]:
        return [pair for pair in self.candidates if self.between(*pair).verdict is Verdict.SAME]

    def said(self, group: Group) -> str:
        held = any(group.issuperset(pair) for pair in self.said_same)
        return "an officer said so" if held else ""

    def told_again(self, group: Group) -> str:
        return "same record" if any(group.issuperset(pair) for pair in self.again) else ""

    def apart(self, one: Group, other: Group) -> str:
        """The kind of number by which two groups are two; empty for none."""
        return self._differ(one, other, keys.PARTING)

    def said_apart(self, one: Group, other: Group) -> bool:
        apart = self.said_different
        return bool(apart) and any((min(pair), max(pair)) in apart for pair in product(one, other))

    def tiers(self) -> list[Tier]:
        """Strongest first: what officers said, one record, numbers, likeness."""
        proved = [pair for pair in self.same if self._by_number(pair)]
        return [
            Tier(self.said_same, self._kept_apart),
            Tier(self.again, self._parted),
            Tier(proved, self._parted),
            Tier(self.same, self._parted_or_guarded),
        ]

    def _differ(self, one: Group, other: Group, kinds: frozenset[str]) -> str:
        mine, theirs = self._numbers(one), self._numbers(other)
        shared = sorted(mine.keys() & theirs.keys() & kinds)
        return next((kind for kind in shared if mine[kind].isdisjoint(theirs[kind])), "")

    def _numbers(self, group: Group) -> Mapping[str, set[str]]:
        if group not in self._numbered:
            found: dict[str, set[str]] = {}
            for place in group:
                for kind, some in self.known[place].numbers().items():
                    found.setdefault(kind, set()).update(some)
            self._numbered[group] = found
        return self._numbered[group]

    def _by_number(self, pair: Edge) -> bool:
        weights = self.between(*pair).weights
        person = self.known[pair[0]].type == "person"
        return not person or any(weight.feature in keys.NATIONAL for weight in weights)

    def parted_for_life(self, one: Group, other: Group) -> str:
        """The kind of number by which they are two whatever anybody says; empty for none."""
        return self._differ(one, other, FOR_LIFE)

    def _kept_apart(self, one: Group, other: Group) -> bool:
        return self.said_apart(one, other) or bool(self.parted_for_life(one, other))

    def _parted(self, one: Group, other: Group) -> bool:
        return self.said_apart(one, other) or bool(self.apart(one, other))

    def _parted_or_guarded(self, one: Group, other: Group) -> bool:
        """The twin guard through others: Alex may be Alexander's record or Alexandra's."""
        if self._parted(one, other):
            return True
        found = [self.between(*pair) for pair in product(one, other)]
        if any(each.verdict is Verdict.SAME for each in found):
            return False
        return all(each.guarded for each in found)

    def _pairs(self, judged: Judged) -> Iterable[Edge]:
        this = [place for place, one in enumerate(self.records) if ref(one) in judged.this]
        that = [place for place, one in enumerate(self.records) if ref(one) in judged.that]
        return {(min(pair), max(pair)) for pair in product(this, that) if pair[0] != pair[1]}
