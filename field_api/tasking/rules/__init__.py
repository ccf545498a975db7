"""What may be asked of officers, what may come of it, and what is told of either. Pure."""

from field_api.tasking.rules.doing import COURSES, OUTCOMES, VERBS, Outcome, Verb, faults
from field_api.tasking.rules.steps import STEPS, Step, stands

__all__ = [
    "COURSES",
    "OUTCOMES",
    "STEPS",
    "VERBS",
    "Outcome",
    "Step",
    "Verb",
    "faults",
    "stands",
]
