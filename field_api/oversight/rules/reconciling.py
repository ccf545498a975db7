"""Comparing what we delivered with what a system says it holds."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

STEP_TASK = "oversight.reconcile_step"
QUEUE = "periodic"

STEP = timedelta(hours=6)
"""One step compares what was delivered in so long: its keys fit into memory, and a worker that is
lost loses no more than one step."""

SKEW = timedelta(minutes=10)
"""How far another system's clock may be from ours."""

IN_FLIGHT = timedelta(minutes=2)
"""What was delivered more lately may not be in their list yet."""

LISTING_SECONDS = 300.0
LEASE_SECONDS = 420.0
AGAIN_SECONDS = 900.0
TRIES = 3
LONGEST = timedelta(days=31)
ASKED_ONE_BY_ONE = 100

_QUIET_FROM = time(2, 0)
_QUIET_MINUTES = 150


class Run(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Apart(StrEnum):
    """How the two lists differ on one key."""

    MISSING = "missing"  # we delivered it, and they do not hold it
    UNKNOWN = "unknown"  # they hold it, and we know of no such delivery
    DIFFERENT = "different"  # both know it, and it is not the same; or it should be erased


@dataclass(frozen=True, slots=True)
class Ours:
    """What we know of one key. `sha256` has every form of it that was delivered, none where nothing
    was. `erased`: they said that it is gone.
    """

    delivery: UUID
    sha256: frozenset[str] = frozenset()
    erased: bool = False


def judged(ours: Ours | None, sha256: str) -> Apart | None:
    """What a key they hold under these bytes amounts to; `sha256` is empty if they do not say.

    What we know of and did not deliver (in flight, in doubt, cancelled) is not judged: it has an
    owner already.
    """
    if ours is None:
        return Apart.UNKNOWN
    if ours.erased:
        return Apart.DIFFERENT
    return Apart.DIFFERENT if sha256 and ours.sha256 and sha256 not in ours.sha256 else None


def quiet(code: str) -> time:
    """When a system's night comes, local time: spread, so that not all are asked at once."""
    spread = int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) % _QUIET_MINUTES
    return (datetime.combine(date.min, _QUIET_FROM) + timedelta(minutes=spread)).time()


def window(
    code: str, *, now: datetime, zone: str, done_until: datetime | None
) -> tuple[date, datetime, datetime] | None:
    """The night that is due at `now` with the time to compare: up to the last midnight, from where
    the last one that was done ended. None before the system's hour.
    """
    local = now.astimezone(ZoneInfo(zone))
    if local.time() < quiet(code):
        return None
    midnight = _midnight(local.date(), zone)
    since = done_until or _midnight(local.date() - timedelta(days=1), zone)
    return local.date(), max(since, midnight - LONGEST), midnight


def steps(since: datetime, until: datetime) -> int:
    """How many steps a time takes."""
    return max(1, -(-(until - since) // STEP))


def safe(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(zone))
