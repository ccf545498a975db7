"""Where: postcode, UPRN, grid reference, what3words."""

import re

from field_api.lib.identifiers import osgb
from field_api.lib.identifiers.reading import Reading, bare, folded, joined, lowered, told, unread

_POSTCODE = re.compile(
    r"(GIR|[A-PR-UWYZ](?:[0-9][0-9A-HJKPS-UW]?|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?))"
    r"([0-9][ABD-HJLNP-UW-Z]{2})"
)
_OUTWARD = re.compile(r"[A-PR-UWYZ](?:[0-9][0-9A-HJKPS-UW]?|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?)")


def postcode(text: str) -> Reading:
    """BS 7666's pattern. Whether Royal Mail gave it out is not known here: it needs their file."""
    normal = bare(text)
    if found := _POSTCODE.fullmatch(normal):
        shown = f"{found[1]} {found[2]}"
        return Reading(text, shown, shown, (), {"outward": found[1]})
    if _OUTWARD.fullmatch(normal):
        why = "Only the first half of a postcode: an area, not an address"
        return Reading(text, None, normal, (why,), {"outward": normal})
    return unread(text, "Not a British postcode as written. Leave it empty rather than guess")


_WITHIN = frozenset({"FLAT", "APARTMENT", "APT", "UNIT", "ROOM", "SUITE"})
_DISTANCES = frozenset(
    {"M", "METRES", "METERS", "YARDS", "YDS", "MILE", "MILES", "KM", "FEET", "FT"}
)


def house(text: str) -> str:
    """`12` of `12 Example Street`, `FLAT 3 12` of `Flat 3, 12 Example Street`; else empty.

    With a postcode it names one door. A house with a name is spelt in many ways, and `Plot 12` or
    `50 m before Example Lane` is no house.
    """
    words = re.sub(r"[^A-Z0-9]+", " ", folded(text).upper()).split()
    inner = words[:2] if words and words[0] in _WITHIN else []
    number, street = [*words[len(inner) : len(inner) + 2], "", ""][:2]
    if not number[:1].isdecimal() or not street.isalpha() or street in _DISTANCES:
        return ""
    return " ".join((*inner, number))


def uprn(text: str) -> Reading:
    """Twelve figures at most, without those noughts in front that some systems pad it with."""
    normal = joined(text).lstrip("0")
    if not re.fullmatch("[0-9]{1,12}", normal):
        return unread(text, "Not a UPRN: up to twelve figures")
    return Reading(text, normal, normal)


_W3W = re.compile(
    r"(?:https?://)?(?:w3w\.co/|what3words\.com/)?/{0,3}([^\W\d_]+(?:[.\s]+[^\W\d_]+){2})"
)


def what3words(text: str) -> Reading:
    """Text only. Turning it into a place is a paid service, and no part of this."""
    found = _W3W.fullmatch(lowered(text))
    if not found:
        return unread(text, "Not three words with full stops between them")
    words = re.split(r"[.\s]+", found[1])
    spaced = len(found[1]) != len(".".join(words)) or " " in found[1]
    normal = ".".join(words)
    warning = "Full stops were put between the words: check them" if spaced else None
    return Reading(text, normal, f"///{normal}", told(warning))


_GRID = re.compile(r"([A-HJ-Z]{2})((?:[0-9]{2}){0,5})")
_PAIR = re.compile(r"([0-9]{6})[,\s]+([0-9]{6,7})")


def grid_reference(text: str) -> Reading:
    """British National Grid, as letters and figures or as easting, northing in metres.

    Facts: easting and northing of the square's south-west corner, its size, and latitude and
    longitude of its middle to about 5 m (osgb.py).
    """
    typed = folded(text).upper()
    if pair := _PAIR.fullmatch(typed):
        letters = osgb.letters(int(pair[1]), int(pair[2]))
        compact = letters and f"{letters}{pair[1][1:]}{pair[2][-5:]}"
    else:
        compact = joined(typed)
    found = _GRID.fullmatch(compact or "")
    corner = found and osgb.corner(found[1])
    if not (found and corner):
        return unread(
            text, "Not a British grid reference: two letters and an even number of figures"
        )
    return _located(text, found[1], found[2], corner)


def _located(text: str, letters: str, figures: str, corner: tuple[int, int]) -> Reading:
    half = len(figures) // 2
    size = 10 ** (5 - half)
    east, north = figures[:half], figures[half:]
    easting, northing = corner[0] + int(east or 0) * size, corner[1] + int(north or 0) * size
    latitude, longitude = osgb.to_wgs84(easting + size / 2, northing + size / 2)
    facts = {
        "easting": str(easting),
        "northing": str(northing),
        "square_metres": str(size),
        "latitude": f"{latitude:.6f}",
        "longitude": f"{longitude:.6f}",
    }
    coarse = f"This is a square of {size // 1000} km: give more figures" if size >= 1000 else None
    shown = " ".join(filter(None, (letters, east, north)))
    return Reading(text, letters + figures, shown, told(coarse), facts)
