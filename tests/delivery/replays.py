"""Deliveries that came to an end, and are sent again."""

from typing import Any

import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery.actions import plans, replay
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.models import Delivery, Replay
from field_api.delivery.rules import Next, State
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.mapping.models import Mapping
from tests import make
from tests.delivery.parcels import claims, fresh, parcel, put, settled
from tests.written import INTEL, NOTE

FAULT = FieldFault("/summary", "is not accepted")
WRONG = Next(State.REJECTED, reason="no good", faults=(FAULT,), uses_attempt=True)


def ended(result: Next = WRONG, system: str = "records", **other: Any) -> Delivery:
    """A delivery that came to this end."""
    kind = INTEL if system == "intelligence" else NOTE
    (made,) = put(parcel(kind, **other))
    (held,) = claims(made.system)
    assert settled(held, result)
    return fresh(made)


def these(*rows: Delivery) -> Scope:
    return Scope(deliveries=tuple(row.pk for row in rows))


def again(by: Officer, *rows: Delivery, **terms: bool) -> Replay:
    """Ordered and run."""
    made = replay.order(system=rows[0].system, scope=these(*rows), by=by, reason="fixed", **terms)
    replay.run(made.pk, seconds=60)
    made.refresh_from_db()
    return made


def latest(of: Delivery) -> Delivery:
    return Delivery.objects.filter(revision=of.revision, system=of.system).latest("generation")


def why(of: Delivery, **terms: bool) -> str:
    by = Officer.objects.filter(force__code=of.force).first() or make.supervisor()
    found = plans.plan(system=of.system, scope=these(of), by=by, **terms)
    assert (found.total, found.goes) == (1, 0)
    (reason,) = found.refused
    return reason


def use(system: System, document: dict[str, Any], version: int = 2) -> Mapping:
    """A configurator's mapping, in use from now on."""
    Mapping.objects.filter(system=system, kind=NOTE, state="active").update(state="retired")
    return Mapping.objects.create(
        system=system,
        kind=NOTE,
        version=version,
        engine="jmespath",
        document=document,
        state="active",
        activated_at=clock.now(),
    )


def until_somebody_waits_for_a_lock() -> None:
    """Some connection does: what it runs has come to where another stands."""
    for _ in range(3000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail("nobody waits")
