"""What is shown as an area, and what is no dot on anybody's map."""

from enum import StrEnum
from math import floor

from field_api.lib.identifiers import osgb
from field_api.situation.rules.places import Place

SQUARE = 1_000

_ADDRESSES = frozenset(
    {
        "domestic-abuse",
        "exploitation-concern",
        "public-protection-notice",
        "missing-person",
    }
)
"""Kinds whose place is as a rule where somebody at risk lives, or hides."""

LEFT_OUT = frozenset({"source-record", "prevent-referral"})
"""Who talks to police, and who was reported for what they may come to believe, is nobody's dot."""


class Care(StrEnum):
    """How exactly a place may be shown."""

    EXACT = "exact"
    AREA = "area"
    NONE = "none"


def care(kind: str, *, restricted: bool, own: bool, by_duty: bool, carried: bool) -> Care:
    """How exactly the place of an entry of this kind is shown to somebody who may read it.

    `restricted`: to a handling group. `own`: they wrote it. `by_duty`: they answer for the unit
    whose work it is, and don't see it by an agreement alone. `carried`: on a handset, which is
    looked at in the street and can be lost.
    """
    if kind in LEFT_OUT or restricted:
        return Care.NONE
    if kind not in _ADDRESSES or own:
        return Care.EXACT
    return Care.EXACT if by_duty and not carried else Care.AREA


def nearby(place: Place) -> Place:
    """The middle of the square of the National Grid that holds it, 1 km wide. Not a dot moved by
    chance: asked twice, the mean of those would give the door away.
    """
    east, north = (
        floor(each / SQUARE) * SQUARE + SQUARE // 2 for each in (place.east, place.north)
    )
    latitude, longitude = osgb.to_wgs84(east, north)
    return Place(round(latitude, 4), round(longitude, 4), east, north, max(707, place.within))
