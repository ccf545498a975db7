"""Whether somebody decides in a rank that is theirs for a time only. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from field_api.identity.rules import COVERING, Role

_RANKS = {Role.SUPERVISOR: 1, Role.INTEL: 1, Role.INSPECTOR: 2}
"""Any other role is below all that decide."""


@dataclass(frozen=True, slots=True)
class Held:
    """A posting of today: whether its unit is the entry's or stands above it, and whether a day is
    known on which it ends.
    """

    role: Role
    covers: bool
    ends: bool


def is_acting(held: Collection[Held]) -> bool:
    """Whether every role by which they may decide here ends on a known day, and what they hold for
    good is of a lower rank: an acting sergeant, whatever rank stands before their name.
    """
    by = [one for one in held if one.covers and one.role in COVERING]
    if not by or not all(one.ends for one in by):
        return False
    rank = max(_RANKS[one.role] for one in by)
    return any(_RANKS.get(one.role, 0) < rank for one in held if not one.ends)
