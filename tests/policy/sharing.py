"""Two forces that share, as tests of agreements bring them about."""

from datetime import date, timedelta
from typing import Any

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.policy import actions as policy
from field_api.policy.actions import Terms
from field_api.policy.models import Agreement
from field_api.policy.rules import Direction, Marking, Purpose
from tests import make
from tests.written import NOTE

PARTNER = "partner-agency"


def day(offset: int) -> date:
    return today() + timedelta(days=offset)


def ours(role: Role = Role.INSPECTOR) -> Officer:
    return make.officer(role=role)


def theirs(role: Role = Role.INSPECTOR) -> Officer:
    return make.officer(posted=make.unit("There", of=make.force("32")), role=role)


def terms(other: Any, **different: Any) -> Terms:
    stated: dict[str, Any] = {
        "direction": Direction.GIVES,
        "kinds": (NOTE,),
        "marking": Marking.OFFICIAL_SENSITIVE,
        "purpose": Purpose.INVESTIGATION,
        "starts_on": day(0),
        "ends_on": day(30),
    }
    return Terms(other=other, **stated | different)


def agreed(**different: Any) -> Agreement:
    """Ours gives theirs notes, from today for thirty days, unless said."""
    there = theirs()
    made = policy.propose(terms=terms(there.force, **different), by=ours(), leave=None)
    return policy.accept(agreement=made.pk, by=there, leave=None)


def with_partner(**different: Any) -> Agreement:
    made = policy.propose(terms=terms(PARTNER, **different), by=ours(), leave=None)
    return policy.accept(agreement=made.pk, by=ours(Role.FORCE_ADMIN), document="ISA 1", leave=None)
