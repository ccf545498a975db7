"""Asking about one look in ten, and reminding of what was not answered."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from field_api.audit.actions import keying, looking
from field_api.audit.models import Look, Sample
from field_api.audit.rules import sampling
from field_api.audit.rules.words import Looked
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock


def is_asked(look: Look) -> bool:
    """By the day of the force's calendar on which it was made. A review is not asked about: the
    decision says why it was read. Nor is what the page asked as an entry was written."""
    if look.at_what == Looked.RECORD.value and (look.linked or looking.is_by_the_page(look)):
        return False
    return sampling.is_drawn(keying.of_day(timezone.localdate(look.at)), look.event)


def draw(looks: Iterable[Look]) -> int:
    """Ask about those drawn; returns how many."""
    drawn = [look for look in looks if is_asked(look)]
    now = clock.now()
    rows = [Sample(look=look, officer_id=look.officer_id, asked_at=now) for look in drawn]
    Sample.objects.bulk_create(rows)
    ledger.record_many(
        [
            Event(
                act=Act.DECISION.value,
                actor="house",
                subject=look.subject,
                recipient=look.officer.actor,
                details={"did": "asked-for-justification", "event": look.event},
            )
            for look in drawn
        ]
    )
    return len(drawn)


@transaction.atomic
def remind() -> tuple[int, int]:
    """Mark what was left for three days, and bring before the auditor what was left for seven.

    Returns how many of each. Work is never held up by either.
    """
    now = clock.now()
    open_rows = Sample.objects.unanswered()
    reminded = open_rows.filter(reminded_at=None, asked_at__lte=now - sampling.REMIND_AFTER)
    count = reminded.update(reminded_at=now)
    return count, _escalate(now)


def _escalate(now: datetime) -> int:
    late = Sample.objects.unanswered().filter(
        escalated_at=None, asked_at__lte=now - sampling.ESCALATE_AFTER
    )
    rows = list(late.select_related("officer", "look").select_for_update(of=("self",)))
    Sample.objects.filter(pk__in=[row.pk for row in rows]).update(escalated_at=now)
    ledger.record_many(
        [
            Event(
                act=Act.DECISION.value,
                actor="house",
                subject=row.officer.actor,
                details={"did": "justification-overdue", "event": row.look_id},
            )
            for row in rows
        ]
    )
    return len(rows)
