"""Which answers may be given again to colleagues who ask the same, and for how long."""

from collections.abc import Mapping
from datetime import timedelta

from field_api.queries.rules.legs import State, Why
from field_api.queries.rules.records import Record
from field_api.queries.rules.terms import Kind

NOTHING_HELD = timedelta(seconds=30)  # at most: somebody may be circulated this minute
_PEOPLE = frozenset({Kind.PERSON.value, Kind.DRIVER.value})
# What an officer acts upon must come from the system each time. As systems name it.
_LIVE = ("wanted", "missing", "stolen", "report", "marker", "warning", "bail", "disqualif", "order")


def lasts(
    kind: str, remembers: Mapping[str, int], state: State, why: Why, found: tuple[Record, ...]
) -> timedelta:
    """How long an answer may be given again; nothing where it may not be. By default, never."""
    usual = timedelta(seconds=remembers.get(kind, 0))
    if state is State.NO_MATCH:
        # Of a person it says "not wanted", which nobody may say from memory.
        return timedelta() if kind in _PEOPLE else min(usual, NOTHING_HELD)
    if state is not State.ANSWERED or why is not Why.NONE or any(map(_is_live, found)):
        return timedelta()
    return usual


def _is_live(record: Record) -> bool:
    names = [name.lower() for name, value in record.each() if value is not False]
    return bool(record.warnings) or any(word in name for name in names for word in _LIVE)


def asked_for(kind: str, criteria: Mapping[str, str]) -> list[list[str]]:
    """The terms in one spelling: case and spaces make no other question."""
    said = {name: " ".join(str(value).casefold().split()) for name, value in criteria.items()}
    return [["kind", kind], *([name, said[name]] for name in sorted(said))]
