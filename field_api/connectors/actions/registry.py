"""Registering systems. Everything that can be known to be wrong is refused here."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from field_api.connectors import credentials
from field_api.connectors.kinds import kind, needs_secret
from field_api.connectors.models import Circuit, QuestionCircuit, System
from field_api.connectors.rules import (
    Capability,
    Clearance,
    ConfigRefused,
    LookupBy,
    Question,
)
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act

LONGEST_REMEMBERED = 900
"""Seconds. Longer, and an officer acts on what may since be reported stolen."""

HOUSE = "house"
"""The actor of what Fieldbook does by itself, such as registering systems when it is set up."""


class Terms(TypedDict, total=False):
    """How a system is spoken to, as on `System`; what is left out is as `_USUAL` has it."""

    partner: str
    clearance: str
    takes_entries: bool
    answers_queries: Sequence[str]
    send_seconds: float
    settle_seconds: float
    lookup: str
    max_in_flight: int
    rate_per_second: float | None
    burst: int
    questions_in_flight: int
    questions_per_second: float | None
    questions_burst: int
    remembers: dict[str, int]
    lag_seconds: int
    contact: str
    callback_ref: str
    answers_within_seconds: int | None


_USUAL: Terms = {
    "partner": "",
    "clearance": Clearance.OFFICIAL.value,
    "takes_entries": True,
    "answers_queries": (),
    "send_seconds": 10.0,
    "settle_seconds": 5.0,
    "lookup": LookupBy.NONE.value,
    "max_in_flight": 16,
    "rate_per_second": None,
    "burst": 20,
    "questions_in_flight": 32,
    "questions_per_second": None,
    "questions_burst": 20,
    "remembers": {},
    "lag_seconds": 300,
    "contact": "",
    "callback_ref": "",
    "answers_within_seconds": None,
}


@transaction.atomic
def register(
    *,
    code: str,
    name: str,
    kind: str,
    config: dict[str, Any],
    secret_ref: str,
    by: Officer | None = None,
    **terms: Unpack[Terms],
) -> System:
    """Create the system `code`, or bring it to these settings. A pause stays as it is.

    Raises ConfigRefused when the settings could never work, naming the first fault.
    """
    wanted: dict[str, Any] = {**_USUAL, **terms}
    wanted |= {"name": name, "kind": kind, "config": config, "secret_ref": secret_ref}
    wanted["answers_queries"] = sorted(wanted["answers_queries"])
    found = System.objects.select_for_update().filter(code=code).first()
    system = found or System(code=code)
    changed = [field for field, value in wanted.items() if getattr(system, field) != value]
    if found and not changed:
        return found
    for field in changed:
        setattr(system, field, wanted[field])
    _check(system)
    system.save()
    Circuit.objects.get_or_create(system=system)
    QuestionCircuit.objects.get_or_create(system=system)
    ledger.record(
        act=Act.ALTERATION,
        actor=by.actor if by else HOUSE,
        subject=f"system:{system.code}",
        details={"fields": changed, "created": found is None},
    )
    return system


def check(
    *,
    code: str,
    name: str,
    kind: str,
    config: dict[str, Any],
    secret_ref: str,
    **terms: Unpack[Terms],
) -> None:
    """Whether `register` would take it; nothing is written. Raises ConfigRefused."""
    wanted: dict[str, Any] = {**_USUAL, **terms, "code": code, "name": name, "kind": kind}
    wanted["answers_queries"] = sorted(wanted["answers_queries"])
    _check(System(config=config, secret_ref=secret_ref, **wanted))


def _check(system: System) -> None:
    """Everything that can be known now is refused now: at 3 a.m. it would stop a queue."""
    made = kind(system.kind)
    made(system.config, "checked-without-the-secret")
    secretless = not system.secret_ref and not needs_secret(system.kind)
    if not secretless and not credentials.known(system.secret_ref):
        raise ConfigRefused("secret_ref is env:NAME or file:/path")
    if system.callback_ref and not credentials.known(system.callback_ref):
        raise ConfigRefused("callback_ref is env:NAME or file:/path")
    if unknown := set(system.answers_queries) - {question.value for question in Question}:
        raise ConfigRefused(f"unknown question: {', '.join(sorted(unknown))}")
    _check_remembering(system.remembers)
    if missing := _asked_of(system) - made.capabilities:
        raise ConfigRefused(f"{system.kind} cannot do: {', '.join(sorted(missing))}")
    try:
        system.clean_fields()
    except ValidationError as error:
        raise ConfigRefused("; ".join(error.messages)) from error


def _check_remembering(remembers: dict[str, int]) -> None:
    if unknown := set(remembers) - {question.value for question in Question}:
        raise ConfigRefused(f"remembers unknown questions: {', '.join(sorted(unknown))}")
    if not all(seconds in range(1, LONGEST_REMEMBERED + 1) for seconds in remembers.values()):
        raise ConfigRefused(f"an answer is remembered for 1 to {LONGEST_REMEMBERED} seconds")


def _asked_of(system: System) -> set[Capability]:
    wanted = {
        Capability.ENTRIES: system.takes_entries,
        Capability.QUERIES: bool(system.answers_queries),
        Capability.LOOKUP: system.lookup == LookupBy.BY_KEY.value,
    }
    return {capability for capability, asked in wanted.items() if asked}
