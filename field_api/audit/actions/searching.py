"""Searching the ledger: what was done, never what it was done to. Each search is itself recorded.

Filters may name a person, so they come in a body and never in an address.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Substr

from field_api.audit.rules import cells
from field_api.identity.models import Force, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.submissions.models import Submission

Document = dict[str, Any]
PAGE, MOST_EXPORTED = 50, 10_000
COLUMNS = (
    "id", "at", "act", "actor", "on_behalf_of", "subject", "purpose", "recipient", "trace",
    "details",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty ones ask for everything. `officer` is a login; `subject` and `recipient` are words of
    the ledger, as `submission:<id>`; `purpose` a part of one; `since` counts and `until` does not.
    """

    officer: str = ""
    subject: str = ""
    act: str = ""
    purpose: str = ""
    recipient: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def said(self) -> Document:
        """Those that were given, for the ledger."""
        return {
            name: clock.iso(value) if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
            if value
        }


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. `after` is where the next page goes on, None at the end."""

    events: list[Event]
    after: int | None


@transaction.atomic
def search(*, by: Officer, filters: Filters, after: int | None = None) -> Page:
    """One page of fifty, recorded as a consultation of the ledger."""
    rows = matching(by, filters)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    record(by, "ledger", {"filters": filters.said(), "events": [event.pk for event in shown]})
    return Page(shown, shown[-1].pk if len(found) > PAGE else None)


@transaction.atomic
def export(*, by: Officer, filters: Filters) -> Iterator[str]:
    """Lines of CSV, at most 10,000 events, recorded before the first of them."""
    rows = list(matching(by, filters).order_by("-pk")[:MOST_EXPORTED])
    details = {"did": "export", "filters": filters.said(), "events": len(rows)}
    record(by, "ledger", details)
    return _lines(rows)


def _lines(rows: list[Event]) -> Iterator[str]:
    yield cells.line(COLUMNS)
    for row in rows:
        document = shown(row)
        yield cells.line([document[name] for name in COLUMNS])


def shown(event: Event) -> Document:
    """An event as it is read by people and programs."""
    return {name: getattr(event, name) for name in COLUMNS} | {"at": clock.iso(event.at)}


def matching(by: Officer, filters: Filters) -> QuerySet[Event]:
    rows = visible(by)
    if filters.officer:
        actor = f"officer:{filters.officer.strip().upper()}"
        rows = rows.filter(Q(actor=actor) | Q(on_behalf_of=actor) | Q(subject=actor))
    for name in ("subject", "act", "recipient"):
        if value := getattr(filters, name).strip():
            rows = rows.filter(**{name: value})
    if filters.purpose.strip():
        rows = rows.filter(purpose__icontains=filters.purpose.strip())
    if filters.since:
        rows = rows.filter(at__gte=filters.since)
    if filters.until:
        rows = rows.filter(at__lt=filters.until)
    return rows


def visible(by: Officer) -> QuerySet[Event]:
    """What an auditor may see: what officers of their force did or had done to them, and what the
    house did by itself, but with other forces' submissions."""
    forces = list(Force.objects.filter(pk__in=by.forces_audited()))
    ours = Q(pk__in=[])
    for force in forces:
        ours |= Q(actor__startswith=f"officer:{force.code}-")
        ours |= Q(subject__startswith=f"officer:{force.code}-")
        ours |= Q(on_behalf_of__startswith=f"officer:{force.code}-")
    if not forces:
        return Event.objects.none()
    # A CASE, for PostgreSQL may take the two sides of an AND in either order, and only one of
    # them is a UUID.
    named = Case(
        When(subject__startswith="submission:", then=Cast(Substr("subject", 12), UUIDField())),
        default=Value(None),
        output_field=UUIDField(),
    )
    rows = Event.objects.annotate(submission=named)
    # Asked for what is ours, not for what is theirs: row security shows theirs to nobody here.
    written = Submission.objects.filter(pk=OuterRef("submission"), force__in=forces)
    of_ours = ~Q(subject__startswith="submission:") | Q(Exists(written))
    return rows.filter(ours | (~Q(actor__startswith="officer:") & of_ours))


def record(by: Officer, subject: str, details: Document, purpose: str = "audit") -> Event:
    """An auditor's own look, on the ledger as everybody's."""
    return ledger.record(
        act=Act.CONSULTATION, actor=by.actor, subject=subject, purpose=purpose, details=details
    )
