"""A force's work as plain Python has it: each submission with all that hangs on it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from field_api.catalogue import actions as catalogue
from field_api.delivery.models import Delivery
from field_api.insights.actions.measures import Span
from field_api.intelligence.models import Mention
from field_api.submissions.models import Revision, Step, Submission

LONDON = ZoneInfo("Europe/London")
SAYING = ("approve", "confirm", "send_back", "reject")


@dataclass
class One:
    """A submission with all that hangs on it."""

    row: Submission
    day: date
    revisions: list[Revision]
    decisions: list[Step]
    deliveries: list[Delivery]
    mentions: list[Mention]

    @property
    def head(self) -> Revision:
        return next(one for one in self.revisions if one.pk == self.row.head_id)


def loaded() -> list[One]:
    def of(rows: Any, key: str) -> defaultdict[UUID, list[Any]]:
        found: defaultdict[UUID, list[Any]] = defaultdict(list)
        for row in rows:
            found[getattr(row, key)].append(row)
        return found

    revisions = of(Revision.objects.order_by("written_at"), "submission_id")
    decisions = of(Step.objects.filter(move__in=SAYING).order_by("made_at"), "submission_id")
    deliveries = of(Delivery.objects.select_related("system").order_by("lane_seq"), "subject_id")
    mentions = of(Mention.objects.all(), "record_id")
    return [
        One(
            row,
            row.created_at.astimezone(LONDON).date(),
            revisions[row.pk],
            decisions[row.pk],
            deliveries[row.pk],
            mentions[row.pk],
        )
        for row in Submission.objects.all()
    ]


def within(one: One, span: Span) -> bool:
    kind = span.kind in ("", one.row.kind)
    return kind and one.row.unit_id in span.units and span.first_day <= one.day <= span.last_day


def agree(found: Any, mine: Any) -> None:
    """The first difference alone: pytest would take minutes to lay out all of them."""
    if isinstance(found, dict) and isinstance(mine, dict):
        for key in sorted(found.keys() | mine.keys(), key=str):
            agree((key, found.get(key)), (key, mine.get(key)))
        return
    if found != mine:
        pytest.fail(f"{found} is not {mine}"[:2000])


def by(rows: Sequence[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def buckets(seconds: Sequence[float], step: float) -> list[int]:
    found = [0] * 28
    for one in seconds:
        steps, at = one / step, 0
        while steps >= 1 and at < 27:
            steps, at = steps / 2, at + 1
        found[at] += 1
    return found


def places(value: Any, at: str = "", *, rows: str = "*") -> Iterator[tuple[str, Any]]:
    """Every place in a body with what stands there; of lists the rows, as `*` or by number."""
    if at:
        yield at, value
    if isinstance(value, dict):
        for name, below in value.items():
            yield from places(below, f"{at}/{name}", rows=rows)
    elif isinstance(value, list):
        for n, below in enumerate(value):
            if rows != "*" or isinstance(below, dict):
                yield from places(below, f"{at}/{rows or n}", rows=rows)


def leaves(body: Any) -> dict[str, Any]:
    return {at: value for at, value in places(body, rows="") if not isinstance(value, (dict, list))}


def anywhere(at: str) -> str:
    return "/".join("*" if step.isdigit() else step for step in at.split("/"))[:200]


def needed(revision: Revision) -> list[str]:
    return _needed(revision.kind, revision.version)


@cache  # the catalogue keeps none in a transaction that does not end
def _needed(kind: str, version: int) -> list[str]:
    schema = catalogue.get(kind, version).document["schema"]
    return [
        name
        for name, spec in schema["properties"].items()
        if "x-widget" in spec
        and "x-show-when" not in spec
        and ("x-required-by" in spec or name in schema.get("required", ()))
    ]


def whole_seconds(waits: Sequence[timedelta]) -> int:
    microseconds = sum(round(wait / timedelta(microseconds=1)) for wait in waits)
    return (microseconds + 500_000) // 1_000_000


def person(mention: Mention) -> dict[str, bool]:
    """The NPCC's four and one."""
    said = {
        name.rstrip("0123456789").rstrip("_") if name[-1].isdigit() else name
        for name, value in mention.attributes.items()
        if str(value).strip()
    }
    has = {
        "given": "given_names" in said,
        "surname": "surname" in said,
        "born": "dob" in said,
        "gender": bool(said & {"gender", "sex"}),
        "contact": bool(said & {"address", "phone", "email"}),
    }
    return {**has, "whole": all(has.values())}
