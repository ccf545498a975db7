"""Dead letters: deliveries after which nothing more happens until a person acts."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.delivery.rules import BLOCKING, State
from field_api.identity.models import Officer
from field_api.mapping.models import Mapping
from field_api.oversight.actions import health
from field_api.submissions.models import Submission

MOST_GROUPS = 100
MOST_SENT_AGAIN = 10_000

_BLOCKING = [state.value for state in BLOCKING]
_GROUP = ("system", "state", "mapping", "reason")


@dataclass(frozen=True, slots=True)
class Group:
    """Letters that died of one cause. `key` names it in addresses, where a reason, being another
    system's words, must not stand. `sample` is the oldest.
    """

    key: str
    system: System
    state: State
    mapping: Mapping | None
    reason: str
    count: int
    oldest: datetime
    sample: UUID


@dataclass(frozen=True, slots=True)
class Letter:
    """`submission` is None where the officer may know of the delivery but not read what it carries.
    `behind` is how many later versions wait for it.
    """

    delivery: Delivery
    submission: Submission | None
    behind: int


def dead(officer: Officer) -> QuerySet[Delivery]:
    """Deliveries of the officer's force that only a person can move."""
    return health.dead(Delivery.objects.visible_to(officer))


def counts(officer: Officer) -> Counter[int]:
    """Dead letters by system."""
    rows = dead(officer).order_by().values_list("system").annotate(n=Count("pk"))
    return Counter(dict(rows))


def groups(officer: Officer) -> list[Group]:
    """By system, state, mapping version and reason; the largest first."""
    rows = dead(officer).order_by().values_list(*_GROUP).annotate(n=Count("pk"))
    counted = {tuple(row[:-1]): row[-1] for row in rows.order_by("-n", *_GROUP)[:MOST_GROUPS]}
    oldest = dead(officer).order_by(*_GROUP, "settled_at").distinct(*_GROUP)
    made = [
        _group(one, counted[cause])
        for one in oldest.select_related("system", "mapping")
        if (cause := (one.system_id, one.state, one.mapping_id, one.reason)) in counted
    ]
    return sorted(made, key=lambda one: (-one.count, one.oldest))


def group(officer: Officer, key: str) -> Group | None:
    return next((one for one in groups(officer) if one.key == key), None)


def within(
    officer: Officer, one: Group, *, since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Delivery]:
    """The deliveries of a group, the oldest first, optionally those that died in a time."""
    rows = dead(officer).filter(system=one.system, state=one.state.value, reason=one.reason)
    rows = rows.filter(mapping=one.mapping) if one.mapping else rows.filter(mapping=None)
    rows = rows.filter(settled_at__gte=since) if since else rows
    rows = rows.filter(settled_at__lt=until) if until else rows
    return rows.select_related("system", "mapping").order_by("settled_at", "pk")


def letters(officer: Officer, rows: Sequence[Delivery]) -> list[Letter]:
    """With what the officer may read of each, and what waits behind it."""
    may_read = Submission.objects.visible_to(officer).select_related("author", "unit")
    seen = may_read.in_bulk([row.subject_id for row in rows])
    behind = _behind([row for row in rows if row.state in _BLOCKING])
    return [Letter(row, seen.get(row.subject_id), behind[row.pk]) for row in rows]


def _behind(rows: Sequence[Delivery]) -> Counter[UUID]:
    subjects = {row.subject_id for row in rows}
    lanes = Delivery.objects.open().filter(subject__in=subjects)
    waiting = list(lanes.values_list("system", "subject", "lane_seq"))
    return Counter(
        row.pk
        for row in rows
        for system, subject, place in waiting
        if (system, subject) == (row.system_id, row.subject_id) and place > row.lane_seq
    )


def _group(one: Delivery, count: int) -> Group:
    cause = f"{one.system_id}\n{one.state}\n{one.mapping_id}\n{one.reason}"
    return Group(
        key=hashlib.sha256(cause.encode()).hexdigest()[:16],
        system=one.system,
        state=State(one.state),
        mapping=one.mapping,
        reason=one.reason,
        count=count,
        oldest=one.settled_at or one.created_at,
        sample=one.pk,
    )
