"""What an alert may say, for how long, and what is told of hearing it. Pure."""

from field_api.alerts.rules.saying import (
    LASTS,
    LONGEST,
    PRIORITIES,
    UNSEEN_FOR,
    Priority,
    Subject,
    faults,
)
from field_api.alerts.rules.steps import OUTCOMES, STEPS, Outcome, Step, reached

__all__ = [
    "LASTS",
    "LONGEST",
    "OUTCOMES",
    "PRIORITIES",
    "STEPS",
    "UNSEEN_FOR",
    "Outcome",
    "Priority",
    "Step",
    "Subject",
    "faults",
    "reached",
]
