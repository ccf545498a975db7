"""Handing drafts over when a device breaks, or its officer can't finish."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from field_api.drafts import rules
from field_api.drafts.models import Draft, HandOver
from field_api.identity.models import Device, Officer, Posting
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem


@dataclass(frozen=True, slots=True)
class HandedTo:
    """Who is to have drafts. `device` is the author's other device; None for a colleague."""

    officer: Officer
    device: Device | None


@transaction.atomic
def hand_over(
    *, by: Officer, drafts: Collection[UUID], to: HandedTo, reason: str
) -> list[HandOver]:
    """Let drafts of one officer be read by a device of theirs, or by a colleague, within 24 hours.
    Nothing is unsealed here. Handing the same over again renews the hours.

    Raises Problem 404 for what `by` does not cover, 403 own-draft, 422 hand-over-incomplete.
    """
    said = reason.strip()
    if not said or not drafts:
        fault = Fault("/reason", "required", "Choose drafts, and say why they are handed over.")
        raise Problem(422, "hand-over-incomplete", "Something is missing", errors=[fault])
    rows = list(Draft.objects.filter(pk__in=drafts).select_related("officer", "device"))
    authors = {row.officer for row in rows}
    if len(rows) != len(set(drafts)) or len(authors) != 1:
        raise Problem(404, "not-found", "Not found")
    (author,) = authors
    _check(by, author, to)
    now = clock.now()
    made = [_made(row, by, to, said[:500]) for row in rows]
    for one in made:
        one.handed_at, one.expires_at = now, now + rules.HANDED_OVER_FOR
    HandOver.objects.bulk_create(made)
    ledger.record_many([_event(one, by) for one in made])
    return made


def _check(by: Officer, author: Officer, to: HandedTo) -> None:
    if by.pk in (author.pk, to.officer.pk):
        raise Problem(403, "own-draft", "Somebody else hands over to and from you")
    if not (covers(by, author) and covers(by, to.officer) and to.officer.is_active):
        raise Problem(404, "not-found", "Not found")
    if to.officer == author and to.device is None:
        fault = Fault("/to/device", "required", "Name the device it goes to.")
        raise Problem(422, "hand-over-incomplete", "Something is missing", errors=[fault])
    if to.device and (to.device.officer_id != author.pk or to.device.revoked_at):
        raise Problem(404, "not-found", "Not found")


def covers(by: Officer, officer: Officer) -> bool:
    """Whether an officer serves today in a unit that `by` answers for."""
    return Posting.objects.current(officer).filter(unit__in=by.units_covered()).exists()


def colleagues(by: Officer) -> list[Officer]:
    """Officers who serve in units `by` answers for, by name."""
    posted = Posting.objects.on(today()).filter(unit__in=by.units_covered())
    rows = Officer.objects.filter(pk__in=posted.values("officer"), is_active=True)
    return sorted(rows.exclude(pk=by.pk), key=lambda one: (one.surname, one.collar_number))


def _made(row: Draft, by: Officer, to: HandedTo, reason: str) -> HandOver:
    return HandOver(
        draft=row.pk,
        kind=row.kind,
        author=row.officer,
        receiver=to.officer,
        device=to.device,
        handed_by=by,
        reason=reason,
    )


def _event(one: HandOver, by: Officer) -> Event:
    return Event(
        act=Act.DISCLOSURE.value,
        actor=by.actor,
        subject=f"draft:{one.draft}",
        purpose=one.reason,
        recipient=one.receiver.actor,
        details={
            "author": one.author.login,
            "device": str(one.device_id) if one.device_id else None,
            "until": clock.iso(one.expires_at),
        },
    )
