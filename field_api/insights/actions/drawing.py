"""A return of one month: which records are in it, what has no place in it, and its lines.

In it are records of the officer's own force that stand released and that policy lets them take out
(`Action.EXPORT`). What they wrote themselves they never take out; the preview names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.fields.json import KeyTextTransform

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.insights import rules
from field_api.insights.rules import Month, Return
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.policy.rules import Action
from field_api.submissions.models import Submission, SubmissionQuerySet
from field_api.submissions.rules import State

OWN_WORK = "You wrote this: somebody else has to draw it"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that is left blank, or with no column a record that is left out, and why."""

    submission: UUID
    reference: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` as the file would have them, under `columns`; what `refused` names is not in them."""

    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    refused: list[Refusal]


@dataclass(frozen=True, slots=True)
class _Record:
    id: UUID
    reference: str
    version: int
    body: dict[str, Any]


@transaction.atomic
def preview(*, by: Officer, of: Return, month: Month) -> Preview:
    """What `draw` would give. A consultation (DPA 2018 s.62(1)(c))."""
    records = _records(_takeable(by, of), of, month)
    own = Submission.objects.visible_to(by).filter(author=by, force=by.force_id, kind=of.kind)
    refused = [one for record in records for one in _refused(of, record)]
    refused += [Refusal(one.id, one.reference, "", OWN_WORK) for one in _records(own, of, month)]
    ledger.record(
        act=Act.CONSULTATION,
        actor=by.actor,
        subject=f"return:{of.name}",
        purpose="return",
        details={
            "month": str(month),
            "records": len(records),
            "refused": sorted({str(one.submission) for one in refused}),
        },
    )
    return Preview(_columns(of), _rows(of, records), refused)


@transaction.atomic
def draw(*, by: Officer, of: Return, month: Month) -> Iterator[str]:
    """The file, line by line. That each record is in it is on record before the first of them: a
    disclosure (DPA 2018 s.62(1)(d)), to whoever takes the file away."""
    records = _records(_takeable(by, of), of, month)
    subjects = [f"return:{of.name}", *(f"submission:{record.id}" for record in records)]
    ledger.record_many(
        [
            Event(
                act=Act.DISCLOSURE.value,
                actor=by.actor,
                subject=subject,
                purpose=f"return {of.name} {month}",
                recipient=by.actor,
                details={"records": len(records)} if not place else {},
            )
            for place, subject in enumerate(subjects)
        ]
    )
    return _lines(_columns(of), _rows(of, records))


def _lines(columns: tuple[str, ...], rows: list[dict[str, str]]) -> Iterator[str]:
    yield rules.line(columns)
    for row in rows:
        yield rules.line(row.get(column, "") for column in columns)


def _takeable(by: Officer, of: Return) -> SubmissionQuerySet:
    rows = Submission.objects.visible_to(by, Action.EXPORT)
    return rows.filter(force=by.force_id, kind=of.kind)


def _records(rows: SubmissionQuerySet, of: Return, month: Month) -> list[_Record]:
    """Those that stand released and began in the month, the earliest first."""
    since, until = month.written
    standing = rows.filter(state=State.RELEASED.value, head__isnull=False)
    near = standing.annotate(began=KeyTextTransform(of.moment, "head__body")).filter(
        began__gte=since, began__lt=until
    )
    names = ("pk", "reference", "head__version", "head__body", "began")
    found = near.order_by("began", "reference").values_list(*names)
    return [_Record(*one) for *one, began in found if _within(month, began)]


def _within(month: Month, began: str) -> bool:
    try:
        return month.holds(clock.parse(began))
    except ValueError:
        return False  # no form lets it pass: what is released has a time


def _columns(of: Return) -> tuple[str, ...]:
    if of.name == "stop-search":
        return rules.COLUMNS
    version = next((version for kind, version, _ in catalogue.offered() if kind == of.kind), None)
    if version is None:
        return (rules.REFERENCE,)
    return rules.force_columns(catalogue.get(of.kind, version).document)


def _rows(of: Return, records: list[_Record]) -> list[dict[str, str]]:
    if of.name == "stop-search":
        return [rules.stop_search_row(record.body) for record in records]
    forms = {one: catalogue.get(of.kind, one).document for one in {r.version for r in records}}
    return [rules.force_row(forms[one.version], one.reference, one.body) for one in records]


def _refused(of: Return, record: _Record) -> list[Refusal]:
    if of.name != "stop-search":
        return []
    return [
        Refusal(record.id, record.reference, column, reason)
        for column, reason in rules.stop_search_refusals(record.body)
    ]
