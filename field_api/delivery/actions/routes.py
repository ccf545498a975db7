"""Which systems are told of a kind: beginning and ending it, and on which terms it stands."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from field_api.connectors.models import System
from field_api.delivery.actions.outbox import route
from field_api.delivery.models import Route
from field_api.delivery.rules import Ordering, WhenLate
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act


@dataclass(frozen=True, slots=True)
class Terms:
    """As on `Route`."""

    ordering: str = Ordering.STRICT.value
    deliver_by_seconds: int | None = None
    when_late: str = WhenLate.TELL.value
    redacts: bool = False


def terms_of(kind: str, system: System) -> Terms | None:
    """On which terms the system is told of the kind now; None where it is not."""
    found = Route.objects.filter(kind=kind, system=system, active=True).first()
    return _terms(found) if found else None


def _terms(found: Route) -> Terms:
    return Terms(
        ordering=found.ordering,
        deliver_by_seconds=found.deliver_by_seconds,
        when_late=found.when_late,
        redacts=found.redacts,
    )


@transaction.atomic
def begin(*, kind: str, system: System, terms: Terms, by: str, second: str) -> Route:
    """From now on tell the system of what is released of this kind, on these terms, in place of
    those that stood. What was released before goes nowhere by it. `by` is an actor, `second` a
    login.
    """
    made = route(kind=kind, system=system, **asdict(terms))
    _record("route", kind, system, by, second, asdict(terms))
    return made


@transaction.atomic
def end(*, kind: str, system: System, by: str, second: str) -> None:
    """Tell the system of nothing more of this kind. What is on its way goes on."""
    if Route.objects.filter(kind=kind, system=system, active=True).update(active=False):
        _record("unroute", kind, system, by, second, {})


def subject_of(kind: str, system: System) -> str:
    """How the ledger names a route."""
    return f"route:{kind}/{system.code}"


def _record(
    verb: str, kind: str, system: System, by: str, second: str, terms: dict[str, Any]
) -> None:
    details = {"verb": verb, "second": second, **terms}
    ledger.record(act=Act.DECISION, actor=by, subject=subject_of(kind, system), details=details)
