"""What is counted, and in which steps."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate

BUCKETS = (0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0)
"""Upper ends in seconds: from a good day to a day offline and a system away for a night."""

COUNT_AT_ONCE = 20_000

# Rows become visible a little after the moment they carry; what commits later still is not counted.
SETTLED_AFTER_SECONDS = 30


class Since(StrEnum):
    """From when on: `written` is when the officer finished the entry, by the handset's clock;
    `received` when the server had it, by the server's.
    """

    WRITTEN = "written"
    RECEIVED = "received"


def cumulative(counts: Sequence[int]) -> list[tuple[str, int]]:
    """Buckets as Prometheus has them: each counts what is no longer than its end."""
    ends = [repr(end) for end in BUCKETS] + ["+Inf"]
    return list(zip(ends, accumulate(counts), strict=True))
