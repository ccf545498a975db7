"""Writing to the record."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from field_api.identity.models import Device
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock, es256
from field_api.notebook.actions.keys import receipt_key
from field_api.notebook.models import Content, Entry, Flag, Notebook, Receipt
from field_api.notebook.rules import Lane, Sealed, receipt_text


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one sealed entry. `entry` is None exactly when it was refused with `code`."""

    id: UUID
    entry: Entry | None
    receipt: Receipt | None
    new: bool
    code: str = ""


def open_for(*, device: Device) -> Notebook:
    """The notebook of this officer on this device, issued on first use."""
    return Notebook.objects.filter(device=device).first() or _issued(device)


@transaction.atomic
def _issued(device: Device) -> Notebook:
    officer = device.officer
    number = Notebook.objects.filter(officer=officer).count() + 1
    serial = f"{officer.force.code}-{officer.collar_number}-{number}-{str(device.pk)[-4:]}".upper()
    found, new = Notebook.objects.get_or_create(
        device=device, defaults={"officer": officer, "serial": serial}
    )
    if new:
        subject = f"notebook:{found.pk}"
        ledger.record(act=Act.ACCESS, actor=officer.actor, subject=subject, purpose="issued")
    return found


def write(sealed: Sequence[Sealed], *, late: bool = False) -> list[Written]:
    """Keep sealed entries, in order given, each exactly once for ever, and sign for them.

    Must run inside a transaction. Entries may come from several notebooks: a colleague's handset
    may carry them. What makes an entry the officer's is its signature, not who brought it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("entries are written in the transaction that receives them")
    notebooks = _locked({item.head.notebook for item in sealed})
    rows = Entry.objects.select_related("receipt", "notebook")
    known = rows.in_bulk([item.id for item in sealed])
    codes = [
        "" if item.id in known else _refusal(item, notebooks.get(item.head.notebook))
        for item in sealed
    ]
    fresh: dict[UUID, Sealed] = {}
    for item, code in zip(sealed, codes, strict=True):
        if not code and item.id not in known:
            fresh.setdefault(item.id, item)
    kept = {one.id: one for one in _keep(list(fresh.values()), notebooks, late)}
    standing = known | {key: one.entry for key, one in kept.items() if one.entry}

    def answer(item: Sealed, code: str) -> Written:
        if code:
            return Written(item.id, None, None, False, code)
        # A batch may carry one id twice; the second is judged like any other resend.
        return kept[item.id] if fresh.get(item.id) is item else _again(item, standing[item.id])

    return list(map(answer, sealed, codes))


def _locked(ids: set[UUID]) -> dict[UUID, Notebook]:
    # Locking the chain makes a twin of this batch wait and then find every entry known. In the
    # order of ids, because the same batch in another order would deadlock.
    rows = Notebook.objects.filter(pk__in=ids).order_by("pk")
    rows = rows.select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows.select_related("device", "officer__force")}


def _again(item: Sealed, entry: Entry) -> Written:
    if bytes(entry.head) == item.head_bytes:
        return Written(item.id, entry, entry.receipt, False)
    # Say nothing of what an entry holds to someone who is not its author.
    own = entry.notebook_id == item.head.notebook
    return Written(item.id, None, None, False, "id-conflict" if own else "id-unavailable")


def _refusal(item: Sealed, notebook: Notebook | None) -> str:
    if notebook is None:
        return "unknown-notebook"
    if item.head.device_key_id != notebook.device.key_id:
        return "unknown-device-key"
    if not es256.signed_by(notebook.device.public_key, item.head_bytes, item.signature):
        return "signature-broken"
    return ""


def _keep(items: list[Sealed], notebooks: dict[UUID, Notebook], late: bool) -> Iterator[Written]:
    if not items:
        return
    now = clock.now()
    entries = [_entry(item, notebooks[item.head.notebook], late, now) for item in items]
    Entry.objects.bulk_create(entries)
    Content.objects.bulk_create(
        Content(entry=entry, salt=item.salt, payload=item.payload, commitment=entry.commitment)
        for entry, item in zip(entries, items, strict=True)
    )
    events = ledger.record_many([_collected(entry) for entry in entries])
    receipts = [_receipt(entry, event) for entry, event in zip(entries, events, strict=True)]
    Receipt.objects.bulk_create(receipts)
    _flag(entries)
    for entry, receipt in zip(entries, receipts, strict=True):
        yield Written(entry.pk, entry, receipt, True)


def _entry(item: Sealed, notebook: Notebook, late: bool, now: datetime) -> Entry:
    lane = Lane.LATE if late else Lane.ON_TIME
    if notebook.device.revoked_at:
        lane = Lane.QUARANTINE
    return Entry(
        id=item.id,
        notebook=notebook,
        seq=item.head.seq,
        hash=item.hash,
        prev_hash=bytes.fromhex(item.head.prev_hash),
        commitment=bytes.fromhex(item.head.commit),
        kind=item.head.kind,
        device_time=item.head.device_time,
        head=item.head_bytes,
        signature=item.signature,
        lane=lane.value,
        received_at=now,
    )


def _collected(entry: Entry) -> Event:
    return Event(
        act=Act.COLLECTION.value,
        actor=entry.notebook.officer.actor,
        subject=f"entry:{entry.pk}",
        details={"hash": entry.hash.hex(), "kind": entry.kind, "lane": entry.lane},
    )


def _receipt(entry: Entry, event: Event) -> Receipt:
    body = receipt_text(
        entry=entry.pk, hash=bytes(entry.hash), received_at=entry.received_at, ledger_id=event.pk
    )
    return Receipt(entry=entry, body=body, signature=es256.sign(receipt_key(), body.encode()))


def _flag(entries: list[Entry]) -> None:
    """Compare each new entry with those before, beside and after it in its chain."""
    new = {(entry.notebook_id, entry.seq) for entry in entries}
    near = {seq + step for _, seq in new for step in (-1, 0, 1)}
    books = {book for book, _ in new}
    rows = list(Entry.objects.filter(notebook__in=books, seq__in=near))
    hashes: dict[tuple[UUID, int], set[bytes]] = defaultdict(set)
    for row in rows:
        hashes[row.notebook_id, row.seq].add(bytes(row.hash))
    flags = [
        Flag(notebook=entry.notebook, entry=entry, kind=Flag.Kind.FORK)
        for entry in entries
        if len(hashes[entry.notebook_id, entry.seq]) > 1
    ]
    for row in rows:
        place, before = (row.notebook_id, row.seq), (row.notebook_id, row.seq - 1)
        # The one before may arrive after the one that follows it.
        touched = place in new or before in new
        if touched and hashes[before] and bytes(row.prev_hash) not in hashes[before]:
            flags.append(Flag(notebook_id=row.notebook_id, entry=row, kind=Flag.Kind.LINK))
    Flag.objects.bulk_create(flags, ignore_conflicts=True)
