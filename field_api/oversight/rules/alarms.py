"""What is somebody's business, and how much."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

WATCH_SECONDS = 10
TELL = "oversight.tell"

LEVELS = (50, 70, 90, 100)
"""Per cent of what may be borne. 100: act now."""

# Without it a lag that swings about a level would be a mail every few seconds.
SLACK = 10

DEAD_LETTERS = (1, 10, 100, 1000)
LATE = (1, 10, 100, 1000)
LOST = (1, 5, 20, 100)
DIFFERENCES = (1, 10, 100, 1000)
BREAKER_SECONDS = (60, 300, 1800, 7200)
SEALING_SECONDS = (60, 120, 300, 600)
# Counted upwards, as the others: days from 60 before the end.
CERTIFICATE_DAYS = (0, 30, 53, 60)
CERTIFICATE_NOTICE = timedelta(days=60)

QUIET = timedelta(minutes=15)
"""At most two mails about a system in any such time: the first, and one more if it gets to 100."""

TELLABLE = timedelta(days=1)
"""What ended longer ago is not told of any more, so that a new address is not met by old news."""


class What(StrEnum):
    LAG = "lag"  # the oldest delivery has waited for a part of the time the system may take
    DEAD_LETTERS = "dead_letters"  # deliveries that only a person can move
    BREAKER = "breaker"  # the system has been left alone for some time
    CERTIFICATE = "certificate"  # a certificate ends soon
    LATE = "late"  # deliveries past the time they were to be there by
    STALLED = "stalled"  # work is due and nothing is tried at all
    RECONCILIATION = "reconciliation"  # the other side holds something else than we think
    SEALING = "sealing"  # events of the ledger wait to be sealed
    GLASS = "glass"  # records opened to whom they are not for, and nobody has judged it
    LOST = "lost"  # a handset is out of hand with entries that never came
    RECORD = "record"  # a handset keeps a checkpoint that our ledger does not grow from


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing as it is now. `level` is one of LEVELS. `details` hold counts, states and times."""

    system: int | None
    what: What
    level: int
    key: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def of_budget(used: float, was: int = 0) -> int:
    """The level of a budget used to `used` per cent, 0 below them all. One that was reached is left
    only SLACK below.
    """
    return max((step for step in LEVELS if used >= step - SLACK * (was >= step)), default=0)


def of_steps(amount: float, steps: Sequence[float]) -> int:
    """The level whose step the amount has reached, 0 below them all."""
    reached = bisect_right(steps, amount)
    return LEVELS[reached - 1] if reached else 0


def may_tell(*, in_quiet: int, worst: int) -> bool:
    """Whether a mail about a system may go out now. `in_quiet` mails went out in the last QUIET,
    `worst` is the highest level not yet told.
    """
    return in_quiet == 0 or (in_quiet == 1 and worst == LEVELS[-1])
