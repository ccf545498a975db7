"""Vehicles: the registration mark and the chassis number.

Marks after DVLA's INF104 and the Road Vehicles (Display of Registration Marks) Regulations 2001.
"""

import re
from typing import NamedTuple

from field_api.lib.identifiers.reading import Reading, bare, grouped, told, unread

_LOOK_ALIKE = str.maketrans("OISBZ", "01582")
_FIGURE_FOR = str.maketrans("OISBZ", "01582")
_LETTER_FOR = str.maketrans("01582", "OISBZ")
_CURRENT = re.compile(r"([A-HJ-PR-Y]{2}(?!00|01|50)[0-9]{2})([A-HJ-PR-Z]{3})")


class _Type(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    warning: str | None = None


_TYPES = (
    _Type("current", _CURRENT),
    _Type(
        "q",
        re.compile(r"(Q[1-9][0-9]{0,2})([A-HJ-PR-Y]{3})"),
        "Q mark: the age or the identity of the vehicle is not known to DVLA",
    ),
    _Type("prefix", re.compile(r"([A-HJ-NPR-TV-Y][1-9][0-9]{0,2})([A-HJ-PR-Y]{3})")),
    _Type("suffix", re.compile(r"([A-HJ-PR-Y]{3})([1-9][0-9]{0,2}[A-HJ-NPR-TV-Y])")),
    _Type(
        "diplomatic",
        re.compile(r"([0-9]{3})([DX])([0-9]{3})"),
        "Diplomatic or consular mark: immunity may apply",
    ),
    _Type(
        "northern-ireland",
        re.compile(r"(?=[A-Z]*[IZ])([A-Z]{2,3})([1-9][0-9]{0,3})"),
    ),
    _Type(
        "northern-ireland",
        re.compile(r"([1-9][0-9]{0,3})(?=[A-Z]*[IZ])([A-Z]{2,3})"),
    ),
    _Type(
        "dateless",
        re.compile(r"([A-HJ-PR-Y]{1,3})([1-9][0-9]{0,3})|([1-9][0-9]{0,3})([A-HJ-PR-Y]{1,3})"),
        "No year in this mark: before 1963, personal, foreign, or a part. Check make and colour",
    ),
    _Type(
        "military",
        re.compile(r"([0-9]{2})([A-HJ-PR-Z]{2})([0-9]{2})"),
        "Military mark: DVLA holds no keeper, ask the service police",
    ),
    _Type(
        "trade",
        re.compile(r"[0-9]{3,5}"),
        "Trade plate: it names the trader, not the vehicle. Take the vehicle's own mark too",
    ),
)
_MISREAD = "Not a British mark as written; it would be one with a look-alike put right (O/0, I/1)"
_UNKNOWN = "Not a British mark as we know them. Foreign? Then give the country; else look again"


def vrm(text: str) -> Reading:
    normal = bare(text)
    if not normal:
        return unread(text, "No letters or figures of a registration mark")
    facts = {"fuzzy": fuzzy(normal)}
    for name, pattern, warning in _TYPES:
        if found := pattern.fullmatch(normal):
            shown = " ".join(filter(None, found.groups())) or normal
            return Reading(text, normal, shown, told(warning), {"type": name, **facts})
    if perhaps := _put_right(normal):
        facts["perhaps"] = perhaps
    return Reading(
        text, normal, normal, told(_MISREAD if perhaps else _UNKNOWN), {"type": "unknown", **facts}
    )


def fuzzy(normal: str) -> str:
    """A key under which marks meet that a glance mistakes for one another: O/0 I/1 S/5 B/8 Z/2."""
    return bare(normal).translate(_LOOK_ALIKE)


def _put_right(normal: str) -> str | None:
    """The current mark this would be, with look-alikes set right by where they stand."""
    if len(normal) != 7:
        return None
    guess = (
        normal[:2].translate(_LETTER_FOR)
        + normal[2:4].translate(_FIGURE_FOR)
        + normal[4:].translate(_LETTER_FOR)
    )
    return grouped(guess, 4) if _CURRENT.fullmatch(guess) else None


_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")


def vin(text: str) -> Reading:
    """ISO 3779. The check digit is North America's only, so it is not asked for here."""
    normal = bare(text)
    if not normal:
        return unread(text, "No letters or figures of a chassis number")
    if _VIN.fullmatch(normal):
        return Reading(text, normal, normal, (), {"maker": normal[:3]})
    length = None if len(normal) == 17 else "Not 17 characters: only vehicles before 1981 have less"
    letters = (
        "A chassis number has no I, O or Q: look for 1 and 0"
        if len(normal) == 17 and set("IOQ") & set(normal)
        else None
    )
    other = None if length or letters else "A chassis number has English letters and figures only"
    return Reading(text, normal, normal, told(length, letters, other))
