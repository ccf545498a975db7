"""How entries were made: kept beside each, and added up over many."""

import logging
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from field_api.submissions.made import NAMES, Made, read
from field_api.submissions.models import Revision, SubmissionQuerySet

log = logging.getLogger(__name__)


def counted(raw: Any) -> dict[str, int]:
    """A revision's columns for what its payload says. What can't be read is no reason to ask
    anybody anything: it is left out, and the log says that a client counts badly."""
    found = read(raw)
    if raw is not None and found is None:
        log.warning("the counts of an entry's fields were left out: they could not be read")
    return found.shown() if found else {}


def of(submissions: Collection[UUID]) -> dict[UUID, Made]:
    """How each was made, all its revisions together; one that nobody counted is not there."""
    rows = Revision.objects.filter(submission__in=submissions, typed__isnull=False)
    summed = rows.order_by().values("submission").annotate(**_SUMS)
    return {row["submission"]: _made(row) for row in summed}


def by_kind(only: SubmissionQuerySet) -> list[tuple[str, int, Made]]:
    """Of the submissions in `only`, by kind: how many revisions were counted, and their sum.

    For measuring forms: `only` is what its reader may see, and no officer is named.
    """
    rows = Revision.objects.filter(submission__in=only.order_by(), typed__isnull=False)
    summed = rows.order_by("kind").values("kind").annotate(revisions=Count("pk"), **_SUMS)
    return [(row["kind"], row["revisions"], _made(row)) for row in summed]


_SUMS = {f"{name}_sum": Sum(name) for name in NAMES}


def _made(row: Mapping[str, Any]) -> Made:
    return Made(*(row[f"{name}_sum"] for name in NAMES))
