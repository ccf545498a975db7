"""Telling whoever asked how it stands: by an alert, for they may be out themselves."""

from collections.abc import Sequence
from datetime import timedelta

from field_api.alerts.actions import Cause, Saying, Whom, raise_
from field_api.alerts.rules import Priority
from field_api.alerts.rules.saying import WHAT
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.tasking.actions.ending import SOURCE
from field_api.tasking.models import Tasking

_LASTS = timedelta(hours=12)


def say_back(row: Tasking, *, told: str, once: str, priority: Priority, words: str = "") -> None:
    """Within the feed's work: to who asked, and to the supervisors of the unit that answers for it.
    Once for what `once` names."""
    to: Sequence[Whom] = [
        Whom(officer=row.author),
        Whom(unit=row.unit, role=Role.SUPERVISOR, below=False),
    ]
    saying = Saying(
        what=f"{told}: {row.what}"[:WHAT],
        words=words,
        advice="",
        priority=priority,
        valid_until=clock.now() + _LASTS,
        marking=row.marking,
        groups=row.groups,
    )
    cause = Cause(SOURCE, row.pk, once=f"{row.pk}:{once}")
    raise_(saying=saying, to=to, by=row.author, unit=row.unit, cause=cause)
