"""What a roaming draft is bound to, and how long it stays. Pure: no Django, no I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

MAGIC = "fieldbook-draft/1"
MOST_BYTES = 256 * 1024
MOST_DRAFTS = 200
HANDED_OVER_FOR = timedelta(hours=24)
KEPT = timedelta(days=30)
WARNED_BEFORE = timedelta(days=7)
FORGET = "drafts.forget"


def bound_to(draft: UUID, login: str) -> bytes:
    """The associated data of the seal: a blob moved to another draft or officer does not open."""
    return f"{MAGIC}\n{draft}\n{login}".encode()


@dataclass(frozen=True, slots=True)
class Save:
    """What a handset offers: the version it last knew (0: none) and whether it saved that one."""

    known: int
    same_device: bool


def is_conflict(standing: int, save: Save) -> bool:
    """Whether two handsets wrote on apart from each other. One handset alone never conflicts with
    itself: an answer that was lost only leaves it knowing an older number."""
    return standing != save.known and not save.same_device


def gone_at(saved_at: datetime, warned_at: datetime | None) -> datetime:
    """When it is removed: 30 days after it was saved, and 7 after it was first said to be going."""
    due = saved_at + KEPT
    return max(due, warned_at + WARNED_BEFORE) if warned_at else due


def warns_from(saved_at: datetime) -> datetime:
    return saved_at + KEPT - WARNED_BEFORE
