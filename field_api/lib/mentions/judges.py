"""Whether what a pattern found is what it looks like: its normal form and the reason, or None."""

import re
from collections.abc import Callable
from datetime import date

from field_api.lib import clock, identifiers
from field_api.lib.mentions import patterns

_Judged = tuple[str, str] | None
Judge = Callable[[re.Match[str]], _Judged]

_REACH = 48
_BEFORE = {name: re.compile(p, re.IGNORECASE | re.ASCII) for name, p in patterns.BEFORE.items()}
_IS = {name: re.compile(p, re.IGNORECASE | re.ASCII) for name, p in patterns.IS.items()}
_WORDS = frozenset(patterns.WORDS.split())
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OLDEST = 120


def _before(found: re.Match[str], cue: str) -> bool:
    at = found.start(1)
    return bool(_BEFORE[cue].search(found.string[max(0, at - _REACH) : at]))


def reads(kind: str, because: str) -> Judge:
    """Whatever reads as such an identifier at all."""

    def judge(found: re.Match[str]) -> _Judged:
        normal = identifiers.key(kind, found[1])
        return (normal, because) if normal else None

    return judge


def sure(kind: str, because: str) -> Judge:
    """Whatever reads as such an identifier without a question."""

    def judge(found: re.Match[str]) -> _Judged:
        reading = identifiers.read(kind, found[1])
        return (reading.normal, because) if reading.normal and not reading.warnings else None

    return judge


def address(found: re.Match[str]) -> _Judged:
    if _before(found, "version"):
        return None
    return reads("ip-address", "an IP address")(found)


def postcode(found: re.Match[str]) -> _Judged:
    if not _one_case(found[1]) or _IS["counted"].search(found[1]):
        return None
    return reads("postcode", "a postcode")(found)


def phone(found: re.Match[str]) -> _Judged:
    if _IS["dated"].search(found[1]) or _before(found, "reference"):
        return None
    return sure("phone", "a telephone number")(found)


def pnc(found: re.Match[str]) -> _Judged:
    if len(found[1]) < 8 and not _before(found, "pnc"):
        return None
    return sure("pnc-id", "a PNC ID whose check letter fits")(found)


def mark(found: re.Match[str]) -> _Judged:
    """A mark of today needs no cue; one that may be a word or a road, or an old one, does."""
    typed = found[1]
    reading = identifiers.read("vrm", typed)
    kind = reading.facts.get("type", "unknown")
    if reading.normal is None or kind == "unknown" or not _one_case(typed):
        return None
    if _before(found, "plate"):
        return reading.normal, "a registration mark, after a word for one"
    if kind not in _DATED or _ordinary(typed):
        return None
    if kind == "current" and not (typed.islower() and " " in typed):
        return reading.normal, "a registration mark"
    road = typed[0] in "ABM" and kind != "current"
    near = not road and _before(found, "vehicle")
    return (reading.normal, "a registration mark, near a vehicle") if near else None


_DATED = frozenset(("current", "prefix", "suffix", "q"))


def _one_case(typed: str) -> bool:
    return typed in (typed.upper(), typed.lower())


def _ordinary(typed: str) -> bool:
    capitals = typed.upper()
    ranked = _IS["rank"].search(typed)
    return bool(ranked) or capitals[:3] in _WORDS or capitals[-3:] in _WORDS


def born(found: re.Match[str]) -> _Judged:
    day, today = _day(found[1].lower()), clock.now().date()
    if not day or day > today or day.year < today.year - _OLDEST:
        return None
    return day.isoformat(), "a date after a word for birth"


def _day(typed: str) -> date | None:
    parts = re.findall("[0-9]+|[a-z]{3,}", typed)
    figures = [int(part) for part in parts if part.isdigit()]
    named = [_MONTHS.index(part[:3]) + 1 for part in parts if part[:3] in _MONTHS]
    if named:
        day, month, year = figures[0], named[0], figures[-1]
    elif len(parts[0]) == 4:
        year, month, day = figures
    else:
        day, month, year = figures
    try:
        return date(_century(year), month, day)
    except ValueError:
        return None


def _century(year: int) -> int:
    """Two figures are of this century while that is no future."""
    return year if year > 99 else year + (2000 if year <= clock.now().year % 100 else 1900)
