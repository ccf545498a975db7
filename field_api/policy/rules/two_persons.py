"""What takes two people, and who two people may be. Pure."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from field_api.identity.rules import Role

STANDS = timedelta(days=14)
"""A proposal that nobody decides lapses: whoever proposed it may have moved on, and so may its
reason."""

LONGEST_TEXT = 2000


class Kind(StrEnum):
    """The acts a proposal can be for. Erasure has tables of its own, in submissions.

    From FORM to SYSTEM they change what is written or sent in every force of an installation, the
    last two what one force is made of. What is done by those is said where it belongs: see
    `policy.actions.carrying.take_two`.
    """

    POSTING = "posting"  # a role for an officer in a unit
    UNREVOKE = "unrevoke"  # trust a handset again
    DISCLOSURE = "disclosure"  # a record handed to somebody outside the region
    FORM = "form"  # the next version of a kind
    RETIRE = "retire"  # a version of a kind offered to nobody any more
    LIST = "list"  # the next version of a list of codes
    ROUTE = "route"  # which system is told of a kind, and how soon
    SYSTEM = "system"  # where a system is, and what it may be sent
    UNIT = "unit"  # where a unit stands, and so who supervises it
    IMPORT = "import"  # a file of officers that gives roles, or of units that moves some


EVERYWHERE = (
    Kind.FORM.value,
    Kind.RETIRE.value,
    Kind.LIST.value,
    Kind.ROUTE.value,
    Kind.SYSTEM.value,
)
"""Acts on what all forces of an installation share: they concern nobody alone."""

WITHIN = (Kind.UNIT.value, Kind.IMPORT.value)
"""Acts on what one force is made of, by two of its administrators."""

OF_NOBODY = EVERYWHERE + WITHIN

LONGEST_SAYING = 300


class State(StrEnum):
    PROPOSED = "proposed"
    DONE = "done"
    REFUSED = "refused"
    LAPSED = "lapsed"


DECIDED = (State.DONE.value, State.REFUSED.value)

# Who gives a role needs one at least as high. Auditors watch administrators, so that two of those
# are needed for one.
RANKS: Mapping[Role, int] = {
    Role.OFFICER: 0,
    Role.SUPERVISOR: 1,
    Role.INTEL: 1,
    Role.INSPECTOR: 2,
    Role.FORCE_ADMIN: 3,
    Role.AUDITOR: 3,
}

GIVING = frozenset({Role.INSPECTOR, Role.FORCE_ADMIN})


def may_give(held: Iterable[Role], role: Role) -> bool:
    """Whether roles that reach a unit let their holder be one of two who give `role` there."""
    return any(one in GIVING and RANKS[one] >= RANKS[role] for one in held)
