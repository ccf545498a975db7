"""The sealed entry: its bytes, its chain, its signature, and the receipt for it.

What the handset writes is evidence, so bytes are signed, stored and sent verbatim and only a copy
is ever parsed. Nothing here re-serialises.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from field_api.lib import clock, envelope, es256

MAGIC = "fieldbook/1"
RECEIPT_MAGIC = "fieldbook-receipt/1"
TOMBSTONE_MAGIC = "fieldbook-tombstone/1"
GENESIS = "0" * 64
SALT_BYTES = 16
MAX_ITEM_BYTES = 256 * 1024
MAX_DEPTH = 100
_LONGEST_TIME = 40
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_HASH = re.compile("[0-9a-f]{64}")


class Lane(StrEnum):
    """How an entry reached us. An auth state never refuses one; it only chooses the lane."""

    ON_TIME = "on_time"
    LATE = "late"  # on an expired token
    QUARANTINE = "quarantine"  # from a device revoked or yet unconfirmed: a supervisor decides


class Intent(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"


class Malformed(ValueError):
    """Not a sealed entry. `code` is stable; the message never repeats content."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Head:
    """The eight lines that are chained and signed. Hashes are 64 lower-case hex characters."""

    notebook: UUID
    seq: int
    prev_hash: str
    commit: str
    kind: str
    device_time: str
    device_key_id: str

    def text(self) -> str:
        lines = (
            MAGIC,
            str(self.notebook),
            str(self.seq),
            self.prev_hash,
            self.commit,
            self.kind,
            self.device_time,
            self.device_key_id,
        )
        return "\n".join(lines)

    def hash(self) -> bytes:
        return sha256(self.text().encode()).digest()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A pushed item whose outer form holds. `payload` is what `head.commit` commits to."""

    id: UUID
    head: Head
    head_bytes: bytes
    salt: bytes
    payload: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        return sha256(self.head_bytes).digest()


@dataclass(frozen=True, slots=True)
class Payload:
    """The parsed copy: serves validation, review and mapping, never evidence."""

    id: UUID
    submission: UUID
    parents: tuple[UUID, ...]
    intent: Intent
    kind: str
    version: int
    occurred_at: datetime
    written_at: datetime
    body: dict[str, Any]
    attachments: list[dict[str, Any]]
    reference: str = ""  # given out on paper, from the handset's own numbers
    made: Any = None  # how its fields were counted, as sent: whoever stores it reads it


def commitment(salt: bytes, payload: bytes) -> bytes:
    """Salted, so that a payload can be erased by law while the chain still verifies."""
    return sha256(salt + payload).digest()


def read_head(text: str) -> Head:
    lines = text.split("\n")
    if len(lines) != 8 or lines[0] != MAGIC:
        raise Malformed("malformed-head", "the head is not eight lines of fieldbook/1")
    _, notebook, seq, prev_hash, commit, kind, device_time, key_id = lines
    if not (text.isascii() and "".join(lines).isprintable()):
        raise Malformed("malformed-head", "a line of the head is not plain ASCII")
    if not (_hex(prev_hash) and _hex(commit)):
        raise Malformed("malformed-head", "a hash is not 64 lower-case hex characters")
    try:
        clock.parse(device_time)
        head = Head(UUID(notebook), int(seq), prev_hash, commit, kind, device_time, key_id)
    except ValueError:
        raise Malformed("malformed-head", "a line of the head can't be read") from None
    # Only one spelling: otherwise two different texts could claim the same place in the chain.
    fits = 1 <= head.seq < 2**31 and 1 <= len(kind) <= 60 and len(device_time) <= _LONGEST_TIME
    if head.text() != text or not fits:
        raise Malformed("malformed-head", "a line of the head is not in its one spelling")
    return head


def read_item(item: Any, *, open_with: Sequence[es256.PrivateKey]) -> Sealed:
    """A push item, plain or sealed to one of the server's keys. Raises Malformed."""
    if not isinstance(item, dict):
        raise Malformed("malformed-item", "an item is an object")
    try:
        item_id, head_text = UUID(_text(item, "id")), _text(item, "head")
    except ValueError as error:
        raise Malformed("malformed-item", "the item's id is not a UUID") from error
    head, head_bytes = read_head(head_text), head_text.encode()
    signature = _decoded(item, "signature")
    if "sealed" in item:
        opened = _opened(_decoded(item, "sealed"), head_bytes, open_with)
        salt, payload = opened[:SALT_BYTES], opened[SALT_BYTES:]
    else:
        salt, payload = _decoded(item, "salt"), _encoded(_text(item, "payload"))
    if len(salt) != SALT_BYTES or len(signature) != 64:
        raise Malformed("malformed-item", "salt or signature has the wrong length")
    if len(payload) > MAX_ITEM_BYTES:
        raise Malformed("item-too-large", "an entry's text is at most 256 KiB")
    if commitment(salt, payload).hex() != head.commit:
        raise Malformed("commitment-broken", "the payload is not the one the head commits to")
    return Sealed(item_id, head, head_bytes, salt, payload, signature)


def read_payload(sealed: Sealed) -> Payload:
    """Raises Malformed; the entry is kept all the same, for its place in the chain is taken."""
    try:
        raw = json.loads(sealed.payload)
        found = Payload(
            id=UUID(raw["id"]),
            submission=UUID(raw["submission"]),
            parents=tuple(UUID(parent) for parent in raw["parents"]),
            intent=Intent(raw["intent"]),
            kind=str(raw["kind"]),
            version=int(raw["version"]),
            occurred_at=clock.parse(raw["occurred_at"]),
            written_at=clock.parse(raw["written_at"]),
            body=raw["body"],
            attachments=raw["attachments"],
            reference=_short(raw.get("reference")),
            made=raw.get("made"),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError):
        raise Malformed(
            "unreadable-payload", "the payload is not what fieldbook/1 asks for"
        ) from None
    if found.id != sealed.id or found.kind != sealed.head.kind:
        raise Malformed("unreadable-payload", "the payload names another id or kind than its head")
    if not isinstance(found.body, dict) or not isinstance(found.attachments, list):
        raise Malformed("unreadable-payload", "body is an object and attachments a list")
    if not _storable(found.body):
        raise Malformed("unreadable-payload", "the body holds what no database can keep")
    if len(found.parents) > 16 or not 1 <= found.version < 2**15:
        raise Malformed("unreadable-payload", "too many parents, or no such version")
    return found


def _short(value: Any) -> str:
    """A reference as it was given out; what could be none of ours is as good as none."""
    return value if isinstance(value, str) and value.isascii() and len(value) <= 30 else ""


def receipt_text(*, entry: UUID, hash: bytes, received_at: datetime, ledger_id: int) -> str:
    lines = (RECEIPT_MAGIC, str(entry), hash.hex(), clock.iso(received_at), str(ledger_id))
    return "\n".join(lines)


def tombstone_text(
    *,
    entry: UUID,
    hash: bytes,
    erasure: UUID,
    law: str,
    persons: tuple[str, str],
    erased_at: datetime,
) -> str:
    """What the server signs when content is erased. `persons` proposed and approved it."""
    lines = (str(entry), hash.hex(), str(erasure), law, *persons, clock.iso(erased_at))
    return "\n".join((TOMBSTONE_MAGIC, *lines))


def _storable(body: dict[str, Any]) -> bool:
    """Whether jsonb can keep it: no NUL, no half of a surrogate pair, no infinity, no abyss."""
    level: list[Any] = [body]
    texts: list[str] = []
    for _ in range(MAX_DEPTH):
        if not level:
            return _UNSTORABLE.search("".join(texts)) is None
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                texts.append(value)
            elif isinstance(value, dict):
                below += value
                below += value.values()
            elif isinstance(value, list):
                below += value
            elif isinstance(value, float) and not math.isfinite(value):
                return False
        level = below
    return False


def _hex(text: str) -> bool:
    return _HASH.fullmatch(text) is not None


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or len(value) > MAX_ITEM_BYTES * 2:
        raise Malformed("malformed-item", f"{name} is missing or is not text")
    return value


def _decoded(item: dict[str, Any], name: str) -> bytes:
    try:
        return es256.unb64(_text(item, name))
    except (ValueError, UnicodeEncodeError):
        raise Malformed("malformed-item", f"{name} is not base64url") from None


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Malformed("malformed-item", "payload is not UTF-8 text") from None


def _opened(sealed: bytes, head: bytes, keys: Sequence[es256.PrivateKey]) -> bytes:
    try:
        return envelope.unseal(sealed, head, *keys)
    except ValueError:
        raise Malformed("cannot-unseal", "not sealed to this server's key") from None
