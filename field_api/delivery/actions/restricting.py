"""What was sent and is now for fewer people: whether a system shows it to more, a person finds out.

No system can be told who of its users may read a thing, so nothing is sent.
"""

from collections.abc import Sequence
from uuid import UUID

from field_api.connectors.rules import Intent
from field_api.delivery.actions import tasks
from field_api.delivery.actions.holding import may_be_there
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import OPEN, State, Todo, may_hold
from field_api.feed import actions as feed
from field_api.feed.rules import Kind

_TEXT = "It is for fewer people now: see who reads it there, and have it closed to the others"


def ask(*, subject: UUID, above: str = "") -> list[Task]:
    """Ask a person to look at each system that has a version of this subject or is about to get
    one; with `above`, a marking, at those alone that may hold nothing so marked. Belongs in the
    `feed.work()` of what restricts it. Asking again opens what was done.
    """
    return [
        task
        for row in _newest(subject)
        if not above or not may_hold(row.system.clearance, above)
        for task in _raise(row)
    ]


def ends(*, subject: UUID) -> None:
    """It is for everybody again who covers its unit: nothing is left to look at."""
    rows = Delivery.objects.filter(subject=subject)
    tasks.ends(list(rows), [Todo.RESTRICT], "open again to those who cover its unit")


def _newest(subject: UUID) -> Sequence[Delivery]:
    """Of each system the last version that it has, may have or will."""
    rows = Delivery.objects.filter(subject=subject, intent=Intent.WRITE.value)
    there = [
        row
        for row in rows.select_related("system").order_by("lane_seq", "generation")
        if State(row.state) in OPEN or may_be_there(row) or row.remote_ref
    ]
    return list({row.system_id: row for row in there}.values())


def _raise(row: Delivery) -> list[Task]:
    feed.tell(recipients=row.tell, kind=Kind.SUBMISSION, doc=row.subject_id)
    return tasks.raise_for(delivery=row, todo=Todo.RESTRICT, text=_TEXT)
