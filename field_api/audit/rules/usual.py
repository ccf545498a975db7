"""What is usual, by the middle of many: a few who look up much do not move it."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

WINDOW = timedelta(days=28)
# Below these nothing is said: a quiet rural unit's middle is two.
LEAST = 15
ENOUGH_DAYS = 20
WIDTHS = 5.0
_NORMAL = 1.4826  # makes the median absolute deviation of normal data its standard deviation

REPEATS, REPEAT_DAYS = 4, 3
UNLINKED = 5
NEAR = timedelta(hours=16)
MARGIN = timedelta(hours=1)


def limit(counts: Sequence[int]) -> float | None:
    """The number of look-ups a day above which one stands out; None where too little is known.

    `counts` are those of officer-days on which at least one was made.
    """
    if len(counts) < ENOUGH_DAYS:
        return None
    middle = median(counts)
    spread = median(abs(count - middle) for count in counts) * _NORMAL
    # Where nearly all do the same, a spread of nought would make one more a finding.
    return max(float(LEAST), middle + WIDTHS * max(spread, 1.0))
