"""Taking in what cameras read: each reading once, whole batches by a few statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from field_api.connectors.models import System
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, wall
from field_api.watch.actions import looking_back, screening
from field_api.watch.models import Inlet, Sighting
from field_api.watch.rules.reading import Reading, Unread, read

ACCEPTED, DUPLICATE, REFUSED = "accepted", "duplicate", "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one reading. `id` is the system's own, "" where it could not be read."""

    id: str
    status: str
    faults: Sequence[tuple[str, str]] = ()


def inlet_of(system: System) -> Inlet | None:
    """By which what this system sees is taken in; None where nobody opened one for it."""
    return Inlet.objects.select_related("system", "unit__force").filter(system=system).first()


@wall.everyone()  # no officer brings them: what is theirs is the inlet's force
def take(*, inlet: Inlet, given: Sequence[object], by: Officer | None = None) -> list[Result]:
    """Keep what can be read, each reading once however often it comes, and compare it with the
    watch list of the inlet's force. One that can't be read costs no other. `by` imported them.
    """
    read_ = [_read(one) for one in given]
    good: dict[str, Reading] = {}
    for one in read_:
        if isinstance(one, Reading):
            good.setdefault(one.id, one)
    with feed.work():
        new = _kept(inlet, good.values())
        if new:
            _record(inlet, len(new), by)
        screening.screen([looking_back.sighted(one, inlet.unit) for one in new.values()])
    results = []
    for one in read_:
        if isinstance(one, Result):
            results.append(one)
            continue
        results.append(Result(one.id, ACCEPTED if new.pop(one.id, None) else DUPLICATE))
    return results


def _read(given: object) -> Reading | Result:
    try:
        return read(given, now=clock.now())
    except Unread as unread:
        named = given.get("id") if isinstance(given, dict) else ""
        known = named if isinstance(named, str) and named.isprintable() else ""
        return Result(known[:200], REFUSED, unread.faults)


def _kept(inlet: Inlet, readings: Iterable[Reading]) -> dict[str, Sighting]:
    """Those that were not known, by the system's id; in one order, so that two batches that hold
    the same readings wait for each other and never both."""
    now = clock.now()
    made = [
        Sighting(
            system=inlet.system,
            force=inlet.unit.force,
            reading=one.id,
            vrm=one.vrm,
            held=one.held,
            camera=one.camera,
            place=one.place,
            latitude=one.latitude,
            longitude=one.longitude,
            direction=one.direction,
            seen_at=one.seen_at,
            received_at=now,
        )
        for one in sorted(readings, key=lambda one: one.id)
    ]
    Sighting.objects.bulk_create(made, ignore_conflicts=True)
    ids: list[UUID] = [one.pk for one in made]
    there = set(Sighting.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return {one.reading: one for one in made if one.pk in there}


def _record(inlet: Inlet, count: int, by: Officer | None) -> None:
    ledger.record(
        act=Act.COLLECTION,
        actor=by.actor if by else "house",
        subject=f"system:{inlet.system.code}",
        purpose="watch",
        details={"sightings": count},
    )
