"""Which entries of a kind somebody looks at, where not everything is: the draw, and what raises it.

Pure. The draw is a keyed hash of the submission's id: whoever has not the key can't foresee it, and
neither another version nor another try changes it. What raises it is the author's own record.
"""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from field_api.catalogue.rules import Mode, Review

LEAST_DECIDED = 3
"""Of fewer than so many that somebody decided about, a share sent back says nothing."""

_CONTEXT = b"fieldbook review draw 1\n"
_PARTS = 10_000


class Standing(StrEnum):
    """The standing policy by which an entry that arrived moved on; the value is stored with the
    step it made.
    """

    BEFORE = "before"  # somebody reads it before it goes anywhere
    AFTER = "after"  # it goes at once, and all of the kind is read
    NONE = "none"  # nobody has to read the kind
    DRAWN = "drawn"
    FIRST = "first"  # among the first that its author writes of the kind
    RETURNED = "returned"  # of its author much was sent back lately
    KNOWN = "known"  # an earlier version waits for somebody, or somebody decided about it
    SAMPLED_OUT = "sampled_out"  # the draw passed it by, and nothing raised it


LABELS = {
    Standing.BEFORE: "read before it goes out",
    Standing.AFTER: "all are read afterwards",
    Standing.NONE: "nobody has to read it",
    Standing.DRAWN: "drawn to be read",
    Standing.FIRST: "read as one of the officer’s first of this kind",
    Standing.RETURNED: "read because several were sent back lately",
    Standing.KNOWN: "read again in its new version",
    Standing.SAMPLED_OUT: "not drawn to be read",
}


@dataclass(frozen=True, slots=True)
class Record:
    """What an officer did of one kind: entries written before this one, and of those of the days
    that the policy names, how many somebody decided about and how many of these were sent back.
    """

    written: int = 0
    decided: int = 0
    returned: int = 0


def key_of(secret: str) -> bytes:
    """32 bytes for the draw alone, of the secret of an installation."""
    return hmac.digest(hashlib.sha256(secret.encode()).digest(), _CONTEXT, "sha256")


def is_drawn(key: bytes, submission: UUID, percent: int) -> bool:
    """Whether the draw falls on it: the same for ever under one key, on any server."""
    drawn = hmac.digest(key, submission.bytes, "sha256")
    return int.from_bytes(drawn[:8]) % _PARTS < percent * (_PARTS // 100)


def settled(
    review: Review, record: Record, *, key: bytes, submission: UUID, known: bool
) -> Standing:
    """What its kind's policy says of an entry that may move on. `known` as in Standing."""
    if review.mode != Mode.SAMPLE:
        return Standing(review.mode.value)
    if known:
        return Standing.KNOWN
    if record.written < review.first:
        return Standing.FIRST
    if _is_often_returned(review, record):
        return Standing.RETURNED
    drawn = is_drawn(key, submission, review.percent)
    return Standing.DRAWN if drawn else Standing.SAMPLED_OUT


def _is_often_returned(review: Review, record: Record) -> bool:
    if not review.returned_percent or record.decided < LEAST_DECIDED:
        return False
    return record.returned * 100 >= review.returned_percent * record.decided


def is_looked_at(standing: Standing) -> bool:
    """Whether somebody is to look at it."""
    return standing not in (Standing.NONE, Standing.SAMPLED_OUT)
