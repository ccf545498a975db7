"""What the demonstration's force did before it is opened: three months, so that pages of insight
have something to say, and what its administrators agreed on for the hours given back."""

from collections.abc import Sequence

from backend import populate
from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn
from backend.story import alerting
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.insights.actions import assuming
from field_api.insights.actions.assuming import Proposal, Said
from field_api.insights.rules.assumptions import Name, Standing

KEEPER, SECOND = 4, 6  # by their place among the story's people

_MADE_UP = "Made up for the demonstration"
_TYPED_BEFORE = (0.8, 0.5, 1.0)  # of entries, somebody typed anew into this system
_MINUTES = (14.5, 12.0, 17.0)  # for a stop and search on paper


def gone_by(boxes: Sequence[Sandbox]) -> list[SignIn]:
    """The demonstration with its past, which is made up once in a house. It stands beside the units
    of the story: who leads those has nothing of it to read."""
    return behind(alerting.brought_about(boxes))


def behind(people: list[SignIn]) -> list[SignIn]:
    """Only the past, for the force of these people."""
    keeper, second = (Officer.objects.get(login=people[at].login) for at in (KEEPER, SECOND))
    if not populate.already(keeper.force):
        populate.little(author=keeper, under=None)
        _agree(keeper, second)
    return people


def _agree(keeper: Officer, second: Officer) -> None:
    agreed, measured = Standing.AGREED, Standing.MEASURED
    rows = [
        Said(Name.TYPED_BEFORE, _TYPED_BEFORE, _MADE_UP, agreed, system=system)
        for system in ("records", "intelligence")
    ]
    rows.append(Said(Name.BEFORE, _MINUTES, _MADE_UP, measured, "stop-search", "", 40, today()))
    proposal = Proposal(tuple(rows), today(), "The demonstration")
    batch = assuming.propose(proposal=proposal, by=keeper, leave=None)
    assuming.accept(batch=batch, by=second, leave=None)
