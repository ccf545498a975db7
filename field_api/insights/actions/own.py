"""What officers are told of their own work: how much was right first time, and which fields were
sent back to them. Of nobody else's, and to nobody else: there is no way to ask for another's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.insights.actions.naming import anywhere, called
from field_api.lib import clock
from field_api.submissions.models import Step, Submission
from field_api.submissions.rules import Move, State

DAYS = 90
MOST_FIELDS = 10

_SAYING = [move.value for move in (Move.APPROVE, Move.CONFIRM, Move.SEND_BACK, Move.REJECT)]
_RIGHT = {Move.APPROVE.value, Move.CONFIRM.value}


@dataclass(frozen=True, slots=True)
class OwnKind:
    """Of one kind: entries that arrived, those somebody decided on, and those right first time."""

    kind: str
    title: str
    entries: int
    decided: int
    right: int


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field, and how many entries were sent back with a comment on it."""

    kind: str
    title: str
    pointer: str
    label: str
    entries: int


@dataclass(frozen=True, slots=True)
class Own:
    """Of the last DAYS days. The most written and the most sent back come first."""

    kinds: list[OwnKind] = field(default_factory=list)
    fields: list[OwnField] = field(default_factory=list)


def own(officer: Officer) -> Own:
    """By the same measure as a unit's numbers (`models.Day`), of what this officer wrote."""
    rows = Submission.objects.visible_to(officer).filter(
        author=officer, created_at__gte=clock.now() - timedelta(days=DAYS)
    )
    kinds = dict(rows.exclude(state=State.DISPOSED.value).order_by().values_list("pk", "kind"))
    titles = {form.kind: form.title for form in catalogue.current_forms()}
    steps = _decisions(kinds)
    return Own(_by_kind(kinds, steps, titles), _by_field(kinds, steps, titles))


def _decisions(entries: Iterable[UUID]) -> list[Step]:
    rows = Step.objects.filter(submission__in=list(entries), move__in=_SAYING)
    rows = rows.filter(officer__isnull=False).select_related("revision")
    return list(rows.defer("revision__body", "revision__problems").order_by("id"))


def _by_kind(kinds: dict[UUID, str], steps: list[Step], titles: dict[str, str]) -> list[OwnKind]:
    first: dict[UUID, Step] = {}
    for step in steps:
        first.setdefault(step.submission_id, step)
    written = Counter(kinds.values())
    decided = Counter(kinds[entry] for entry in first)
    right = Counter(kinds[entry] for entry, step in first.items() if _is_right(step))
    return [
        OwnKind(kind, titles.get(kind, kind), count, decided[kind], right[kind])
        for kind, count in sorted(written.items(), key=lambda one: (-one[1], one[0]))
    ]


def _is_right(step: Step) -> bool:
    return step.move in _RIGHT and step.revision is not None and not step.revision.parents


def _by_field(kinds: dict[UUID, str], steps: list[Step], titles: dict[str, str]) -> list[OwnField]:
    found: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for step in steps:
        if step.move == Move.SEND_BACK.value:
            for comment in step.comments:
                if pointer := anywhere(comment["pointer"]):
                    found[kinds[step.submission_id], pointer].add(step.submission_id)
    most = sorted(found, key=lambda key: (-len(found[key]), key))[:MOST_FIELDS]
    names = called(most)
    return [
        OwnField(kind, titles.get(kind, kind), pointer, names[kind, pointer], len(found[key]))
        for key in most
        for kind, pointer in [key]
    ]
