"""Kinds of news, and the cursor a handset keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from hashlib import sha256
from uuid import UUID

# epoch * 2**23 + seq stays below 2**53, exact in a JavaScript number: an epoch is the second since
# 2026 in which it began (until 2060), a seq one of 8 million news of one officer, 23 years of a
# thousand a day. An epoch that was counted would be counted again by a backup put back twice.
SEQ_BITS = 23

# A handset that was away for longer starts again from nothing. RFC 8620 s.5.2 asks for 30 days.
TOMBSTONES_KEPT = timedelta(days=400)


class Kind(IntEnum):
    """What a pointer points at; the value is stored and never given to another kind."""

    SUBMISSION = 1
    QUERY = 2
    ALERT = 3
    TASKING = 4


class Op(StrEnum):
    """What the reader is to do with the document."""

    UPSERT = "U"
    DELETE = "D"  # gone, or no longer theirs to see


@dataclass(frozen=True)
class Entry:
    """One pointer. It carries no content: disposal and redaction then act in one place."""

    seq: int
    kind: Kind
    doc: UUID
    op: Op


@dataclass(frozen=True)
class Page:
    """Pointers after a cursor, oldest first; `more` says that another page already waits."""

    entries: tuple[Entry, ...]
    cursor: str
    more: bool
    epoch: int


class CursorMalformed(ValueError):
    """The text is no cursor of ours (400)."""


class CursorReset(Exception):
    """The cursor belongs to a history this database does not have: start again from "" (410)."""

    def __init__(self, epoch: int) -> None:
        super().__init__(f"the feed restarted; its epoch is {epoch}")
        self.epoch = epoch


def encode(epoch: int, seq: int) -> str:
    """The cursor as decimal text, for clients that would round a large number."""
    return str((epoch << SEQ_BITS) + seq)


def decode(cursor: str) -> tuple[int, int]:
    """(epoch, seq) of a cursor. Raises CursorMalformed."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 19):
        raise CursorMalformed(f"not a cursor: {cursor[:32]!r}")
    return int(cursor) >> SEQ_BITS, int(cursor) & ((1 << SEQ_BITS) - 1)


def resume(cursor: str, *, epoch: int, head: int, horizon: int = 0) -> int:
    """The seq to continue after; 0 for "". Raises CursorMalformed, and CursorReset when the
    cursor is of another epoch, or ahead of the head, which only a rolled-back database can cause,
    or from before `horizon`, where deletions it has not heard of are forgotten."""
    if not cursor:
        return 0
    its_epoch, seq = decode(cursor)
    if its_epoch != epoch or seq > head or 0 < seq < horizon:
        raise CursorReset(epoch)
    return seq


def digest(documents: Iterable[tuple[Kind, UUID, int]]) -> str:
    """What a reader holds, as 16 hexadecimal digits, whatever the order it came in.

    The exclusive or, over all documents, of the first 8 bytes of SHA-256 of `kind:id:seq`, with
    the seq of the change that brought the document last. Nothing held is all noughts.
    """
    folded = 0
    for kind, doc, seq in documents:
        line = f"{kind.name.lower()}:{doc}:{seq}".encode()
        folded ^= int.from_bytes(sha256(line).digest()[:8])
    return f"{folded:016x}"
