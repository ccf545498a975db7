"""Which mention of a new version was which of the last: so that what was judged stays with it."""

from collections.abc import Sequence
from uuid import UUID

from field_api.intelligence.rules.comparing import Known, compare

Place = tuple[UUID, str, Known]


def paired(before: Sequence[Place], now: Sequence[tuple[str, Known]]) -> list[UUID | None]:
    """For each of `now` the id it had; None for what is new. `before` is (id, key, what was said).

    First what says the same, wherever it stands now: rows move when one above them goes. Then what
    stands at the same place and may be the same: a row that now speaks of somebody else is new.
    """
    left = list(before)
    found: list[UUID | None] = [None] * len(now)
    for at, (key, known) in enumerate(now):
        said = [one for one in left if one[2] == known]
        found[at] = _take(left, next((one for one in said if one[1] == key), _first(said)))
    for at, (key, known) in enumerate(now):
        if found[at] is None:
            here = (one for one in left if one[1] == key and _may_be(one[2], known))
            found[at] = _take(left, next(here, None))
    return found


def _first(places: Sequence[Place]) -> Place | None:
    return places[0] if places else None


def _take(left: list[Place], place: Place | None) -> UUID | None:
    if place is None:
        return None
    left.remove(place)
    return place[0]


def _may_be(before: Known, now: Known) -> bool:
    if before.type != now.type:
        return False
    return compare(before, now) is not None or not (before.keys and now.keys)
