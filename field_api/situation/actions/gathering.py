"""Everything on one officer's map.

There is no table of places. An entry's are read from what it mentions, an alert's and a hit's from
their own rows, each through its own `visible_to`: what is withdrawn, erased, recalled, weeded or
restricted is off the map with the transaction that does it, and no copy has to be told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.policy import actions as policy
from field_api.situation.actions import alerting, entries, tasked, watched
from field_api.situation.actions.reader import Reader
from field_api.situation.rules import Spot

HOURS = 72
"""The map is of now. What was before stands in the queue and the searches."""

MOST = 5_000
"""Of each sort. A map with more says so, and shows the newest."""

_EARLY = timedelta(minutes=10)
_SORTS: tuple[Callable[[Reader], list[Spot]], ...] = (
    entries.spots,
    alerting.spots,
    tasked.spots,
    watched.hits,
    watched.sightings,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """The newest first. `whole` is false where there was more than `MOST` of a sort."""

    at: datetime
    hours: int
    spots: Sequence[Spot]
    whole: bool


def situation(*, officer: Officer, hours: int, carried: bool) -> Situation:
    """What happened in the last `hours` (1 to 72). `carried`: for a handset, which shows the places
    of people at risk as areas. A look at it is recorded by `looks.looked`, before it is shown.
    """
    now = clock.now()
    since = now - timedelta(hours=max(1, min(hours, HOURS)))
    actor = policy.actor_of(officer)
    reader = Reader(officer, actor, since, now + _EARLY, carried, MOST)
    found = [sort(reader) for sort in _SORTS]
    spots = [spot for some in found for spot in some[:MOST]]
    spots.sort(key=lambda spot: (spot.at, str(spot.id)), reverse=True)
    return Situation(now, hours, spots, all(len(some) <= MOST for some in found))
