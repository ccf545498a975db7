"""Roles: what a posting lets an officer do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a posting lets an officer do in its unit."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    INTEL = "intel"
    AUDITOR = "auditor"
    FORCE_ADMIN = "force_admin"


# Postings in these roles cover their unit and every unit below it. No other role sees others' work.
COVERING = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL})

# Who may stop a system, send again, or settle a doubt: what they do reaches every unit of a force.
STEERING = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.FORCE_ADMIN})

# Who may have what was written erased, two of them together, in the units they cover.
ERASING = frozenset({Role.INSPECTOR, Role.FORCE_ADMIN})


def may_review(roles: frozenset[Role]) -> bool:
    return not COVERING.isdisjoint(roles)


def may_steer(roles: frozenset[Role]) -> bool:
    return not STEERING.isdisjoint(roles)


def may_oversee(roles: frozenset[Role]) -> bool:
    """Whether the desk opens at all: to read others' work, or to steer how it travels."""
    return may_review(roles) or may_steer(roles)


def may_configure(roles: frozenset[Role]) -> bool:
    """Whether systems may be told something else from now on: for a whole force, and for good."""
    return Role.FORCE_ADMIN in roles


def may_erase(roles: frozenset[Role]) -> bool:
    """Whether they may be one of the two whom an erasure takes."""
    return not ERASING.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the postings of one day let an officer do. To be read anew for every request, and never
    kept: a posting may end in between. `administers` is whether they look after the people of
    their own force, `audited` are the ids of the forces in which they look into who looked.
    """

    roles: frozenset[Role]
    administers: bool
    audited: frozenset[int]

    @property
    def reviews(self) -> bool:
        return may_review(self.roles)

    @property
    def oversees(self) -> bool:
        return may_oversee(self.roles)

    @property
    def erases(self) -> bool:
        return may_erase(self.roles)

    @property
    def audits(self) -> bool:
        return Role.AUDITOR in self.roles
