"""Alerts as handsets hold them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from field_api.alerts.models import Addressed, Alert, Receipt
from field_api.alerts.rules import Step
from field_api.identity.models import Officer, Posting
from field_api.identity.models.officers import today
from field_api.intelligence.models import Record
from field_api.lib import clock

_NAMED = 50


def documents(*, officer: Officer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """ALERT documents by id; those the officer may not hear, or that are over, are missing."""
    rows = Alert.objects.heard_by(officer).filter(pk__in=ids).select_related("author", "unit")
    found = {row.pk: row for row in rows}
    told: dict[UUID, list[Receipt]] = defaultdict(list)
    mine = Receipt.objects.filter(officer=officer, alert__in=found)
    for receipt in mine.exclude(step=Step.DELIVERED.value).order_by("received_at", "pk"):
        told[receipt.alert_id].append(receipt)
    may = _may_read(officer, found.values())
    unseen = _unseen(officer, found)
    return {
        key: {**_said(row), **_told(told[key]), **_subject(row, may), **unseen.get(key, {})}
        for key, row in found.items()
    }


def _said(row: Alert) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "what": row.what,
        "words": row.words,
        "advice": row.advice,
        "priority": row.priority,
        "marking": row.marking,
        "from": row.author.display_name,
        "unit": row.unit.name,
        "issued_at": clock.iso(row.issued_at),
        "valid_from": clock.iso(row.valid_from),
        "valid_until": clock.iso(row.valid_until),
        "supersedes": str(row.supersedes_id) if row.supersedes_id else None,
    }


def _told(receipts: list[Receipt]) -> dict[str, Any]:
    """What this officer told, on whichever handset: server times, for handsets' clocks differ."""
    seen = next((one for one in receipts if one.step == Step.SEEN.value), None)
    return {
        "seen_at": clock.iso(seen.received_at) if seen else None,
        "acted": [
            {"outcome": one.outcome, "words": one.words, "at": clock.iso(one.received_at)}
            for one in receipts
            if one.step == Step.ACTED.value
        ],
    }


def _may_read(officer: Officer, rows: Iterable[Alert]) -> set[UUID]:
    """Entries that alerts speak of and the officer may read: of no other is even the id told."""
    named = {row.subject for row in rows if row.subject}
    if not named:
        return set()
    return set(Record.objects.visible_to(officer).filter(pk__in=named).values_list("pk", flat=True))


def _subject(row: Alert, may: set[UUID]) -> dict[str, Any]:
    known = row.subject in may
    return {"subject": {"kind": row.subject_kind, "id": str(row.subject)} if known else None}


def _unseen(officer: Officer, found: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Of alerts that were brought up to this officer: which of theirs have not seen it as of now,
    fifty at most by name."""
    late = Addressed.objects.filter(alert__in=list(found), escalated_at__isnull=False)
    late = late.exclude(officer=officer)
    if not late.exists():
        return {}
    theirs = Posting.objects.on(today()).filter(unit__in=officer.units_covered())
    rows = late.unseen().filter(officer__in=theirs.values("officer")).select_related("officer")
    told: dict[UUID, dict[str, Any]] = {}
    for row in rows.order_by("officer__surname", "officer__collar_number"):
        assert row.escalated_at is not None  # noqa: S101 filtered above
        one = told.setdefault(row.alert_id, {"unseen": 0, "unseen_by": [], "unseen_at": None})
        one["unseen"] += 1
        one["unseen_by"] = [*one["unseen_by"], row.officer.display_name][:_NAMED]
        one["unseen_at"] = max(filter(None, [one["unseen_at"], clock.iso(row.escalated_at)]))
    return told
