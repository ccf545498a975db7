"""Opening a record that is not the officer's to see, by the name it has on paper."""

from uuid import UUID

from django.db.models import Q

from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.policy.actions import glass
from field_api.policy.models import Glass
from field_api.submissions.models import Submission


def break_glass(*, officer: Officer, named: str, reason: str, leave: Leave) -> Glass:
    """Read one record of the officer's own force for thirty minutes, known by its whole reference
    or id. Its author and the supervisors of its unit find it at once among what they may see, and
    one of those judges it.

    Takes a step-up grant for `break-glass` on `record:<named>`, where `named` is in capitals and
    without blanks around it. Raises Problem as `policy.actions.glass.open_record`; 404 for a record
    that there is not as for one that stays shut.
    """
    with feed.work():
        row = _found(officer, named)
        made = glass.open_record(
            officer=officer,
            thing=row.thing,
            reference=row.reference,
            object=object_of(named),
            reason=reason,
            leave=leave,
        )
        # Nobody else's feed: a pointer would put the record on their handset, to stay.
        feed.tell(recipients=[row.author_id], kind=Kind.SUBMISSION, doc=row.pk)
        return made


def object_of(named: str) -> str:
    """What a grant for it names."""
    return f"record:{named.strip().upper()[:60]}"


def _found(officer: Officer, named: str) -> Submission:
    name = named.strip().upper()
    exact = Q(reference=name)
    try:
        exact |= Q(pk=UUID(name))
    except ValueError:
        pass
    # Not through `visible_to`: what is asked for is what the officer cannot see.
    row = Submission.objects.filter(exact, force=officer.force_id).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row
