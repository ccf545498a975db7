"""Waits as counts in doubling buckets: sums of many days stay small, and still say how long half of
all took. Pure.

Bucket 0 is what took less than one step; bucket i what took from 2^(i-1) up to 2^i steps; the last
bucket all that took longer. What is read back is right to within its bucket, and said so.
"""

from collections.abc import Iterable, Sequence

SECOND, TENTH = 1.0, 0.1
"""Steps, in seconds: of a person's decision, and of a system's answer."""

BUCKETS = 28
"""The last but one ends at 2^26 steps: two years in seconds, eleven weeks in tenths."""

STEPS = tuple(float(2**power) for power in range(BUCKETS - 1))
"""Where one bucket ends and the next begins, in steps."""


def bucket(seconds: float, step: float) -> int:
    """Index of the bucket; a wait below nought, by a clock that was wrong, is none at all."""
    return sum(seconds / step >= end for end in STEPS)


def merged(many: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Their sums, bucket by bucket; BUCKETS numbers whatever is given."""
    total = [0] * BUCKETS
    for one in many:
        for at, count in enumerate(one):
            total[at] += count
    return tuple(total)


def quantile(counts: Sequence[int], share: float, step: float) -> float | None:
    """Seconds within which `share` (0 to 1) of all waits ended, taking those of a bucket as spread
    evenly over it; None where there are none."""
    whole = sum(counts)
    if not whole:
        return None
    wanted, seen = share * whole, 0
    for at, count in enumerate(counts):
        if count and seen + count >= wanted:
            low = STEPS[at - 1] if at else 0.0
            high = STEPS[at] if at < len(STEPS) else 2 * low
            return step * (low + (high - low) * max(wanted - seen, 0.0) / count)
        seen += count
    return step * 2 * STEPS[-1]
