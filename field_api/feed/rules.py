"""Kinds of news, and the cursor a handset keeps."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

SEQ_BITS = (
    40  # epoch * 2**40 + seq stays below 2**53: exact in a JavaScript number for 8,191 epochs
)


class Kind(IntEnum):
    """What a pointer points at; the value is stored and never given to another kind."""

    SUBMISSION = 1
    QUERY = 2


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


def resume(cursor: str, *, epoch: int, head: int) -> int:
    """The seq to continue after; 0 for "". Raises CursorMalformed, and CursorReset when the
    cursor is of another epoch or ahead of the head, which only a rolled-back database can cause."""
    if not cursor:
        return 0
    its_epoch, seq = decode(cursor)
    if its_epoch != epoch or seq > head:
        raise CursorReset(epoch)
    return seq
