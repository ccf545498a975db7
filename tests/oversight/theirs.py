"""The other side of a reconciliation, and comparing with it to the end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Capability, Held, NoAnswer, Unasked
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State
from field_api.oversight.actions import reconcile
from field_api.oversight.models import Reconciliation
from tests.oversight import rows

HOUR = timedelta(hours=1)
OURS, OTHER = "ab" * 32, "cd" * 32


class TheirList(Unasked):
    """A system that answers with what it is given; what a real one may say on a bad day."""

    capabilities = frozenset({Capability.ENTRIES, Capability.LISTING})

    def __init__(self, *held: Held, fails: str = "") -> None:
        self.held, self.fails = list(held), fails
        self.asked: list[tuple[datetime, datetime]] = []

    def listing(self, since: datetime, until: datetime, *, deadline: float) -> Iterator[Held]:
        self.asked.append((since, until))
        yield from (one for one in self.held if _within(one, since, until))
        if self.fails:
            raise NoAnswer(self.fails)


def _within(held: Held, since: datetime, until: datetime) -> bool:
    return held.received_at is None or since <= held.received_at < until


def holds(one: Delivery, sha256: str = OURS, *, age: timedelta = HOUR) -> Held:
    return Held(one.key, "RMS-000001", sha256, rows.ago() - age)


def compared(system: System, theirs: TheirList, *, back: timedelta = 2 * HOUR) -> Reconciliation:
    with mock.patch.object(connectors, "connector", return_value=theirs):
        run = reconcile.start(system=system, since=rows.ago() - back, until=rows.ago())
        return finished(run)


def finished(run: Reconciliation) -> Reconciliation:
    while reconcile.step(run.pk) is not None:
        pass
    run.refresh_from_db()
    return run


def found(run: Reconciliation) -> dict[UUID, str]:
    return dict(run.differences.values_list("key", "what"))


def counts(run: Reconciliation) -> tuple[int, int, int, int, int]:
    return run.ours, run.theirs, run.missing, run.unknown, run.different


def delivered(system: System, **other: Any) -> Delivery:
    return rows.delivery(system, State.DELIVERED, **{"age": HOUR} | other)
