"""When each submission is to be reviewed: computed from its form, what it belongs with, and the
last contact among all of that."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from field_api.catalogue import actions as catalogue
from field_api.lib import clock
from field_api.retention.models import Conclusion, Key, Review
from field_api.retention.rules.groups import Basis, Group, strictest
from field_api.retention.rules.naming import births, digest, named
from field_api.submissions.models import Revision, Submission
from field_api.submissions.rules import State

TASK = "retention.compute"
_LOCK = 0x7E7E_0001
_BATCH = 200
# Of what belongs with one submission. A mark or a name that more than this many share ties nothing.
_COMPANY = 500


@dataclass(slots=True)
class _Facts:
    """What is known of one submission alone."""

    group: Group
    last: date
    born: list[date] = field(default_factory=list)


def sweep() -> int:
    """Compute what is new or has changed, a batch at a time. How many; 0 where another is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        stale = Q(review=None) | Q(review__computed_at__lt=F("changed_at"))
        rows = Submission.objects.filter(stale).exclude(state=State.DISPOSED.value)
        found = list(rows.order_by("changed_at").values_list("pk", flat=True)[:_BATCH])
        _forget_disposed()
        compute(found)
        return len(found)


@transaction.atomic
def compute(submissions: Collection[UUID]) -> None:
    """Compute these, and all that belong with them: a new contact moves the dates of the old."""
    if not submissions:
        return
    now = clock.now()
    _name(submissions)
    company = _company(submissions)
    everyone = set(submissions).union(*company.values())
    # And what belongs with those, or their own dates would be computed from half of their company.
    company = _company(everyone)
    facts = _facts(everyone.union(*company.values()))
    concluded = _concluded(everyone)
    rows = [
        _review(key, _basis(key, company[key] & facts.keys(), facts), concluded.get(key))
        for key in sorted(everyone & facts.keys())
    ]
    for row in rows:
        row.computed_at = now
    Review.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["submission"],
        update_fields=["group", "clear_from", "born", "linked", "due_on", "computed_at"],
    )


def _review(key: UUID, basis: Basis, next_on: date | None) -> Review:
    return Review(
        submission_id=key,
        group=basis.group.value,
        clear_from=basis.clear_from,
        born=basis.born,
        linked=basis.linked,
        due_on=max(basis.due, next_on) if next_on else basis.due,
    )


def _basis(key: UUID, company: Collection[UUID], facts: dict[UUID, _Facts]) -> Basis:
    members = [facts[one] for one in {key, *company}]
    born = [day for member in members for day in member.born]
    return Basis(
        group=strictest(member.group for member in members),
        clear_from=max(member.last for member in members),
        born=max(born, default=None),
        linked=len(members) - 1,
    )


def _secret() -> bytes:
    return sha256(b"fieldbook/retention\n" + settings.SECRET_KEY.encode()).digest()


def _name(submissions: Collection[UUID]) -> None:
    """Keep the keys of all that any version of these names."""
    secret = _secret()
    keys: dict[UUID, set[bytes]] = {key: set() for key in submissions}
    for subject, body in _bodies(submissions):
        keys[subject] |= {digest(key, secret) for key in named(body)}
    Key.objects.filter(submission__in=submissions).delete()
    Key.objects.bulk_create(
        Key(submission_id=subject, digest=one)
        for subject, found in keys.items()
        for one in sorted(found)
    )


def _bodies(submissions: Iterable[UUID]) -> Iterable[tuple[UUID, object]]:
    rows = Revision.objects.filter(submission__in=list(submissions))
    return rows.values_list("submission_id", "body").iterator(chunk_size=500)


def _company(submissions: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Of each, the others that name somebody or something it names."""
    mine: dict[UUID, set[bytes]] = defaultdict(set)
    for subject, one in Key.objects.filter(submission__in=submissions).values_list(
        "submission_id", "digest"
    ):
        mine[subject].add(bytes(one))
    holders: dict[bytes, set[UUID]] = defaultdict(set)
    every = set().union(*mine.values())
    for subject, one in Key.objects.filter(digest__in=every).values_list("submission_id", "digest"):
        holders[bytes(one)].add(subject)
    shared = {one: held for one, held in holders.items() if len(held) <= _COMPANY}
    return {
        subject: set().union(*(shared.get(one, set()) for one in mine[subject])) - {subject}
        for subject in submissions
    }


def _facts(submissions: Collection[UUID]) -> dict[UUID, _Facts]:
    groups = {form.kind: Group(form.retention_group) for form in catalogue.current_forms()}
    given = _regrouped(submissions)
    facts: dict[UUID, _Facts] = {}
    rows = Revision.objects.filter(submission__in=submissions).exclude(
        submission__state=State.DISPOSED.value
    )
    for subject, kind, at, body in rows.values_list(
        "submission_id", "submission__kind", "occurred_at", "body"
    ):
        # A form that is no longer published keeps what was written in it: as miscellaneous.
        group = given.get(subject) or groups.get(kind, Group.MISCELLANEOUS)
        mine = facts.setdefault(subject, _Facts(group, date.min))
        mine.last = max(mine.last, timezone.localdate(at))
        mine.born += births(body)[:1]
    return facts


def _latest(submissions: Collection[UUID]) -> dict[UUID, Conclusion]:
    rows = Conclusion.objects.filter(submission__in=submissions).order_by("made_at", "pk")
    return {row.submission_id: row for row in rows}


def _regrouped(submissions: Collection[UUID]) -> dict[UUID, Group]:
    return {key: Group(row.group) for key, row in _latest(submissions).items()}


def _concluded(submissions: Collection[UUID]) -> dict[UUID, date | None]:
    return {key: row.next_on for key, row in _latest(submissions).items()}


def _forget_disposed() -> None:
    gone = Q(submission__state=State.DISPOSED.value)
    Key.objects.filter(gone).delete()
    Review.objects.filter(gone).delete()
