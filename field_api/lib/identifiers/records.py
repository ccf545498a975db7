"""Numbers of the Police National Computer: PNC ID, CRO, arrest summons number.

All three end in a letter that checks the figures: the remainder by 23 of all of them. It catches
every wrong figure and every two swapped neighbours.
"""

import re

from field_api.lib import clock
from field_api.lib.identifiers.reading import Reading, joined, told, unread, unspaced

_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_CHECK = "The check letter does not fit the figures: look at it again"


def check_letter(figures: str) -> str:
    return _LETTERS[int(figures) % len(_LETTERS)]


def _checked(figures: str, letter: str) -> str | None:
    return None if check_letter(figures) == letter else _CHECK


_PNC_STROKE = re.compile(r"([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])")
_PNC_BARE = re.compile(r"(?:((?:19|20)[0-9]{2})([0-9]{6,7})|([0-9]{2})([0-9]{1,7}))([A-Z])")


def pnc_id(text: str) -> Reading:
    """`YYYY/NNNNNNND`. Two figures of a year up to this one's are of 2000, others of 1900."""
    found = _pnc_parts(text)
    if not found:
        return unread(text, "Not a PNC ID: a year, a stroke, up to seven figures and a letter")
    year, serial, letter = found
    serial = serial.zfill(7)
    normal = f"{_whole(year)}/{serial}{letter}"
    warning = _checked(year[-2:] + serial, letter)
    return Reading(text, normal, normal, told(warning), {"year": _whole(year)})


def _pnc_parts(text: str) -> tuple[str, str, str] | None:
    if found := _PNC_STROKE.fullmatch(joined(text)):
        return found[1], found[2], found[3]
    if found := _PNC_BARE.fullmatch(unspaced(text)):
        return found[1] or found[3], found[2] or found[4], found[5]
    return None


def _whole(year: str) -> str:
    if len(year) == 4:
        return year
    return ("20" if int(year) <= clock.now().year % 100 else "19") + year


_CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])")
_CRO_BARE = re.compile(r"([0-9]{6})([0-9]{2})([A-Z])")
_CRO_FILE = re.compile(r"SF([0-9]{2})/?([0-9]{1,6})([A-Z])")


def cro(text: str) -> Reading:
    """`NNNNNN/YYD`, or of files only `SFYY/NND`, whose serial is not padded."""
    compact = joined(text)
    if found := _CRO_FILE.fullmatch(compact):
        year, serial, letter = found.groups()
        normal = f"SF{year}/{serial}{letter}"
        facts = {"year": year, "type": "file-only"}
        return Reading(text, normal, normal, told(_checked(year + serial, letter)), facts)
    if found := _CRO.fullmatch(compact) or _CRO_BARE.fullmatch(compact):
        serial, year, letter = found[1].zfill(6), found[2], found[3]
        normal = f"{serial}/{year}{letter}"
        return Reading(text, normal, normal, told(_checked(year + serial, letter)), {"year": year})
    return unread(text, "Not a CRO number: six figures, a stroke, the year and a letter")


_ASN = re.compile(r"([0-9]{2})([A-Z0-9]?[0-9]{2}[A-Z0-9]{2})([0-9]{2})([0-9]{11})([A-Z])")
_ASN_STROKES = re.compile(r"([0-9]{2})/([A-Z0-9]{4,5})/([0-9]{2})/([0-9]{1,11})([A-Z])")


def asn(text: str) -> Reading:
    """`YY/FFUU/SS/NNNNNNNNNNND`: year, force and unit, system, serial. Letters are not checked."""
    compact = joined(text)
    found = _ASN_STROKES.fullmatch(compact) or _ASN.fullmatch(unspaced(compact))
    if not found:
        return unread(text, "Not an arrest summons number: year, force and unit, system, serial")
    year, force, system, serial, letter = found.groups()
    serial = serial.zfill(11)
    figures = "".join(filter(str.isdigit, force)) + system + year + serial
    return Reading(
        text,
        f"{year}{force}{system}{serial}{letter}",
        f"{year}/{force}/{system}/{serial}{letter}",
        told(_checked(figures, letter)),
        {"year": year, "force": force[-4:-2]},
    )
