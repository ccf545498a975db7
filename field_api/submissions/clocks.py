"""Two clocks beside each other: the handset's and the server's. Neither is ever made to fit.

An officer's times are evidence as claimed; what the reader needs is to be told when the clock they
were read from was wrong.
"""

from typing import Any

FLAGGED_OVER_MS = 120_000

_UNITS = ((86_400_000, "day", "days"), (3_600_000, "h", "h"), (60_000, "min", "min"))


def is_flagged(skew_ms: int | None) -> bool:
    return skew_ms is not None and abs(skew_ms) > FLAGGED_OVER_MS


def said(skew_ms: int | None) -> str:
    """`device clock 4 min fast`, in its largest unit; empty where nothing is to be said.

    `skew_ms` is the server's clock less the handset's: above nought, the handset is slow.
    """
    if skew_ms is None or not is_flagged(skew_ms):
        return ""
    size, way = abs(skew_ms), "slow" if skew_ms > 0 else "fast"
    length, one, many = next(unit for unit in _UNITS if size >= unit[0])
    count = round(size / length)
    return f"device clock {count} {one if count == 1 else many} {way}"


def shown(device_time: str, received_at: str, skew_ms: int | None) -> dict[str, Any]:
    """Both times and what lies between the clocks, as documents give them."""
    return {
        "device_time": device_time,
        "received_at": received_at,
        "skew_ms": skew_ms,
        "flagged": is_flagged(skew_ms),
        "said": said(skew_ms),
    }
