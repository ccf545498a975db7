"""The duty report: everything an officer filed in a shift, and what became of it so far."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from field_api.delivery.rules import State as Sent
from field_api.identity.models import Device, Officer, Posting
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry, Notebook
from field_api.notebook.rules import Lane
from field_api.submissions import clocks
from field_api.submissions.actions import made
from field_api.submissions.actions.show import Document, documents
from field_api.submissions.made import Made
from field_api.submissions.rules import State

SHIFT = timedelta(hours=16)
LONGEST = timedelta(days=31)
MOST = 500

_LANES = {
    Lane.LATE.value: "Sent after the sign-in had ended",
    Lane.QUARANTINE.value: "Sent from a revoked device",
}
_NEEDS = {State.NEEDS_ATTENTION.value, State.RETURNED.value, State.QUARANTINE.value}
_STUCK = {Sent.REJECTED, Sent.UNCERTAIN, Sent.HELD, Sent.EXPIRED, Sent.POISONED}
_SENT = {state.value for state in _STUCK}

_SHOWN = (
    "id",
    "reference",
    "kind",
    "title",
    "state",
    "state_label",
    "review_state",
    "written_at",
    "received_at",
    "clock",
)

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shift:
    """From one moment up to, and not including, another; both aware. Raises ValueError."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not self.start < self.end <= self.start + LONGEST:
            raise ValueError("a shift ends after it starts, and within 31 days")


def last_shift() -> Shift:
    now = clock.now()
    return Shift(now - SHIFT, now)


def covered_by(reader: Officer) -> list[Officer]:
    """The officers whose duty reports this officer may read besides their own, by name."""
    posted = Posting.objects.on(today()).filter(unit__in=reader.units_covered())
    rows = Officer.objects.filter(pk__in=posted.values("officer")).exclude(pk=reader.pk)
    return sorted(rows, key=lambda one: (one.surname, one.collar_number))


@transaction.atomic
def report(*, officer: Officer, reader: Officer, shift: Shift) -> Document:
    """The report on `officer` for `reader`, who is the same or covers a unit they serve in: whom
    `covered_by` names. A supervisor's reading is a consultation (DPA 2018 s.62(1)(c)).

    500 submissions at most; `more` says how many are left out, `unread` how many entries are kept
    that no submission could be read from.
    """
    rows = _entries(officer, shift)
    lanes: dict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        if row["revision__submission"]:
            lanes[row["revision__submission"]].add(row["lane"])
    found = documents(list(lanes)[:MOST], reader)
    counted = made.of(list(found))
    filed = [
        {**_filed(document, lanes[key]), "made": _counts(counted.get(key))}
        for key, document in found.items()
    ]
    if reader.pk != officer.pk:
        _consulted(officer, reader, shift, len(filed))
    return {
        "officer": {"login": officer.login, "name": officer.display_name},
        "from": clock.iso(shift.start),
        "to": clock.iso(shift.end),
        "made_at": clock.iso(clock.now()),
        "filed": sorted(filed, key=lambda one: (not one["attention"], one["written_at"] or "")),
        "more": len(lanes) - len(filed),
        "unread": sum(row["revision__submission"] is None for row in rows),
        "made": _counts(sum(counted.values(), Made()) if counted else None),
        "devices": _devices(officer, rows),
    }


def _entries(officer: Officer, shift: Shift) -> list[_Row]:
    """Received in the shift, or written in it by the handset's clock: what was written in a dead
    spot arrives after the shift, and what a wrong clock dated was received in it."""
    came = Q(received_at__gte=shift.start, received_at__lt=shift.end)
    wrote = Q(revision__written_at__gte=shift.start, revision__written_at__lt=shift.end)
    rows = Entry.objects.filter(came | wrote, notebook__officer=officer)
    names = ("revision__submission", "lane", "skew_ms", "received_at", "notebook__device")
    return list(rows.order_by("received_at", "seq").values(*names))


def _filed(document: Document, lanes: Collection[str]) -> Document:
    return {
        **{name: document[name] for name in _SHOWN},
        "attachments_pending": document.get("attachments_pending", 0),
        "deliveries": [
            {name: one[name] for name in ("system", "name", "state", "label", "ref", "at")}
            for one in document["deliveries"]
        ],
        "attention": _attention(document, lanes),
    }


def _counts(counted: Made | None) -> Document | None:
    return {**counted.shown(), "said": counted.said()} if counted else None


def _attention(document: Document, lanes: Collection[str]) -> list[str]:
    """Why somebody should look at it first, in words; empty where nobody need."""
    forked = ["Two versions were written: say which stands"] if len(document["heads"]) > 1 else []
    needs = [document["state_label"]] if document["state"] in _NEEDS else []
    stuck = [
        f"{one['name']}: {one['label']}" for one in document["deliveries"] if one["state"] in _SENT
    ]
    late = [said for lane, said in _LANES.items() if lane in lanes]
    return [*forked, *needs, *stuck, *late]


def _devices(officer: Officer, rows: Sequence[_Row]) -> list[Document]:
    """Each handset with what it has not brought, as far as places in its chain tell, and how far
    its clock was off. What it wrote after the last entry brought, only it knows."""
    books = Notebook.objects.filter(officer=officer).select_related("device")
    return [_device(book, book.device, rows) for book in books.order_by("opened_at")]


def _device(book: Notebook, device: Device, rows: Sequence[_Row]) -> Document:
    mine = [row for row in rows if row["notebook__device"] == device.pk]
    worst = max((row["skew_ms"] or 0 for row in mine), key=abs, default=0)
    through = notebook.held(device=device, minted=0).through
    last = Entry.objects.filter(notebook=book).order_by("-received_at").first()
    return {
        "id": str(device.installation),
        "name": device.name,
        "notebook": book.serial,
        "revoked": device.revoked_at is not None,
        "brought": len(mine),
        "missing": len(notebook.missing(book.pk, through)),
        "heard_at": clock.iso(last.received_at) if last else None,
        "skew_ms": worst,
        "clock": clocks.said(worst),
    }


def _consulted(officer: Officer, reader: Officer, shift: Shift, filed: int) -> None:
    ledger.record(
        act=Act.CONSULTATION,
        actor=reader.actor,
        subject=officer.actor,
        purpose="duty report",
        details={
            "from": clock.iso(shift.start),
            "to": clock.iso(shift.end),
            "submissions": filed,
        },
    )
