"""Synthetic searches, counted and of any age, without the entries they would come from."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import uuid4

from field_api.identity.models import Officer, Unit
from field_api.insights.models import Search
from field_api.submissions.models import Submission
from field_api.submissions.rules import Review, State

DAY = date(2026, 3, 1)

_numbers = count(1)


def searched(
    by: Officer, rows: Iterable[dict[str, Any]], *, day: date = DAY, unit: Unit | None = None
) -> list[Search]:
    """One counted search for each row, whose columns are those of Search; White unless said."""
    its = unit or by.home_unit() or Unit.objects.get(force=by.force)
    found = list(rows)
    made = Submission.objects.bulk_create(_submission(by, its, day) for _ in found)
    return Search.objects.bulk_create(
        Search(
            submission=one,
            force=its.force,
            unit=its,
            arrived=day,
            **{"day": day, "self_defined": "W1", **columns},
        )
        for one, columns in zip(made, found, strict=True)
    )


def _submission(by: Officer, unit: Unit, day: date) -> Submission:
    return Submission(
        id=uuid4(),
        reference=f"{unit.force.code}/26/T{next(_numbers):06}",
        force=unit.force,
        unit=unit,
        author=by,
        kind="stop-search",
        marking="OFFICIAL-SENSITIVE",
        state=State.RELEASED.value,
        review_state=Review.NONE.value,
        created_at=datetime.combine(day, time(12), UTC),
    )
