"""Markings (Government Security Classifications), the lowest first."""

from enum import StrEnum


class Marking(StrEnum):
    """SECRET and TOP SECRET are missing on purpose: nothing so marked may be kept here."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


MARKINGS: tuple[str, ...] = tuple(one.value for one in Marking)

USUAL = Marking.OFFICIAL_SENSITIVE.value
"""Of an officer about whom nothing else is written down. Recruitment vetting, without which nobody
is enrolled, covers it: below SECRET it is need to know that keeps officers apart, which postings
and groups say."""


def allowed(ceiling: str) -> tuple[str, ...]:
    """Every marking up to and with `ceiling`; none at all for a ceiling we do not know."""
    return MARKINGS[: MARKINGS.index(ceiling) + 1] if ceiling in MARKINGS else ()


def higher(one: str, other: str) -> str:
    """The higher of two; one we do not know outranks all, so that it is read by nobody."""
    return max(one, other, key=lambda m: MARKINGS.index(m) if m in MARKINGS else len(MARKINGS))
