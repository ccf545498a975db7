"""What becomes of an attachment, and what people are told of it."""

from enum import StrEnum


class State(StrEnum):
    UPLOADING = "uploading"
    CORRUPT = "corrupt"  # whole, but not the bytes that were promised: to be sent again
    CHECKING = "checking"  # whole and right; not yet scanned and put away
    STORED = "stored"
    INFECTED = "infected"  # kept apart, never served
    EXPIRED = "expired"  # nothing came for too long
    TERMINATED = "terminated"  # the officer gave it up
    ERASED = "erased"


OPEN = frozenset({State.UPLOADING, State.CORRUPT})
GONE = frozenset({State.EXPIRED, State.TERMINATED, State.ERASED})
# What each file on disk or in the store belongs to; in any other state it is to be removed.
STAGED = OPEN | {State.CHECKING}


class Shown(StrEnum):
    """What the readers of an entry see, where that is not the state itself."""

    MISSING = "missing"  # nothing of it is here
    MISMATCH = "mismatch"  # what was uploaded is not what the entry names


UNSETTLED = frozenset({Shown.MISSING.value, *(state.value for state in STAGED)})
"""Something is still to come: from the handset, or from the scanner."""


class Verdict(StrEnum):
    NONE = ""
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"  # there is no scanner, or it does not take such a file


class Lane(StrEnum):
    """On what standing of the token it came, as with entries: none refuses, the worst is kept."""

    ON_TIME = "on_time"
    LATE = "late"
    QUARANTINE = "quarantine"


_ORDER = list(Lane)


def worse(one: str, other: str) -> Lane:
    return max(Lane(one), Lane(other), key=_ORDER.index)


def shown(
    state: str | None, *, named: tuple[str, int | None], uploaded: tuple[str, int] | None
) -> str:
    """The state as the readers of an entry see it. `named` and `uploaded` are hash and size; a size
    the entry does not give is not compared. `state` is None where there is no such upload.
    """
    if state == State.ERASED:
        return state
    if state is None or uploaded is None or state in GONE:
        return Shown.MISSING.value
    same_size = named[1] is None or named[1] == uploaded[1]
    return state if named[0] == uploaded[0] and same_size else Shown.MISMATCH.value
