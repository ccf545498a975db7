"""Entries that nobody read in time: brought up to the next rank, once for each time limit.

Who is told sees the entry on their desk and may decide about it, whatever roles its form names:
the nearest inspector who covers its unit, or, where supervisors do not read the kind, its readers
of the units above. Where nobody above may read it, the queue alone shows it as overdue.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from field_api.alerts.actions.reaching import Whom, reach
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.rules import COVERING, Role
from field_api.lib import clock, hints
from field_api.submissions.acting import Held, is_acting
from field_api.submissions.actions.forms import form_of
from field_api.submissions.models import Escalation, Submission, Told, ToldQuerySet
from field_api.submissions.rules import Review

log = logging.getLogger(__name__)

MAIL = "submissions.mail_of_waiting"
QUEUE = "periodic"
PAGE = "/desk/overdue/"
_AT_ONCE = 200
_AGAIN = timedelta(minutes=15)


def escalate() -> int:
    """Bring up what is past its limit and was not yet; how many entries."""
    rows = Submission.objects.filter(
        review_by__lt=clock.now(), review_state=Review.WAITING.value
    ).exclude(escalations__due_at=F("review_by"))
    rows = rows.select_related("unit", "head").order_by("review_by", "pk")
    found = sum(_bring_up(row) for row in rows[:_AT_ONCE])
    if settings.EMAIL_HOST and _due().exists():
        hints.send(MAIL, queue=QUEUE)
    return found


@transaction.atomic
def _bring_up(row: Submission) -> bool:
    if row.review_by is None:
        return False
    whom, officers = _above(row)
    where = {"unit": whom.unit, "role": whom.role} if whom else {}
    made, new = Escalation.objects.get_or_create(
        submission=row, due_at=row.review_by, defaults=where
    )
    if new:
        people = Officer.objects.filter(pk__in=officers)
        due = {one.pk: clock.now() if one.email else None for one in people}
        Told.objects.bulk_create(
            Told(escalation=made, officer_id=key, mail_due_at=at) for key, at in due.items()
        )
    return new


def _above(row: Submission) -> tuple[Whom | None, tuple[int, ...]]:
    """Where the nearest serve who may read it and did not write it, and who they are."""
    for unit, role in _ladder(row):
        whom = Whom(unit=unit, role=role, below=False)
        there = reach([whom], marking=row.marking, groups=row.groups).officers
        if others := tuple(one for one in there if one != row.author_id):
            return whom, others
    return None, ()


def _ladder(row: Submission) -> Iterator[tuple[Unit, Role]]:
    """Rank by rank, from its unit up the tree."""
    form = form_of(row.kind, row.head.version) if row.head else None
    readers = [Role(one) for one in form.review.roles] if form else []
    supervised = not readers or Role.SUPERVISOR in readers
    unit = row.unit if supervised else row.unit.parent
    while unit is not None:
        for role in [Role.INSPECTOR] if supervised else readers:
            yield unit, role
        unit = unit.parent


def waiting_for(officer: Officer) -> list[Told]:
    """What was brought up to this officer and still waits, the oldest limit first."""
    rows = Told.objects.visible_to(officer).waiting()
    rows = rows.filter(escalation__submission__in=Submission.objects.for_review(officer))
    rows = rows.select_related("escalation__submission__unit")
    return list(rows.order_by("escalation__due_at", "pk"))


def was_told(row: Submission, officer: Officer) -> bool:
    """Whether this entry, as it waits now, was brought up to the officer."""
    return Told.objects.visible_to(officer).waiting().filter(escalation__submission=row).exists()


def acts(officer: Officer, unit: int) -> bool:
    """Whether they decide about this unit's work in a rank that is theirs for a time."""
    held = list(Posting.objects.current(officer).values_list("role", "unit_id", "ends_on"))
    return is_acting(
        [
            Held(Role(role), _covers(Role(role), its_unit, unit), ends_on is not None)
            for role, its_unit, ends_on in held
        ]
    )


def _covers(role: Role, its_unit: int, unit: int) -> bool:
    return role in COVERING and Unit.objects.below([its_unit]).filter(pk=unit).exists()


def mail() -> int:
    """Send what is owed and due, one mail to an officer whatever waits; how many went out. What was
    decided meanwhile is told nobody.
    """
    owed = Told.objects.owed()
    owed.exclude(pk__in=owed.waiting().values("pk")).update(mail_due_at=None)
    sent = 0
    while (theirs := _claim()) is not None:
        sent += _send(*theirs)
    return sent


def _due() -> ToldQuerySet:
    return Told.objects.owed().waiting().filter(mail_due_at__lte=clock.now())


@transaction.atomic
def _claim() -> tuple[Officer, list[int]] | None:
    # Moved on before it is tried: nobody else tries meanwhile, and if this worker dies, one does.
    due = _due().order_by("mail_due_at", "pk")
    first = due.select_for_update(skip_locked=True, of=("self",)).select_related("officer").first()
    if first is None:
        return None
    theirs = due.filter(officer=first.officer).select_for_update(skip_locked=True, of=("self",))
    keys = [one.pk for one in theirs]
    Told.objects.filter(pk__in=keys).update(mail_due_at=clock.now() + _AGAIN)
    return first.officer, keys


def _send(officer: Officer, keys: list[int]) -> bool:
    """Says how many wait and where to look, and nothing of any of them."""
    one = len(keys) == 1
    said = "1 entry is" if one else f"{len(keys)} entries are"
    message = EmailMessage(
        subject="[Fieldbook] Past the time for review",
        body=f"{said} past the time for review and brought up to you:\n\n"
        f"{settings.SITE_URL}{PAGE}\n",
        to=[officer.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (OSError, ValueError) as error:
        log.warning("mail not sent", extra={"reason": type(error).__name__})
        return False
    Told.objects.filter(pk__in=keys).update(mailed_at=clock.now())
    return True
