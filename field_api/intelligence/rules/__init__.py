"""What can be said of two mentions without a database: keys, likeness, groups, words."""

from field_api.intelligence.rules.comparing import (
    MODEL,
    Known,
    Likeness,
    Verdict,
    Weight,
    compare,
    conflict,
    weigh,
)
from field_api.intelligence.rules.grouping import groups
from field_api.intelligence.rules.keys import Key

__all__ = [
    "MODEL",
    "Key",
    "Known",
    "Likeness",
    "Verdict",
    "Weight",
    "compare",
    "conflict",
    "groups",
    "weigh",
]
