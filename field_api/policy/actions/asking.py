"""`can` for one record, `visible` for a table: two forms of one table of rules.

Both begin with `actor_of`, which reads everything anew, so that a posting that ended, a clearance
taken back or an agreement revoked counts from the next request on. A request that only reads has
it with its token (`identity.actions.tokens`); anybody else asks by one prepared statement.
"""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db.models import Q

from field_api.identity.actions import tokens
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import clock, sql
from field_api.policy import rules
from field_api.policy.rules import MARKINGS, USUAL, Action, Actor, Decision, Held, Shared, Thing
from field_api.policy.rules.deciding import LOOKED_FOR, RULES, SHARED_STATES, Rule
from field_api.policy.rules.terms import Purpose

_LOOKED_FOR = ", ".join(f"'{role.value}'" for role in sorted(LOOKED_FOR))
# Of the officer `o`; asked with the token of a request that reads, else by itself.
RIGHTS = f"""
(WITH RECURSIVE held AS (
  SELECT p.role, p.unit_id, u.force_id, p.role IN ({_LOOKED_FOR}) AS looked
  FROM identity_posting p JOIN identity_unit u ON u.id = p.unit_id
  WHERE p.officer_id = o.id AND p.starts_on <= %(today)s::date
    AND (p.ends_on IS NULL OR p.ends_on > %(today)s::date)),
tree (root, id) AS (
  SELECT unit_id, unit_id FROM held WHERE looked
  UNION SELECT tree.root, child.id FROM identity_unit child JOIN tree ON child.parent_id = tree.id)
SELECT json_build_array(o.force_id, o.is_active,
  (SELECT c.marking FROM policy_clearance c WHERE c.officer_id = o.id),
  (SELECT json_agg(json_build_array(h.role, h.force_id,
      CASE WHEN h.looked THEN (SELECT json_agg(t.id) FROM tree t WHERE t.root = h.unit_id)
        ELSE json_build_array(h.unit_id) END)) FROM held h),
  (SELECT json_agg(f.code || ':' || g.code) FROM policy_membership m
    JOIN policy_handlinggroup g ON g.id = m.group_id JOIN identity_force f ON f.id = g.force_id
    WHERE m.officer_id = o.id AND m.starts_on <= %(today)s::date
      AND (m.ends_on IS NULL OR m.ends_on > %(today)s::date)),
  (SELECT json_agg(json_build_array(a.id, way.giver, a.kinds, a.marking, a.purpose) ORDER BY a.id)
    FROM policy_agreement a CROSS JOIN LATERAL (VALUES
      (a.force_id, a.with_force_id, a.direction IN ('gives', 'both')),
      (a.with_force_id, a.force_id, a.direction IN ('takes', 'both'))) AS way (giver, taker, goes)
    WHERE way.taker = o.force_id AND way.goes
      AND a.accepted_at IS NOT NULL AND a.revoked_at IS NULL
      AND a.starts_on <= %(today)s::date AND a.ends_on > %(today)s::date),
  (SELECT json_agg(g.submission) FROM policy_glass g
    WHERE g.officer_id = o.id AND g.expires_at > %(now)s::timestamptz)))"""  # noqa: S608 constants
_ASKED = "rights"
_ACTOR = f"SELECT {RIGHTS} FROM identity_officer o WHERE o.id = %(officer)s::bigint"  # noqa: S608


def ask_with_tokens() -> None:
    """From now on who asks is read with what they may: by one statement, at each request."""
    tokens.ask_along(_ASKED, RIGHTS)


@dataclass(frozen=True, slots=True)
class Names:
    """What a table calls the particulars that rights depend on, as the ORM writes them."""

    id: str = "pk"
    force: str = "force"
    unit: str = "unit"
    author: str = "author"
    marking: str = "marking"
    state: str = "state"
    kind: str = "kind"
    groups: str = "groups"

    @classmethod
    def under(cls, name: str) -> "Names":
        """Those of the record that a row names in this column."""
        return cls(**{field.name: f"{name}__{field.default}" for field in fields(cls)})


def actor_of(officer: Officer) -> Actor:
    """The officer as of today, with all that rights come from. Of a request that only reads they
    came with its token; where anything is written they are asked at the time."""
    found = tokens.along(officer, _ASKED) or _asked(officer)
    force, active, clearance, postings, groups, shared, opened = found
    return Actor(
        id=officer.pk,
        force=force,
        active=active,
        postings=tuple(
            Held(Role(role), its_force, frozenset(below or ()))
            for role, its_force, below in postings or ()
        ),
        clearance=clearance or USUAL,
        groups=frozenset(groups or ()),
        shared=tuple(
            Shared(agreement, giver, frozenset(kinds), marking, Purpose(purpose))
            for agreement, giver, kinds, marking, purpose in shared or ()
        ),
        opened=frozenset(UUID(submission) for submission in opened or ()),
    )


def _asked(officer: Officer) -> list[Any]:
    rows = sql.run(_ACTOR, officer=officer.pk, today=today(), now=clock.now())
    ((found,),) = rows
    return list(found)


def can(officer: Officer, action: Action, thing: Thing) -> Decision:
    """Whether the officer may do this to one record, today. Never raises."""
    return rules.can(actor_of(officer), action, thing)


def visible(officer: Officer, action: Action = Action.READ, names: Names | None = None) -> Q:
    """The records of a table for which `can` says yes, as a condition on its columns."""
    return selecting(actor_of(officer), action, names)


def selecting(actor: Actor, action: Action, names: Names | None = None) -> Q:
    """The same for an actor who was read already."""
    names = names or Names()
    rule = RULES[action]
    if not actor.active:
        return Q(**{f"{names.id}__in": ()})
    cleared = Q(**{f"{names.marking}__in": rules.allowed(actor.clearance)})
    theirs = cleared & _by_need(actor, rule, names)
    own = Q(**{names.author: actor.id})
    if rule.own:
        return (own & Q(**{f"{names.marking}__in": MARKINGS})) | theirs
    return theirs & ~own


def _by_need(actor: Actor, rule: Rule, names: Names) -> Q:
    ways = Q(**{f"{names.unit}__in": actor.units(rule.roles)})
    for shared in actor.under() if rule.shared else ():
        ways |= _covered(shared, names)
    belongs = Q(**{f"{names.groups}__contained_by": sorted(actor.groups)})
    if rule.opened and actor.opened:
        opened_here: dict[str, Any] = {f"{names.id}__in": actor.opened, names.force: actor.force}
        return (ways & belongs) | Q(**opened_here)
    return ways & belongs


def _covered(shared: Shared, names: Names) -> Q:
    return Q(
        **{
            names.force: shared.giver,
            f"{names.kind}__in": shared.kinds,
            f"{names.state}__in": SHARED_STATES,
            f"{names.marking}__in": rules.allowed(shared.marking),
        }
    )
