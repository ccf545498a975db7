"""Breaking the glass: for how long, who looks at it afterwards, and by when. Pure."""

from datetime import timedelta
from enum import StrEnum

LASTS = timedelta(minutes=30)
REVIEW_WITHIN = timedelta(hours=24)
SHORTEST_REASON = 15
LONGEST_REASON = 500
LONGEST_WORDS = 2000

PURPOSE = "break-glass"


class Finding(StrEnum):
    """What the supervisor who looked at it afterwards found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
