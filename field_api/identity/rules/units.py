"""Units: what becomes of them."""

from enum import StrEnum

LONGEST_NAME = 100


class Did(StrEnum):
    MADE = "made"
    RENAMED = "renamed"
    MOVED = "moved"
    CLOSED = "closed"
    OPENED = "opened"
