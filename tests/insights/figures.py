"""Rows of the day tables, made up: one unit's numbers on one day."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from field_api.connectors.models import System
from field_api.identity.models import Unit
from field_api.insights.models import Day, FieldDay, RefusedDay, SystemDay
from field_api.insights.rules.histograms import BUCKETS, SECOND, TENTH, bucket
from field_api.lib import clock
from tests import make


def today() -> date:
    return timezone.localdate(clock.now())


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def histogram(*seconds: float, step: float = SECOND) -> list[int]:
    found = [0] * BUCKETS
    for each in seconds:
        found[bucket(each, step)] += 1
    return found


def _where(unit: Unit | None, day: date | None) -> dict[str, Any]:
    its = unit or make.unit()
    return {"force": its.force, "unit": its, "day": day or today()}


def work(unit: Unit | None = None, day: date | None = None, kind: str = "note", **n: Any) -> Day:
    return Day.objects.create(**_where(unit, day), kind=kind, **n)


def field(unit: Unit | None = None, day: date | None = None, **n: Any) -> FieldDay:
    stated = {"kind": "note", "version": 1, "pointer": "/text"} | n
    return FieldDay.objects.create(**_where(unit, day), **stated)


def deliveries(
    system: System,
    unit: Unit | None = None,
    day: date | None = None,
    tapped: tuple[float, ...] = (),
    **n: Any,
) -> SystemDay:
    """`tapped`: seconds from the tap to the yes of each; from when it was here, half of that."""
    return SystemDay.objects.create(
        **_where(unit, day),
        kind=n.pop("kind", "note"),
        system=system,
        waits=histogram(*tapped, step=TENTH),
        here=histogram(*(each / 2 for each in tapped), step=TENTH),
        **n,
    )


def refusal(system: System, unit: Unit | None = None, **n: Any) -> RefusedDay:
    stated = {"kind": "note", "reason": "invalid field", "count": 1} | n
    return RefusedDay.objects.create(**_where(unit, None), system=system, **stated)
