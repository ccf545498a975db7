"""What follows when fewer may read a submission than could when it left."""

from field_api.delivery.actions import restricting as systems
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.policy.actions import proposals
from field_api.submissions.models import Submission


def follow(row: Submission, *, above: str = "") -> None:
    """Everybody whose feed has it is told, so that it goes from those who may not read it now; a
    person is asked to look at each system that has it, or, with `above`, at those cleared for less
    than that marking; and what waits to be disclosed of it lapses. Belongs in `feed.work()`.
    """
    feed.tell(recipients=feed.holders(Kind.SUBMISSION, row.pk), kind=Kind.SUBMISSION, doc=row.pk)
    systems.ask(subject=row.pk, above=above)
    proposals.lapse(subject=f"submission:{row.pk}")


def undo(row: Submission) -> None:
    """Nobody need look at the systems any more."""
    systems.ends(subject=row.pk)
