"""Later versions for systems that can't be sent one: sent, they would double. A person amends."""

from collections.abc import Sequence

from field_api.delivery.actions import tasks
from field_api.delivery.actions.holding import NOT_UPDATED, earlier
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State, Todo
from field_api.lib import clock


def hold_back(made: Sequence[Delivery]) -> list[Delivery]:
    """Of unsaved deliveries, those that would double what the system may hold: they are held. Ask
    for them (`ask`) when they have been saved.
    """
    due = [one for one in made if one.state == State.DUE.value]
    doubled = earlier(due)
    held = [one for one in due if (one.system_id, one.subject_id) in doubled]
    for one in held:
        one.state, one.settled_at = State.HELD.value, clock.now()
        one.reason = f"{one.system.name} {NOT_UPDATED}"
    return held


def ask(held: Sequence[Delivery]) -> None:
    """Ask a person to amend what each of these systems holds."""
    if not held:
        return
    for one in held:
        tasks.raise_for(delivery=one, todo=Todo.AMEND)
    tasks.settled({one.pk: State.HELD for one in held})
