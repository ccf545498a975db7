"""Counting searches anew: a row for each that stands, read from the work and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.catalogue import actions as catalogue
from field_api.catalogue.rules import warnings
from field_api.identity.models import Force
from field_api.insights.models import STANDING, Search
from field_api.insights.rules.months import LONDON
from field_api.insights.rules.plain import judged, plain
from field_api.lib import clock
from field_api.submissions.models import Step, Submission
from field_api.submissions.rules import Move

KIND = "stop-search"

_LOOKED = (Move.APPROVE.value, Move.CONFIRM.value, Move.SEND_BACK.value)
_READ = ("pk", "unit_id", "head__version", "head__body")


@transaction.atomic
def recount(force: Force | int, day: date) -> int:
    """Count the searches of a force whose entries reached us on a day of Europe/London, in place of
    what was counted of them before. Gives how many stand.
    """
    its = force.pk if isinstance(force, Force) else force
    Search.objects.filter(force=its, arrived=day).delete()
    begins, ends = (_midnight(each) for each in (day, day + timedelta(days=1)))
    rows = Submission.objects.filter(
        force=its, kind=KIND, state__in=STANDING, created_at__gte=begins, created_at__lt=ends
    ).exclude(head=None)
    found = list(rows.order_by("pk").values_list(*_READ))
    looks = _looks(key for key, *_ in found)
    made = Search.objects.bulk_create(list(_rows(its, day, found, looks)), batch_size=1000)
    return len(made)


def _rows(
    force: int, day: date, found: Iterable[tuple[Any, ...]], looks: Mapping[UUID, list[str]]
) -> Iterator[Search]:
    for key, unit, version, body in found:
        yield Search(
            submission_id=key,
            force_id=force,
            unit_id=unit,
            arrived=day,
            thin=_thin(version, body),
            judged=judged(key in looks, looks.get(key, ())),
            **asdict(plain(body, day)),
        )


def _looks(keys: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The reasons with which each was sent back, of those that a person has decided on."""
    looks: dict[UUID, list[str]] = defaultdict(list)
    steps = Step.objects.filter(submission__in=list(keys), move__in=_LOOKED, officer__isnull=False)
    for key, reason in steps.values_list("submission_id", "reason_code"):
        looks[key].append(reason)
    return dict(looks)


def _thin(version: int, body: Mapping[str, Any]) -> int | None:
    """How many questions the form puts to grounds like these; none where none are written."""
    if not isinstance(body.get("grounds"), str):
        return None
    asked = warnings(catalogue.get(KIND, version), {"grounds": body["grounds"]}, clock.now())
    return sum(one.code == "prompt" and one.pointer == "/grounds" for one in asked)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
