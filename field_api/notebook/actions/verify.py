"""Walking a chain: everything recomputed from the bytes."""

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from field_api.lib import es256
from field_api.notebook.actions.keys import signed_here
from field_api.notebook.models import Entry, Notebook
from field_api.notebook.rules import (
    GENESIS,
    Head,
    Malformed,
    commitment,
    read_head,
    receipt_text,
    tombstone_text,
)


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing wrong in a notebook."""

    serial: str
    seq: int
    entry: UUID
    what: str


class Walked(NamedTuple):
    """Entries that verified, how many of them are erased, and the first bad one, if any."""

    entries: int
    erased: int
    bad: Bad | None


def verify(notebook: Notebook) -> Walked:
    """Walk one chain from its first entry.

    Recomputes everything from the bytes and trusts no column. An erased entry verifies by its head
    and its tombstone; content that is gone without one was not erased but taken.
    """
    rows = Entry.objects.filter(notebook=notebook).order_by("seq", "received_at")
    rows = rows.select_related("content", "receipt", "tombstone__proposer", "tombstone__approver")
    previous, walked, erased = (0, bytes.fromhex(GENESIS)), 0, 0
    for entry in rows.iterator(chunk_size=2000):
        if what := _wrong(entry, notebook, previous):
            return Walked(walked, erased, Bad(notebook.serial, entry.seq, entry.pk, what))
        erased += hasattr(entry, "tombstone")
        previous, walked = (entry.seq, bytes(entry.hash)), walked + 1
    return Walked(walked, erased, None)


def _wrong(entry: Entry, notebook: Notebook, previous: tuple[int, bytes]) -> str:
    head_bytes = bytes(entry.head)
    try:
        head = read_head(head_bytes.decode())
    except (Malformed, UnicodeDecodeError):
        return "its head can't be read"
    for what, broken in (
        ("its hash is not that of its head", sha256(head_bytes).digest() != bytes(entry.hash)),
        ("its head names another notebook", head.notebook != notebook.pk),
        ("the signature is not the device's", not _signed(entry, notebook)),
        (
            "it does not follow the entry before it",
            (head.seq - 1, bytes.fromhex(head.prev_hash)) != previous,
        ),
        ("a column is not what its head says", _differs(entry, head)),
        ("its content is gone and was not erased", _is_taken(entry)),
        ("its content is not what its head commits to", _content_differs(entry, head.commit)),
        ("its tombstone is not ours", not _entombed(entry)),
        ("its receipt is not ours", not _receipted(entry)),
    ):
        if broken:
            return what
    return ""


def _signed(entry: Entry, notebook: Notebook) -> bool:
    key = notebook.device.public_key
    return es256.signed_by(key, bytes(entry.head), bytes(entry.signature))


def _differs(entry: Entry, head: Head) -> bool:
    said = (head.seq, head.prev_hash, head.commit, head.kind, head.device_time)
    hashes = (bytes(entry.prev_hash).hex(), bytes(entry.commitment).hex())
    return said != (entry.seq, *hashes, entry.kind, entry.device_time)


def _is_taken(entry: Entry) -> bool:
    return not hasattr(entry, "content") and not hasattr(entry, "tombstone")


def _entombed(entry: Entry) -> bool:
    """Whether a tombstone, if it has one, says what we signed, and nothing is left beneath it."""
    stone = getattr(entry, "tombstone", None)
    if stone is None:
        return True
    said = tombstone_text(
        entry=entry.pk,
        hash=bytes(entry.hash),
        erasure=stone.erasure,
        law=stone.law,
        persons=(stone.proposer.actor, stone.approver.actor),
        erased_at=stone.erased_at,
    )
    signed = signed_here(said.encode(), bytes(stone.signature))
    return signed and stone.body == said and not hasattr(entry, "content")


def _content_differs(entry: Entry, commit: str) -> bool:
    content = getattr(entry, "content", None)
    if content is None:
        return False
    return commitment(bytes(content.salt), bytes(content.payload)).hex() != commit


def _receipted(entry: Entry) -> bool:
    receipt = getattr(entry, "receipt", None)
    if receipt is None:
        return False
    said = receipt_text(
        entry=entry.pk, hash=bytes(entry.hash), received_at=entry.received_at, ledger_id=0
    )
    if receipt.body.rpartition("\n")[0] != said.rpartition("\n")[0]:
        return False
    return signed_here(receipt.body.encode(), bytes(receipt.signature))
