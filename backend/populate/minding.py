"""What those who look after systems did meanwhile, as in a force that is run well: nothing is left
for a person, and no night's comparison found anything. Without it a house would warn of dead
letters months old, and compare with its systems what they were never sent.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Max
from django.db.models.functions import Greatest, Least, TruncDate

from backend.populate.shape import LONDON
from field_api.connectors.models import System
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import State
from field_api.oversight.actions import health, reconcile
from field_api.oversight.models import Reconciliation
from field_api.oversight.rules import reconciling
from field_api.oversight.rules.reconciling import Run

_DECIDES = timedelta(hours=6)
_COMPARES = timedelta(seconds=4)
_DAY = timedelta(days=1)
_IN_DOUBT = (State.UNCERTAIN.value, State.POISONED.value)


def decide(stuck: Sequence[UUID], until: datetime) -> None:
    """Of these deliveries, what no correction took the place of: its people vouched for what was in
    doubt, and the rest was given up."""
    dead = health.dead(Delivery.objects.filter(pk__in=stuck))
    at = _hours_after("settled_at", until)
    dead.filter(state__in=_IN_DOUBT).update(state=State.DELIVERED.value, settled_at=at)
    dead.update(
        state=State.CANCELLED.value, reason="given up: written there by hand", settled_at=at
    )
    asked = Task.objects.open().filter(delivery__in=stuck)
    asked.update(done_at=_hours_after("created_at", until), note="no longer needed")


def _hours_after(moment: str, until: datetime) -> Greatest:
    return Greatest(F(moment), Least(F(moment) + _DECIDES, until))


def compare(systems: Iterable[int], since: datetime, until: datetime) -> None:
    """A comparison of each night with each of these that can list what it holds. The last goes as
    far as the work does, so that the house begins its own where that ends."""
    for system in System.objects.filter(pk__in=list(systems)).order_by("pk"):
        if reconcile.lists(system):
            # A night that the house compared by itself stays as it was.
            rows = list(_nights(system, since, until))
            Reconciliation.objects.bulk_create(rows, ignore_conflicts=True)


def _nights(system: System, since: datetime, until: datetime) -> Iterator[Reconciliation]:
    sent = Delivery.objects.filter(system=system, state=State.DELIVERED.value)
    by_day = sent.order_by().annotate(day=TruncDate("settled_at", tzinfo=LONDON))
    counts = Counter(dict(by_day.values_list("day").annotate(n=Count("pk"))))
    day, last = since.astimezone(LONDON).date() + _DAY, until.astimezone(LONDON).date()
    while day < last:
        begun = datetime.combine(day, reconciling.quiet(system.code), LONDON)
        yield _night(system, day, _midnight(day), begun, counts[day - _DAY])
        day += _DAY
    newest = sent.aggregate(at=Max("settled_at"))["at"]
    ends = max(until, newest + timedelta(seconds=1)) if newest else until
    if Reconciliation.objects.filter(system=system, night=last).exists():
        last += _DAY
    yield _night(system, last, ends, ends, counts[last - _DAY] + counts[last])


def _night(
    system: System, day: date, until: datetime, begun: datetime, count: int
) -> Reconciliation:
    return Reconciliation(
        system=system,
        night=day,
        since=_midnight(day - _DAY),
        until=until,
        compared_until=until,
        state=Run.DONE.value,
        started_at=begun,
        ended_at=begun + _COMPARES,
        ours=count,
        theirs=count,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
