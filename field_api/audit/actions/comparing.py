"""A day of look-ups beside the 28 before, in the same role and unit; and days of nothing else."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from field_api.audit.models import Finding, Look
from field_api.audit.rules import usual
from field_api.audit.rules.words import Looked, Noticed
from field_api.lib import clock
from field_api.notebook.models import Entry

_Key = tuple[Any, ...]


def compare(day: date) -> list[Finding]:
    """What stands out of one day of the force's calendar that is over; unsaved."""
    return [*_volume(day), *_unlinked(day)]


def ends(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def _volume(day: date) -> list[Finding]:
    counts = _counts(day - usual.WINDOW, day)
    before: dict[_Key, list[int]] = defaultdict(list)
    for (on, _, force, unit, role), count in counts.items():
        if on < day:
            before[(force, role, unit)].append(count)
            before[(force, role)].append(count)
    made = []
    for (on, officer, force, unit, role), count in counts.items():
        if on == day:
            limit = _limit(before, force, unit, role)
            if limit is not None and count > limit:
                numbers = {"count": count, "limit": round(limit, 1), "role": role, "unit": unit}
                made.append(_of_day(Noticed.VOLUME, officer, day, numbers))
    return made


def _counts(since: date, until: date) -> Counter[_Key]:
    """Looks by (day, officer, force, unit, role); reviews left out, for the queue brings them."""
    rows = Look.objects.exclude(at_what=Looked.RECORD.value, linked=True).filter(
        at__gte=ends(since - timedelta(days=1)), at__lt=ends(until)
    )
    found = rows.values_list("at", "officer", "officer__force", "unit", "role")
    return Counter((timezone.localdate(at), *rest) for at, *rest in found)


def _limit(before: Mapping[_Key, Sequence[int]], force: int, unit: int, role: str) -> float | None:
    """Of the unit; of the whole force's role where the unit is too small to have a middle."""
    own = usual.limit(before.get((force, role, unit), []))
    return own if own is not None else usual.limit(before.get((force, role), []))


def _unlinked(day: date) -> list[Finding]:
    rows = Look.objects.filter(at__gte=ends(day - timedelta(days=1)), at__lt=ends(day)).exclude(
        at_what=Looked.RECORD.value
    )
    asked: dict[int, list[Look]] = defaultdict(list)
    for look in rows:
        asked[look.officer_id].append(look)
    return [
        _of_day(Noticed.UNLINKED, officer, day, {"count": len(looks)})
        for officer, looks in asked.items()
        if len(looks) >= usual.UNLINKED
        and not any(look.linked for look in looks)
        and not _wrote(officer, [look.at for look in looks])
    ]


def _wrote(officer: int, moments: Sequence[datetime]) -> bool:
    since, until = min(moments) - usual.NEAR, max(moments) + usual.NEAR
    near = Q(received_at__range=(since, until)) | Q(revision__written_at__range=(since, until))
    return Entry.objects.filter(near, notebook__officer=officer).exists()


def _of_day(what: Noticed, officer: int, day: date, numbers: dict[str, Any]) -> Finding:
    return Finding(
        what=what.value,
        key=f"{officer}:{day.isoformat()}",
        officer_id=officer,
        noticed_at=clock.now(),
        happened_at=ends(day - timedelta(days=1)),
        numbers=numbers,
    )
