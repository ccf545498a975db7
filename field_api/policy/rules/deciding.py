"""The one table of rights, and the function that reads it for one actor and one record."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from field_api.identity.rules import COVERING, ERASING, Role
from field_api.policy.rules.markings import MARKINGS, allowed
from field_api.policy.rules.terms import PURPOSES, Shared


class Action(StrEnum):
    """What is asked to be done to a record of an officer's work."""

    READ = "read"
    RECOGNISE = "recognise"  # be told, while writing, whom and what colleagues' entries speak of
    DECIDE = "decide"
    ERASE = "erase"
    DISCLOSE = "disclose"  # hand it, by a person's decision, to somebody outside
    EXPORT = "export"  # take a copy out of this system
    SEE_SOURCE = "see_source"  # learn who gave the intelligence
    TRACE = "trace"  # see which systems it went to, and what they said


class Need(StrEnum):
    """What must come besides the right itself. Whoever carries the action out asks for it."""

    STEP_UP = "step_up"
    SECOND_PERSON = "second_person"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Rule:
    """`roles` act in the units they cover. `own`: the author may; else the author never may.
    `shared`: also under a running agreement. `opened`: also after breaking the glass.
    """

    roles: frozenset[Role]
    own: bool = False
    shared: bool = False
    opened: bool = False
    needs: tuple[Need, ...] = ()


_TAKING_OUT = frozenset({Role.INSPECTOR, Role.INTEL})

RULES: dict[Action, Rule] = {
    Action.READ: Rule(COVERING, own=True, shared=True, opened=True),
    # Who patrols a unit's streets knows whom its officers met, and not what they wrote of it.
    Action.RECOGNISE: Rule(COVERING | {Role.OFFICER}, own=True, shared=True),
    Action.DECIDE: Rule(COVERING),
    Action.ERASE: Rule(ERASING, needs=(Need.STEP_UP, Need.SECOND_PERSON)),
    Action.DISCLOSE: Rule(_TAKING_OUT, needs=(Need.STEP_UP, Need.SECOND_PERSON)),
    Action.EXPORT: Rule(COVERING, needs=(Need.STEP_UP, Need.REASON)),
    Action.TRACE: Rule(COVERING, own=True),
    Action.SEE_SOURCE: Rule(frozenset({Role.INTEL}), own=True, needs=(Need.STEP_UP, Need.REASON)),
}

ASKED = tuple(RULES)

LOOKED_FOR = COVERING | ERASING | _TAKING_OUT
"""The roles for which the units below are worth finding; others cover their own alone."""

SHARED_STATES = frozenset({"released"})
"""What waits, was sent back, stopped or erased is nobody's outside: only what stands is shared."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role held today in a unit of `force`, and the units it covers: that one, and for the roles
    in LOOKED_FOR all below.
    """

    role: Role
    force: int
    covers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, as of today. `groups` are tags, `shared` what other forces let theirs have, and
    `opened` the records for which they broke the glass.
    """

    id: int
    force: int
    active: bool
    postings: tuple[Held, ...]
    clearance: str
    groups: frozenset[str]
    shared: tuple[Shared, ...] = ()
    opened: frozenset[UUID] = frozenset()

    def units(self, roles: frozenset[Role]) -> frozenset[int]:
        """Every unit these roles cover."""
        return frozenset[int]().union(*(one.covers for one in self.postings if one.role in roles))

    def under(self) -> tuple[Shared, ...]:
        """The agreements for whose purpose the actor holds a role in their own force."""
        roles = {one.role for one in self.postings if one.force == self.force}
        return tuple(one for one in self.shared if not PURPOSES[one.purpose].isdisjoint(roles))


@dataclass(frozen=True, slots=True)
class Thing:
    """A record, as far as rights depend on it. `groups` are the tags of its handling groups."""

    id: UUID
    force: int
    unit: int
    author: int
    marking: str
    state: str
    kind: str
    groups: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is a word for logs and tests: why not, or by which way. `under` is the agreement."""

    allow: bool
    reason: str
    needs: tuple[Need, ...] = ()
    under: Shared | None = None


def can(actor: Actor, action: Action, thing: Thing) -> Decision:
    """Deny by default. Says the same of each record as `visible` selects of a table.

    Authors read what they wrote, whatever its marking became and whoever it was restricted to: they
    know it. A marking nobody here knows is read by nobody, its author included.
    """
    rule = RULES[action]
    if not actor.active:
        return Decision(False, "inactive")
    if thing.marking not in MARKINGS:
        return Decision(False, "unknown-marking")
    if thing.author == actor.id:
        return Decision(True, "own", rule.needs) if rule.own else Decision(False, "own-work")
    if thing.marking not in allowed(actor.clearance):
        return Decision(False, "marking")
    return _by_need(actor, rule, thing)


def _by_need(actor: Actor, rule: Rule, thing: Thing) -> Decision:
    """The ways of those who did not write it and are cleared for its marking."""
    if rule.opened and thing.id in actor.opened and thing.force == actor.force:
        return Decision(True, "opened", rule.needs)
    if not thing.groups <= actor.groups:
        return Decision(False, "group")
    if thing.unit in actor.units(rule.roles):
        return Decision(True, "covers", rule.needs)
    under = next((one for one in actor.under() if rule.shared and covered(one, thing)), None)
    if under is not None:
        return Decision(True, "agreement", rule.needs, under)
    return Decision(False, "not-theirs")


def hears(actor: Actor, marking: str, groups: frozenset[str]) -> bool:
    """Whether what is meant for this officer may reach them. `hearing`, `hearers` say the same."""
    return actor.active and marking in allowed(actor.clearance) and groups <= actor.groups


def covered(shared: Shared, thing: Thing) -> bool:
    """Whether an agreement's terms reach this record."""
    return (
        thing.force == shared.giver
        and thing.kind in shared.kinds
        and thing.state in SHARED_STATES
        and thing.marking in allowed(shared.marking)
    )
