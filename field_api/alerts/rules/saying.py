"""What an alert says, how urgent it is and for how long it stands."""

from datetime import datetime, timedelta
from enum import StrEnum

from field_api.identity.rules import Role


class Priority(StrEnum):
    """How it comes upon an officer: over whatever they do, at the top of it, or in a list."""

    IMMEDIATE = "immediate"
    HIGH = "high"
    ROUTINE = "routine"


PRIORITIES: tuple[str, ...] = tuple(one.value for one in Priority)


class Subject(StrEnum):
    """What an alert may speak of, by id."""

    SUBMISSION = "submission"
    QUERY = "query"


WHAT, WORDS, ADVICE, WHY = 120, 2000, 300, 300
"""The most characters of each text."""

LONGEST = timedelta(days=28)
"""What is to be known for longer is no alert: it belongs into a briefing, or a watch list."""

LASTS = {
    Priority.IMMEDIATE: timedelta(hours=4),
    Priority.HIGH: timedelta(hours=12),
    Priority.ROUTINE: timedelta(days=3),
}
"""What the desk proposes."""

UNSEEN_FOR = {
    Priority.IMMEDIATE: timedelta(minutes=5),
    Priority.HIGH: timedelta(minutes=30),
    Priority.ROUTINE: None,
}
"""After this long without being seen by an officer their supervisor is told; None: nobody is."""

KEPT = timedelta(days=365)
"""After its end: long enough to ask who knew what, and when, of an inquest's or a complaint's."""

RAISING = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL})
"""Who may issue one, to the units they cover."""

BEYOND = frozenset({Role.INSPECTOR, Role.INTEL})
"""Who may also issue one to any unit of the force."""


def faults(
    *, what: str, words: str, advice: str, valid_from: datetime, valid_until: datetime
) -> list[tuple[str, str]]:
    """What stands in the way of issuing it, as (JSON pointer, sentence); [] for nothing."""
    found = [
        (f"/{name}", f"At most {most} characters.")
        for name, text, most in (
            ("what", what, WHAT),
            ("words", words, WORDS),
            ("advice", advice, ADVICE),
        )
        if len(text) > most
    ]
    if not what.strip():
        found.append(("/what", "Say in a line what it is about."))
    if valid_until <= valid_from:
        found.append(("/valid_until", "It ends after it begins."))
    if valid_until - valid_from > LONGEST:
        found.append(("/valid_until", f"At most {LONGEST.days} days."))
    return found
