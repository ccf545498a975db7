"""What waits now, counted from the work as it stands: day tables say how it went, never how it is.

Counts and ages only; neither an officer nor an entry leaves these functions.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.utils import timezone

from field_api.lib import clock
from field_api.oversight.models import Alert
from field_api.oversight.rules.alarms import What
from field_api.submissions.models import Submission
from field_api.submissions.rules import Review, State


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries on which nobody has decided. `late`: past the time that policy gives it. `oldest`:
    when the one that waits longest came."""

    count: int
    late: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """What handsets said they wrote and did not send. `quiet_since`: when the one longest out of
    touch was last heard; what it holds is no younger, as far as anybody here knows."""

    entries: int
    handsets: int
    quiet_since: datetime | None


@dataclass(frozen=True, slots=True)
class Left:
    """How often a system was left alone for a minute or longer, and how long in all; `open` while
    it is."""

    times: int
    seconds: float
    open: bool


_WAITS = Q(state__in=[State.NEEDS_REVIEW.value, State.QUARANTINE.value]) | Q(
    state=State.RELEASED.value, review_state=Review.WAITING.value
)
_LATE = Q(review_by__lt=Now())

Counter = Callable[[Collection[int]], Unsent]
_COUNTERS: list[Counter] = []


def waiting(units: Collection[int], kind: str = "") -> Waiting:
    """In these units, of one kind where it is given; what is decided on after its release too."""
    rows = Submission.objects.filter(_WAITS, unit__in=units)
    found = (rows.filter(kind=kind) if kind else rows).aggregate(
        count=Count("pk"), late=Count("pk", filter=_LATE), oldest=Min("created_at")
    )
    return Waiting(**found)


def unsent_counted_by(counter: Counter) -> None:
    """Have the floor above, which hears handsets, count what they kept. Said once, at the start."""
    _COUNTERS[:] = [counter]


def unsent(units: Collection[int]) -> Unsent | None:
    """Of handsets of officers who serve in these units; None where nobody counts it."""
    return _COUNTERS[0](units) if _COUNTERS else None


def left_alone(first: date, last: date) -> dict[int, Left]:
    """By system, of these days in London: its breaker stood open for a minute at least, which is
    when an alert is raised. A system belongs to no force: whoever sends to it waits alike."""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    rows = Alert.objects.filter(what=What.BREAKER.value, system__isnull=False, raised_at__lt=end)
    rows = rows.filter(Q(cleared_at=None) | Q(cleared_at__gt=start))
    now, found = clock.now(), dict[int, Left]()
    for system, raised, cleared in rows.values_list("system", "raised_at", "cleared_at"):
        was = found.get(system, Left(0, 0.0, False))
        lasted = (min(cleared or now, end) - max(raised, start)).total_seconds()
        found[system] = Left(was.times + 1, was.seconds + lasted, was.open or cleared is None)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
