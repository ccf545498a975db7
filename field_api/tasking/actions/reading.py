"""Taskings as handsets hold them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.tasking.models import Said, Tasking
from field_api.tasking.rules import COURSES, Step, Verb, stands

_NAMED = 20


def documents(*, officer: Officer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """TASKING documents by id; those that are not theirs, or are over, are missing."""
    rows = Tasking.objects.heard_by(officer).filter(pk__in=ids).select_related("author", "unit")
    found = {row.pk: row for row in rows}
    told: dict[UUID, list[Said]] = defaultdict(list)
    every = Said.objects.filter(tasking__in=found).exclude(step=Step.DELIVERED.value)
    for one in every.select_related("officer").order_by("received_at", "pk"):
        told[one.tasking_id].append(one)
    return {key: {**_asks(row), **_said(told[key], officer)} for key, row in found.items()}


def _asks(row: Tasking) -> dict[str, Any]:
    course = COURSES[Verb(row.verb)]
    return {
        "id": str(row.pk),
        "verb": row.verb,
        "what": row.what,
        "words": row.words,
        "advice": row.advice,
        "place": row.place,
        "sought": row.sought,
        "priority": row.priority,
        "marking": row.marking,
        "from": row.author.display_name,
        "unit": row.unit.name,
        "issued_at": clock.iso(row.issued_at),
        "due_at": clock.iso(row.due_at) if row.due_at else None,
        "outcomes": [one.value for one in course.outcomes],
        "ends": [one.value for one in course.ends],
        "forms": list(course.forms),
    }


def _said(told: list[Said], officer: Officer) -> dict[str, Any]:
    """What this officer said, on whichever handset, and which others go: server times."""
    mine = [one for one in told if one.officer_id == officer.pk]
    others: dict[int, list[Said]] = defaultdict(list)
    for one in told:
        if one.officer_id != officer.pk:
            others[one.officer_id].append(one)
    going = [
        steps[0].officer.display_name
        for steps in others.values()
        if stands(one.step for one in steps) in (Step.ACCEPTED, Step.OUTCOME)
    ]
    return {"said": [_one(one) for one in mine], "going": sorted(going)[:_NAMED]}


def _one(said: Said) -> dict[str, Any]:
    return {
        "id": str(said.pk),
        "step": said.step,
        "outcome": said.outcome,
        "words": said.words,
        "submission": str(said.submission) if said.submission else None,
        "at": clock.iso(said.received_at),
    }
