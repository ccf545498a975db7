"""Pausing systems and letting them go on. Each says who and why, and stands in the ledger."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.connectors.rules import State
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock

HOUSE = "house"
_PAUSE = ["state", "paused_at", "paused_by", "paused_until", "pause_reason"]


def pause(*, system: System, by: Officer, reason: str, until: datetime | None = None) -> System:
    """Send this system nothing and ask it nothing until it is resumed, or `until`. Calls under way
    end as they would. A pause already standing stays, with the name of the officer who set it.

    Raises ValueError without a reason, or with an end that has passed.
    """
    return _stop(State.PAUSED, system, by, reason, until)


def drain_out(*, system: System, by: Officer, reason: str) -> System:
    """Begin nothing new; `settle` makes it a pause when the last call under way has been answered.
    For before the other side's maintenance. Raises ValueError without a reason.
    """
    return _stop(State.DRAINING, system, by, reason, None)


@transaction.atomic
def resume(*, system: System, by: Officer, reason: str) -> System:
    """End a pause. What waited is found by the next sweep.

    Raises ValueError without a reason.
    """
    said = _said(reason)
    row = System.objects.select_for_update().get(pk=system.pk)
    return row if row.state == State.ACTIVE.value else _resumed(row, by.actor, said)


def resume_overdue() -> list[int]:
    """End the pauses whose time is over; the ids of these systems."""
    with transaction.atomic():
        rows = System.objects.filter(paused_until__lte=Now()).select_for_update(skip_locked=True)
        return [_resumed(row, HOUSE, "its time is over").pk for row in rows]


def settle(system: System) -> None:
    """What drained is paused from now on. The caller has seen that nothing is under way."""
    rows = System.objects.filter(pk=system.pk, state=State.DRAINING.value)
    rows.update(state=State.PAUSED.value)


@transaction.atomic
def _stop(state: State, system: System, by: Officer, reason: str, until: datetime | None) -> System:
    said = _said(reason)
    if until is not None and until <= clock.now():
        raise ValueError("the end of a pause lies ahead")
    row = System.objects.select_for_update().get(pk=system.pk)
    if row.state != State.ACTIVE.value:
        return row
    row.state = state.value
    row.paused_at, row.paused_by, row.paused_until = clock.now(), by, until
    row.pause_reason = said
    row.save(update_fields=_PAUSE)
    verb = "pause" if state is State.PAUSED else "drain"
    _record(row, by.actor, said, {"verb": verb, "until": clock.iso(until) if until else ""})
    return row


def _resumed(row: System, actor: str, reason: str) -> System:
    row.state = State.ACTIVE.value
    row.paused_at = row.paused_by = row.paused_until = None
    row.pause_reason = ""
    row.save(update_fields=_PAUSE)
    _record(row, actor, reason, {"verb": "resume"})
    return row


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValueError("a reason is needed")
    return reason.strip()[:200]


def _record(system: System, actor: str, reason: str, details: dict[str, Any]) -> None:
    ledger.record(
        act=Act.DECISION,
        actor=actor,
        subject=f"system:{system.code}",
        purpose=reason,
        details=details,
    )
