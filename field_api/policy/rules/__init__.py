"""Who may do what to which record, as data and pure functions: no Django, no I/O."""

from field_api.policy.rules.deciding import (
    ASKED,
    Action,
    Actor,
    Decision,
    Held,
    Need,
    Thing,
    can,
    hears,
)
from field_api.policy.rules.markings import MARKINGS, USUAL, Marking, allowed, higher
from field_api.policy.rules.terms import PURPOSES, Direction, Purpose, Shared

__all__ = [
    "ASKED",
    "MARKINGS",
    "PURPOSES",
    "USUAL",
    "Action",
    "Actor",
    "Decision",
    "Direction",
    "Held",
    "Marking",
    "Need",
    "Purpose",
    "Shared",
    "Thing",
    "allowed",
    "can",
    "hears",
    "higher",
]
