"""References as people read them: `34/26/000123` is force, year of issue, number."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OPEN_BLOCKS = 2
LARGEST_BLOCK = 50
# How long a handset hands out numbers of a block. What was handed out counts for ever.
HANDED_OUT_FOR = timedelta(days=90)
MOST_LISTED = 1000

_WRITTEN = re.compile(r"([0-9A-Z]{1,4}/[0-9]{2}/)([0-9]{6,15})", re.ASCII)


class Standing(StrEnum):
    """What became of one number of a series."""

    USED = "used"
    LIVE = "live"  # a handset holds it
    LOST = "lost"  # its handset was revoked
    EXPIRED = "expired"  # its handset no longer hands it out
    RETURNED = "returned"  # shown to an officer, whose draft was thrown away
    ELSEWHERE = "elsewhere"  # one sequence serves every force and year
    NEVER = "never"  # drawn in a transaction that was given up: nobody was told it
    AHEAD = "ahead"  # not drawn yet


SAID = {
    Standing.USED: "used",
    Standing.LIVE: "held by a handset",
    Standing.LOST: "held by a handset that was revoked",
    Standing.EXPIRED: "held by a handset that no longer hands it out",
    Standing.RETURNED: "returned by a handset, its draft thrown away",
    Standing.ELSEWHERE: "used or held in another series",
    Standing.NEVER: "never given to anybody",
    Standing.AHEAD: "not drawn yet",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbours of which the same is true. `block` is None unless a handset had them."""

    first: int
    last: int
    standing: Standing
    block: str | None = None


def prefix(force: str, moment: datetime) -> str:
    return f"{force}/{moment:%y}/"


def written(prefix: str, number: int) -> str:
    return f"{prefix}{number:06d}"


def read(text: str) -> tuple[str, int] | None:
    """(prefix, number), or None unless it is a reference in its one spelling."""
    found = _WRITTEN.fullmatch(text)
    if found is None or written(found[1], int(found[2])) != text:
        return None
    return found[1], int(found[2])


def hand_out_until(issued_at: datetime) -> datetime:
    """When a handset stops giving out numbers of a block: after 90 days, and with the year, for the
    year is on the paper."""
    new_year = datetime(issued_at.year + 1, 1, 1, tzinfo=issued_at.tzinfo)
    return min(issued_at + HANDED_OUT_FOR, new_year)


def runs(standings: dict[int, tuple[Standing, str | None]]) -> list[Run]:
    """Numbers in order, neighbours that stand alike taken together."""
    found: list[Run] = []
    for number in sorted(standings):
        last = found[-1] if found else None
        if last and last.last == number - 1 and (last.standing, last.block) == standings[number]:
            found[-1] = Run(last.first, number, last.standing, last.block)
        else:
            found.append(Run(number, number, *standings[number]))
    return found
