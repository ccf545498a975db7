"""With whom the demonstration's force agreed to share, and who is read in to what few may read."""

from datetime import timedelta

from backend.story.routes import SAFEGUARDING
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib import clock
from field_api.policy import actions as policy
from field_api.policy.actions import Terms
from field_api.policy.models import HandlingGroup, Membership
from field_api.policy.rules import Direction, Marking, Purpose

_LASTS = timedelta(days=365)
GROUPS = {"prevent": "Prevent referrals", "source": "Sources of intelligence"}
"""The groups the shipped forms name: without them nobody but its author reads such an entry."""
_DOCUMENT = "Information sharing agreement 1 (demonstration)"


def agree(*, system: System, kind: str, by: Officer, second: Officer) -> None:
    """See that an agreement covers a kind for another organisation's system. One that was ended by
    a person is not made again while it would still run.
    """
    if not system.partner or policy.agreed_with(by.force, system.partner, kind):
        return
    terms = Terms(
        other=system.partner,
        direction=Direction.GIVES,
        kinds=(kind,),
        marking=Marking.OFFICIAL_SENSITIVE,
        purpose=Purpose.SAFEGUARDING if kind in SAFEGUARDING else Purpose.INTELLIGENCE,
        starts_on=today(),
        ends_on=today() + _LASTS,
    )
    made = policy.propose(terms=terms, by=by, leave=None)
    policy.accept(agreement=made.pk, by=second, leave=None, document=_DOCUMENT)


def read_in(*, officer: Officer, by: Officer) -> None:
    """See that the force has the groups its forms name, with this officer in each. Whoever was let
    go by a person stays out; rows, not actions, for a demonstration has no codes to show.
    """
    for code, name in GROUPS.items():
        named = {"name": name}
        group, _ = HandlingGroup.objects.get_or_create(
            force=officer.force, code=code, defaults=named
        )
        given = {"given_by": by, "given_at": clock.now(), "starts_on": today()}
        Membership.objects.get_or_create(group=group, officer=officer, defaults=given)
