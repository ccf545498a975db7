"""Whom and what the demonstration's officers look for: a van that a camera read this morning, and
somebody who is missing. No such van or person exists.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid5

from backend.story import seed
from field_api.alerts.actions import Whom
from field_api.alerts.rules import Priority
from field_api.connectors.models import System
from field_api.identity.models import Officer, Unit
from field_api.identity.models.officers import today
from field_api.lib import clock
from field_api.situation.ground import boundary
from field_api.tasking import actions as tasking
from field_api.tasking.actions import Wanted as Asked
from field_api.tasking.rules import Verb
from field_api.watch import actions as watch
from field_api.watch.actions import areas, inlets, sightings
from field_api.watch.models import Area, Listing
from field_api.watch.rules import Kind
from field_api.watch.rules.faults import Wanted

CAMERAS = "anpr"
_SPACE = UUID("0f0c7d1e-5d0b-5c0c-9a53-2f6f0f3f5a11")
_LASTS, _KEPT = timedelta(days=14), timedelta(days=60)
_PLATE = "FB26 WCH"
_PATROLS, _GROUND, _NORTH = "Response A", "Northampton and the south", 52.3
_READS = (
    ("A45 at Sample Bridge", 52.2405, -0.8601, 95),
    ("Example Road roundabout", 52.2466, -0.8839, 60),
    ("Sixfields, northbound", 52.2363, -0.9341, 25),
)
"""Where, and how many minutes before the demonstration was begun."""


def looked_for(by: Officer) -> None:
    """See that the list, this day's reads of the van and what is to be done about it are there,
    and the ground of who hears of what turns up."""
    _draw(by)
    van = _list(
        by,
        reference="van",
        kind=Kind.VEHICLE.value,
        known={"vrm": _PLATE, "make": "Ford", "model": "Transit", "colour": "white"},
        category="stolen",
        action="Stop if it is safe; two officers. Recover for examination.",
        reason="Taken on Saturday with the tools in it; used at two thefts since.",
        warnings=["WE"],
    )
    _list(
        by,
        reference="missing",
        kind=Kind.PERSON.value,
        known={"surname": "Placeholder", "given_names": "Jordan", "dob": "2009-05-17"},
        category="missing",
        action="Stay with them and call the control room. They are not in trouble.",
        reason="Missing from home since last night.",
        warnings=["SH"],
    )
    _read(by)
    _ask(van, by)


def _draw(by: Officer) -> None:
    """Northampton and what lies south of it, of the force's own boundary."""
    shape = boundary(by.force.code)
    unit = Unit.objects.get(force=by.force, name=_PATROLS)
    if shape is None or Area.objects.filter(unit=unit).exists():
        return
    south = [_south_of(_NORTH, ring) for ring in shape["coordinates"][:1]]
    areas.draw(unit=unit, name=_GROUND, shape={"type": "Polygon", "coordinates": south})


def _south_of(latitude: float, ring: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    """The part of a closed ring, closed again along the parallel (Sutherland and Hodgman)."""
    kept: list[Sequence[float]] = []
    for one, other in pairwise(ring):
        if one[1] <= latitude:
            kept.append(one)
        if (one[1] <= latitude) != (other[1] <= latitude):
            along = (latitude - one[1]) / (other[1] - one[1])
            kept.append([one[0] + along * (other[0] - one[0]), latitude])
    return [*kept, kept[0]]


def _list(by: Officer, *, reference: str, **said: object) -> Listing:
    now = clock.now()
    wanted = Wanted(
        **said,  # type: ignore[arg-type]
        priority=Priority.HIGH.value,
        authority="Inspector, demonstration",
        marking="OFFICIAL",
        valid_from=now,
        valid_until=now + _LASTS,
        weed_date=(now + _KEPT).date(),
        source="demo",
        reference=reference,
    )
    return watch.list_(wanted=wanted, by=by)


def _read(by: Officer) -> None:
    """As the cameras' system would send them, but for its signature."""
    inlet = inlets.open_inlet(system=System.objects.get(code=CAMERAS), unit=seed.home(by))
    sightings.take(
        inlet=inlet,
        given=[
            {
                "id": f"demo {today()} {number}",
                "vrm": _PLATE,
                "seen_at": clock.iso(clock.now() - timedelta(minutes=ago)),
                "place": place,
                "latitude": latitude,
                "longitude": longitude,
            }
            for number, (place, latitude, longitude, ago) in enumerate(_READS)
        ],
    )


def _ask(van: Listing, by: Officer) -> None:
    ground = tasking.ground(source="listing", row=van.pk, by=by)
    asked = Asked(
        key=uuid5(_SPACE, "van"),
        verb=Verb.RECOVER,
        what="White Transit, stolen: last read at Sixfields",
        words="Look on the retail park first.",
        advice=van.action,
        priority=Priority.HIGH,
        marking="OFFICIAL",
        to=[Whom(unit=Unit.objects.get(force=by.force, name=_PATROLS))],
        sought=ground.sought,
    )
    tasking.make(wanted=asked, ground=ground, by=by)
