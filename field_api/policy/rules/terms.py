"""What two organisations agreed: which kinds, up to which marking, for what, and which way."""

from dataclasses import dataclass
from enum import StrEnum

from field_api.identity.rules import Role


class Purpose(StrEnum):
    """What may be shared for (Data Protection Act 2018 s.36: specified, explicit, legitimate)."""

    INTELLIGENCE = "intelligence"
    INVESTIGATION = "investigation"
    SAFEGUARDING = "safeguarding"


class Direction(StrEnum):
    """Which way records may be read, seen from the force that proposed."""

    GIVES = "gives"
    TAKES = "takes"
    BOTH = "both"


PURPOSES: dict[Purpose, frozenset[Role]] = {
    Purpose.INTELLIGENCE: frozenset({Role.INTEL}),
    Purpose.INVESTIGATION: frozenset({Role.INSPECTOR, Role.INTEL}),
    Purpose.SAFEGUARDING: frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL}),
}
"""Which roles of the reading force serve each purpose. Held in a unit of that force."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One way of one running agreement: what `giver`, a force, lets the other side have."""

    agreement: str
    giver: int
    kinds: frozenset[str]
    marking: str
    purpose: Purpose
