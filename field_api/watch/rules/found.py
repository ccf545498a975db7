"""What turned up, where, and how sure that is."""

from datetime import timedelta
from enum import StrEnum


class Source(StrEnum):
    """In what a listing was found."""

    ENTRY = "entry"
    QUERY = "query"
    SIGHTING = "sighting"


SOURCES: tuple[str, ...] = tuple(one.value for one in Source)


class Certainty(StrEnum):
    """`same`: by a key that proves something by itself; officers hear at once. `possible`: it may
    be another; only its owner is shown it, and says.
    """

    SAME = "same"
    POSSIBLE = "possible"


CERTAINTIES: tuple[str, ...] = tuple(one.value for one in Certainty)


class Verdict(StrEnum):
    """What a person said of a hit."""

    SAME = "same"
    OTHER = "other"


VERDICTS: tuple[str, ...] = tuple(one.value for one in Verdict)

AGAIN = timedelta(minutes=5)
"""After an alert the next of the same listing comes no sooner than this, and says how often it was
seen meanwhile."""

SIGHTINGS_KEPT = timedelta(days=28)
ASKED_KEPT = timedelta(days=31)
"""As the question itself."""
