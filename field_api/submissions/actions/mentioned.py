"""What those below must know of a submission to find whom it speaks of, and to hide it in time."""

from collections.abc import Sequence
from uuid import UUID

from field_api.intelligence.actions import Told, tell
from field_api.submissions.models import Submission
from field_api.submissions.rules import State

NOTHING_STANDS = frozenset(
    {State.QUARANTINE, State.REJECTED, State.WITHDRAWN, State.DISPOSED},
)
"""Whoever such a submission spoke of is not to be recognised by it: nobody vouches for it."""


def mentioned(rows: Sequence[tuple[Submission, Sequence[UUID] | None]]) -> None:
    """Say where these stand now, each with the revisions that stand, or None where those are as
    they were. Belongs in the transaction that moves them.
    """
    tell([_told(row, heads) for row, heads in rows])


def _told(row: Submission, heads: Sequence[UUID] | None) -> Told:
    return Told(
        submission=row.pk,
        reference=row.reference,
        force=row.force_id,
        unit=row.unit_id,
        author=row.author_id,
        kind=row.kind,
        marking=row.marking,
        groups=row.groups,
        state=row.state,
        revisions=() if State(row.state) in NOTHING_STANDS else heads,
    )
