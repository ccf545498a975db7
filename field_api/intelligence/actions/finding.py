"""Candidates for one entity, of all that an officer may read, or recognise by: by keys, then by
likeness.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When

from field_api.intelligence.actions.sight import Shown, shown
from field_api.intelligence.models import Judgement, MentionKey
from field_api.intelligence.rules import Known, Likeness, Verdict, compare, conflict, groups, keys
from field_api.intelligence.rules.comparing import HINTS
from field_api.policy.actions import Names
from field_api.policy.actions.asking import selecting
from field_api.policy.rules import Action, Actor

COMPARED = 60
"""Mentions worth comparing with one entity: those that share most with it."""
HANDFUL = 5

JUDGED = "Judged to be the same"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Mentions held to be of one, and how like the entity the likest of them is. Newest first."""

    shown: tuple[Shown, ...]
    likeness: Likeness


def candidates(
    actor: Actor,
    known: Known,
    action: Action = Action.READ,
    *,
    without: UUID | None = None,
    most: int = HANDFUL,
) -> list[Candidate]:
    """The likest first. `without` is a submission of which nothing is wanted."""
    found = shown(actor, _ids(actor, known, action, without), action)
    alike = {
        key: likeness
        for key, one in found.items()
        if (likeness := compare(known, one.known)) is not None
    }
    found = {key: found[key] for key in alike}
    joined = [
        _candidate(members, alike)
        for members in together(actor, found, action)
        if alike.keys() & {*members}
    ]
    return sorted(joined, key=_order)[:most]


def together(
    actor: Actor, found: dict[UUID, Shown], action: Action = Action.READ
) -> list[dict[UUID, Shown]]:
    """These in groups, each with whatever else was judged to be the same as one of it."""
    judged = list(_judged(actor, found, action))
    same = [pair for pair, says in judged if says == Judgement.Says.SAME]
    different = [pair for pair, says in judged if says == Judgement.Says.DIFFERENT]
    wanted = {key for pair in same for key in pair} - found.keys()
    everyone = {**found, **shown(actor, wanted, action)} if wanted else found
    ordered = sorted(everyone, key=lambda key: _newest(everyone[key]), reverse=True)
    edges = [*same, *_proved(everyone, ordered)]
    apart = [*different, *_conflicts(everyone, ordered)]
    return [{key: everyone[key] for key in members} for members in groups(ordered, edges, apart)]


def _ids(actor: Actor, known: Known, action: Action, without: UUID | None) -> list[UUID]:
    probes = keys.probes(known.type, known.attributes)
    if not probes:
        return []
    may = selecting(actor, action, Names.under("mention__record"))
    rows: QuerySet[MentionKey] = MentionKey.objects.holding(probes).filter(
        may, mention__type=known.type
    )
    if without:
        rows = rows.exclude(mention__record=without)
    hit = rows.order_by().values("mention").annotate(weight=Sum(_WEIGHT))
    return list(hit.order_by("-weight", "-mention").values_list("mention", flat=True)[:COMPARED])


# What proves outweighs all blocks; a name as it is written outweighs one that sounds alike.
_WEIGHT = Case(
    When(kind__in=[keys.SOUNDS, keys.ABOUT, keys.ADDRESS], then=Value(1)),
    When(kind__in=[keys.CALLED, keys.BORN], then=Value(2)),
    default=Value(20),
    output_field=IntegerField(),
)


def _judged(
    actor: Actor, found: Collection[UUID], action: Action
) -> Iterable[tuple[tuple[UUID, UUID], str]]:
    """What stands of pairs of which both may be seen, in the order it was said."""
    both = [selecting(actor, action, Names.under(f"{side}__record")) for side in ("this", "that")]
    rows = Judgement.objects.standing().filter(*both)
    here = rows.filter(this__in=found) | rows.filter(that__in=found)
    for this, that, says in here.order_by("made_at", "pk").values_list("this", "that", "says"):
        yield (this, that), says


def _proved(found: dict[UUID, Shown], ordered: Sequence[UUID]) -> Iterable[tuple[UUID, UUID]]:
    """Pairs that bear one number that is one person's, or one vehicle's or account's."""
    first: dict[keys.Key, UUID] = {}
    for node in ordered:
        known = found[node].known
        for key in sorted(known.keys):
            if proves(known.type, key):
                yield first.setdefault(key, node), node


def proves(type: str, key: keys.Key) -> bool:
    """Whether two mentions of this type that share this key are of one."""
    if type == "person":
        return key.kind in keys.NATIONAL
    return key.kind not in keys.BLOCKS and key.kind not in HINTS


def _conflicts(found: dict[UUID, Shown], ordered: Sequence[UUID]) -> Iterable[tuple[UUID, UUID]]:
    numbered = [
        node for node in ordered if any(key.kind in keys.PARTING for key in found[node].known.keys)
    ]
    for place, node in enumerate(numbered):
        for other in numbered[:place]:
            if conflict(found[node].known, found[other].known):
                yield node, other


def _candidate(members: dict[UUID, Shown], alike: dict[UUID, Likeness]) -> Candidate:
    said = [alike[key] for key in members if key in alike]
    best = max(said, key=lambda one: (one.verdict == Verdict.SAME, one.points))
    others = any(key not in alike for key in members)
    reasons = (*best.reasons, JUDGED) if others else best.reasons
    return Candidate(tuple(members.values()), Likeness(best.verdict, reasons, best.points))


def _order(one: Candidate) -> tuple[int, int, str]:
    newest = one.shown[0]
    return one.likeness.verdict != Verdict.SAME, -one.likeness.points, str(newest.mention.pk)


def _newest(one: Shown) -> tuple[str, str]:
    at = one.record.occurred_at
    return at.isoformat() if at else "", str(one.mention.pk)
