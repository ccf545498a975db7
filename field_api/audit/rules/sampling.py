"""Which look-ups are asked about: one in ten, by a keyed hash of the event's number.

Nobody without the key can tell beforehand which; whoever holds the key of a day can check every
draw of that day afterwards, and learns nothing of another day's.
"""

import hmac
from datetime import date, timedelta

ONE_IN = 10
LONGEST_ANSWER = 500
REMIND_AFTER = timedelta(days=3)
ESCALATE_AFTER = timedelta(days=7)


def day_key(key: bytes, day: date) -> bytes:
    """32 bytes that may be given out once the day is over."""
    return hmac.digest(key, f"fieldbook-sample/1\n{day.isoformat()}".encode(), "sha256")


def is_drawn(of_day: bytes, event: int) -> bool:
    """Whether the event with this number is asked about."""
    drawn = hmac.digest(of_day, str(event).encode(), "sha256")
    # 64 bits: the remainder favours none of the ten by more than one in 2**60.
    return int.from_bytes(drawn[:8]) % ONE_IN == 0
