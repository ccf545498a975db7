"""Registering systems, pausing and resuming them."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from field_api.connectors import credentials
from field_api.connectors.kinds import connector, kind
from field_api.connectors.models import System
from field_api.connectors.rules import (
    Capability,
    Clearance,
    ConfigRefused,
    LookupBy,
    Question,
    State,
)
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock

__all__ = ["connector", "pause", "register", "resume"]

HOUSE = "house"
"""The actor of what Fieldbook does by itself, such as registering systems when it is set up."""


@transaction.atomic
def register(
    *,
    code: str,
    name: str,
    kind: str,
    config: dict[str, Any],
    secret_ref: str,
    clearance: str = Clearance.OFFICIAL.value,
    takes_entries: bool = True,
    answers_queries: Sequence[str] = (),
    send_seconds: float = 10.0,
    settle_seconds: float = 5.0,
    lookup: str = LookupBy.NONE.value,
    by: Officer | None = None,
) -> System:
    """Create the system `code`, or bring it to these settings. A pause stays as it is.

    Raises ConfigRefused when the settings could never work, naming the first fault.
    """
    wanted = {
        "name": name,
        "kind": kind,
        "config": config,
        "secret_ref": secret_ref,
        "clearance": clearance,
        "takes_entries": takes_entries,
        "answers_queries": sorted(answers_queries),
        "send_seconds": send_seconds,
        "settle_seconds": settle_seconds,
        "lookup": lookup,
    }
    found = System.objects.select_for_update().filter(code=code).first()
    system = found or System(code=code)
    changed = [field for field, value in wanted.items() if getattr(system, field) != value]
    if found and not changed:
        return found
    for field in changed:
        setattr(system, field, wanted[field])
    _check(system)
    system.save()
    _record(Act.ALTERATION, system, by, details={"fields": changed, "created": found is None})
    return system


@transaction.atomic
def pause(*, system: System, by: Officer, reason: str) -> System:
    """Send this system nothing and ask it nothing until it is resumed. A pause already standing
    stays, with the name of the officer who set it.

    Raises ValueError without a reason.
    """
    system = System.objects.select_for_update().get(pk=system.pk)
    if system.state == State.PAUSED.value:
        return system
    system.state = State.PAUSED.value
    system.paused_at, system.paused_by = clock.now(), by
    system.pause_reason = _said(reason)
    system.save(update_fields=["state", "paused_at", "paused_by", "pause_reason"])
    _record(Act.DECISION, system, by, purpose=system.pause_reason, details={"verb": "pause"})
    return system


@transaction.atomic
def resume(*, system: System, by: Officer, reason: str) -> System:
    """End a pause. What waited is found by the next sweep.

    Raises ValueError without a reason.
    """
    system = System.objects.select_for_update().get(pk=system.pk)
    if system.state == State.ACTIVE.value:
        return system
    system.state = State.ACTIVE.value
    system.paused_at = system.paused_by = None
    system.pause_reason = ""
    system.save(update_fields=["state", "paused_at", "paused_by", "pause_reason"])
    _record(Act.DECISION, system, by, purpose=_said(reason), details={"verb": "resume"})
    return system


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValueError("a reason is needed")
    return reason.strip()


def _record(
    act: Act, system: System, by: Officer | None, *, purpose: str = "", details: dict[str, Any]
) -> None:
    ledger.record(
        act=act,
        actor=by.actor if by else HOUSE,
        subject=f"system:{system.code}",
        purpose=purpose,
        details=details,
    )


def _check(system: System) -> None:
    """Everything that can be known now is refused now: at 3 a.m. it would stop a queue."""
    made = kind(system.kind)
    made(system.config, "checked-without-the-secret")
    if not credentials.known(system.secret_ref):
        raise ConfigRefused("secret_ref is env:NAME or file:/path")
    if unknown := set(system.answers_queries) - {question.value for question in Question}:
        raise ConfigRefused(f"unknown question: {', '.join(sorted(unknown))}")
    if missing := _asked_of(system) - made.capabilities:
        raise ConfigRefused(f"{system.kind} cannot do: {', '.join(sorted(missing))}")
    try:
        system.clean_fields()
    except ValidationError as error:
        raise ConfigRefused("; ".join(error.messages)) from error


def _asked_of(system: System) -> set[Capability]:
    wanted = {
        Capability.ENTRIES: system.takes_entries,
        Capability.QUERIES: bool(system.answers_queries),
        Capability.LOOKUP: system.lookup == LookupBy.BY_KEY.value,
    }
    return {capability for capability, asked in wanted.items() if asked}
