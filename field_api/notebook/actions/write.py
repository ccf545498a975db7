"""Writing to the record."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from field_api.identity.models import Device, Force, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock, es256, sql
from field_api.notebook.actions.keys import receipt_key
from field_api.notebook.models import Content, Entry, Flag, Notebook, Receipt
from field_api.notebook.rules import Lane, Sealed, receipt_text


@dataclass(frozen=True, slots=True)
class Brought:
    """A sealed entry and how it came: on a token past its time; by which device, whose clock the
    server's was `skew_ms` ahead of (None where it did not say); under which trace.
    """

    sealed: Sealed
    late: bool = False
    carrier: UUID | None = None
    skew_ms: int | None = None
    trace: str = ""


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


def write(brought: Sequence[Brought]) -> list[Written]:
    """Keep sealed entries, in order given, each exactly once for ever, and sign for them.

    Must run inside a transaction. Entries may come from several notebooks: a colleague's handset
    may carry them. What makes an entry the officer's is its signature, not who brought it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("entries are written in the transaction that receives them")
    notebooks = _locked({one.sealed.head.notebook for one in brought})
    known = _known([one.sealed.id for one in brought])
    codes = ["" if one.sealed.id in known else _refusal(one.sealed, notebooks) for one in brought]
    fresh: dict[UUID, Brought] = {}
    for one, code in zip(brought, codes, strict=True):
        if not code and one.sealed.id not in known:
            fresh.setdefault(one.sealed.id, one)
    kept = {one.id: one for one in _keep(list(fresh.values()), notebooks)}
    standing = known | {key: one.entry for key, one in kept.items() if one.entry}

    def answer(one: Brought, code: str) -> Written:
        item = one.sealed
        if code:
            return Written(item.id, None, None, False, code)
        # A batch may carry one id twice; the second is judged like any other resend.
        return kept[item.id] if fresh.get(item.id) is one else _again(item, standing[item.id])

    return list(map(answer, brought, codes))


_LOCK = f"""
    SELECT {sql.columns(Notebook, "n")}, {sql.columns(Device, "d")}, {sql.columns(Officer, "o")},
      {sql.columns(Force, "f")}
    FROM notebook_notebook n JOIN identity_device d ON d.id = n.device_id
    JOIN identity_officer o ON o.id = n.officer_id JOIN identity_force f ON f.id = o.force_id
    WHERE n.id = ANY(%s::uuid[]) ORDER BY n.id FOR NO KEY UPDATE OF n
"""  # noqa: S608 names of our own columns
_KNOWN = f"""
    SELECT {sql.columns(Entry, "e")}, {sql.columns(Receipt, "r")}, {sql.columns(Notebook, "n")}
    FROM notebook_entry e JOIN notebook_receipt r ON r.entry_id = e.id
    JOIN notebook_notebook n ON n.id = e.notebook_id WHERE e.id = ANY(%s::uuid[])
"""  # noqa: S608
_NEAR = """
    SELECT e.id, e.notebook_id, e.seq, e.hash, e.prev_hash FROM notebook_entry e
    WHERE e.notebook_id = ANY(%s::uuid[]) AND e.seq = ANY(%s::int[])
"""

_THROUGH = """
    UPDATE notebook_notebook n SET held_through = (
      SELECT e.seq FROM notebook_entry e
      WHERE e.notebook_id = n.id AND e.seq > n.held_through AND NOT EXISTS (
        SELECT FROM notebook_entry f WHERE f.notebook_id = n.id AND f.seq = e.seq + 1)
      ORDER BY e.seq LIMIT 1)
    WHERE n.id = ANY(%s::uuid[]) AND EXISTS (
      SELECT FROM notebook_entry e WHERE e.notebook_id = n.id AND e.seq = n.held_through + 1)
"""


def _locked(ids: set[UUID]) -> dict[UUID, Notebook]:
    # Locking the chain makes a twin of this batch wait and then find every entry known. In the
    # order of ids, because the same batch in another order would deadlock.
    found: dict[UUID, Notebook] = {}
    for book, device, officer, force in sql.read(
        _LOCK, list(ids), of=(Notebook, Device, Officer, Force)
    ):
        officer.force, device.officer = force, officer
        book.device, book.officer = device, officer
        found[book.pk] = book
    return found


def _known(ids: list[UUID]) -> dict[UUID, Entry]:
    found: dict[UUID, Entry] = {}
    for entry, receipt, book in sql.read(_KNOWN, ids, of=(Entry, Receipt, Notebook)):
        entry.receipt, entry.notebook = receipt, book
        found[entry.pk] = entry
    return found


def _again(item: Sealed, entry: Entry) -> Written:
    if bytes(entry.head) == item.head_bytes:
        return Written(item.id, entry, entry.receipt, False)
    # Say nothing of what an entry holds to someone who is not its author.
    own = entry.notebook_id == item.head.notebook
    return Written(item.id, None, None, False, "id-conflict" if own else "id-unavailable")


def _refusal(item: Sealed, notebooks: dict[UUID, Notebook]) -> str:
    notebook = notebooks.get(item.head.notebook)
    if notebook is None:
        return "unknown-notebook"
    if item.head.device_key_id != notebook.device.key_id:
        return "unknown-device-key"
    if not es256.signed_by(notebook.device.public_key, item.head_bytes, item.signature):
        return "signature-broken"
    return ""


def _keep(fresh: list[Brought], notebooks: dict[UUID, Notebook]) -> Iterator[Written]:
    if not fresh:
        return
    now = clock.now()
    # Everyone inserts in the order of ids, or the same batch in another order would deadlock.
    fresh = sorted(fresh, key=lambda one: one.sealed.id)
    entries = [_entry(one, notebooks[one.sealed.head.notebook], now) for one in fresh]
    sql.insert(entries)
    sql.insert([_content(entry, one.sealed) for entry, one in zip(entries, fresh, strict=True)])
    events = ledger.record_many(
        [_collected(entry, one.trace) for entry, one in zip(entries, fresh, strict=True)]
    )
    receipts = [_receipt(entry, event) for entry, event in zip(entries, events, strict=True)]
    sql.insert(receipts)
    _flag(entries)
    sql.run(_THROUGH, sorted({entry.notebook_id for entry in entries}))
    for entry, receipt in zip(entries, receipts, strict=True):
        yield Written(entry.pk, entry, receipt, True)


def _entry(one: Brought, notebook: Notebook, now: datetime) -> Entry:
    item = one.sealed
    lane = Lane.LATE if one.late else Lane.ON_TIME
    if notebook.device.revoked_at or not notebook.device.confirmed_at:
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
        # A colleague's handset that carries it has measured its own clock.
        skew_ms=one.skew_ms if one.carrier == notebook.device_id else None,
    )


def _content(entry: Entry, item: Sealed) -> Content:
    return Content(entry=entry, salt=item.salt, payload=item.payload, commitment=entry.commitment)


def _collected(entry: Entry, trace: str) -> Event:
    return Event(
        trace=trace,
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
    rows = sql.run(_NEAR, list(books), list(near))
    hashes: dict[tuple[UUID, int], set[bytes]] = defaultdict(set)
    for _, book, seq, its_hash, _ in rows:
        hashes[book, seq].add(its_hash)
    flags = [
        Flag(notebook=entry.notebook, entry=entry, kind=Flag.Kind.FORK)
        for entry in entries
        if len(hashes[entry.notebook_id, entry.seq]) > 1
    ]
    for key, book, seq, _, its_previous in rows:
        place, before = (book, seq), (book, seq - 1)
        # The one before may arrive after the one that follows it.
        touched = place in new or before in new
        if touched and hashes[before] and its_previous not in hashes[before]:
            flags.append(Flag(notebook_id=book, entry_id=key, kind=Flag.Kind.LINK))
    if flags:
        Flag.objects.bulk_create(flags, ignore_conflicts=True)
