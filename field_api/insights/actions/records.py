"""Which entries a return of a month is drawn from, read as far as who draws it is cleared."""

from typing import Any

from django.conf import settings
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.insights.rules import Given, Month, Record, Return
from field_api.lib import clock
from field_api.mapping.rules.redaction import redacted
from field_api.policy import actions as policy
from field_api.policy.rules import Action
from field_api.submissions.models import Submission, SubmissionQuerySet
from field_api.submissions.rules import State

NEVER = ("source-record",)
"""Who a source is leaves the house in no return, whoever draws it."""

_READ = (
    *("pk", "reference", "kind", "marking", "head__version", "head__occurred_at"),
    *("head__written_at", "head__body"),
)


def takeable(by: Officer, of: Return) -> SubmissionQuerySet:
    """Of their own force alone, whatever agreements let them see."""
    return _of(Submission.objects.visible_to(by, Action.EXPORT), by, of)


def own(by: Officer, of: Return) -> SubmissionQuerySet:
    return _of(Submission.objects.visible_to(by).filter(author=by), by, of)


def given(by: Officer, month: Month, of: Return | None = None) -> Given:
    """Without a return: enough to call each by its title."""
    kinds = of.kinds if of else ()
    offered = [(kind, version) for kind, version, _ in catalogue.offered() if kind in kinds]
    return Given(
        month=month,
        force=by.force.code,
        producer=settings.RETURNS_PRODUCER,
        fraud_centre=settings.FRAUD_CENTRE,
        newest={kind: catalogue.get(kind, version).document for kind, version in offered},
    )


def found(
    rows: SubmissionQuerySet, of: Return, month: Month, by: Officer
) -> list[tuple[Record, list[str]]]:
    """Those that stand released and began in the month, the earliest first, with pointers to what
    of each its reader is not cleared for."""
    standing = rows.filter(state=State.RELEASED.value, head__isnull=False)
    read = _near(standing, of, month).order_by("began", "reference")
    ceiling = policy.actor_of(by).clearance
    force = by.force.code
    return [
        _record(dict(zip(_READ, values, strict=True)), force, ceiling)
        for *values, began in read.values_list(*_READ, "began")
        if _within(month, began)
    ]


def _of(rows: SubmissionQuerySet, by: Officer, of: Return) -> SubmissionQuerySet:
    rows = rows.filter(force=by.force_id).exclude(kind__in=NEVER)
    return rows.filter(kind__in=of.kinds) if of.kinds else rows


def _near(rows: SubmissionQuerySet, of: Return, month: Month) -> Any:  # annotated with `began`
    """A little more than the month: `_within` looks at each by the clocks of its time."""
    if not of.moment:
        since, until = month.around
        near = rows.filter(head__occurred_at__gte=since, head__occurred_at__lt=until)
        return near.annotate(began=F("head__occurred_at"))
    first, last = month.written
    began = KeyTextTransform(of.moment, "head__body")
    return rows.annotate(began=began).filter(began__gte=first, began__lt=last)


def _within(month: Month, began: Any) -> bool:
    try:
        return month.holds(clock.parse(began) if isinstance(began, str) else began)
    except ValueError:
        return False  # no form lets it pass: what is released has a time


def _record(row: dict[str, Any], force: str, ceiling: str) -> tuple[Record, list[str]]:
    form = catalogue.get(row["kind"], row["head__version"])
    marks = form.markings(row["marking"])
    kept, removed = redacted({"body": row["head__body"]}, markings=marks, clearance=ceiling)
    record = Record(
        id=row["pk"],
        reference=row["reference"],
        form=form,
        force=force,
        marking=row["marking"],
        occurred_at=clock.iso(row["head__occurred_at"]),
        written_at=clock.iso(row["head__written_at"]),
        body=kept["body"],
    )
    return record, removed
