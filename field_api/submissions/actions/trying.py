"""Trying a form out: what would come of an entry, from the faults its writer would be told to what
each system would be. Keeps nothing, sends nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from field_api.catalogue.actions.trying import Tried, try_body
from field_api.delivery.actions.trying import Told, told
from field_api.identity.models import Officer, Posting, Unit
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.submissions.actions import parcels
from field_api.submissions.models import Revision, Submission

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Trial:
    """`told` is empty where there are faults: such an entry goes nowhere before it is corrected."""

    tried: Tried
    told: list[Told]


def try_entry(*, document: dict[str, Any], body: Mapping[str, Any], by: Officer) -> Trial:
    """As if `by` had written the body just now, in their own unit, and it was released. Raises
    Unfit where the document is no form.
    """
    tried = try_body(document=document, body=body)
    if tried.faults:
        return Trial(tried, [])
    submission = Submission(
        id=_NOBODY,
        reference=f"{by.force.code}/00/000000",
        force=by.force,
        unit=unit_of(by),
        author=by,
        kind=tried.form.kind,
        marking=tried.form.marking,
    )
    now = clock.now()
    revision = Revision(
        entry_id=_NOBODY,
        version=tried.form.version,
        body=dict(body),
        occurred_at=now,
        written_at=now,
    )
    return Trial(tried, told(parcels.unkept(submission, revision, tried.form)))


def unit_of(by: Officer) -> Unit:
    """Where they serve first. Raises Problem 403 for who serves nowhere."""
    posted = Posting.objects.current(by).select_related("unit").first()
    if posted is None:
        raise Problem(403, "above-your-role", "Your posting doesn't reach this")
    return posted.unit
