"""Sealing: what each writer's handset would have made of a body, and what the server signed for.

Bytes, hashes, chain and signatures are real, as `notebook.verify` walks them. Signatures are drawn
anew each time, as ES256 does; all else comes of the seed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

import orjson

from backend.populate.people import Writer
from backend.populate.rows import Table
from field_api.lib import clock, es256
from field_api.notebook import actions as notebook
from field_api.notebook.models import Content, Entry, Receipt
from field_api.notebook.rules import Lane, receipt_text


@dataclass(frozen=True, slots=True)
class Written:
    """One sealed entry, as the revision it becomes needs it. `body` is JSON."""

    id: UUID
    hash: str
    body: str
    occurred_at: datetime
    written_at: datetime
    received_at: datetime
    made: tuple[int, int, int, int] | None
    late: bool


def new_id(moment: datetime, chance: Random) -> UUID:
    """A UUIDv7 of that moment (RFC 9562 §5.7)."""
    value = (int(moment.timestamp() * 1000) << 80) | chance.getrandbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


class Sealing:
    """Tables of the record, and how they are filled."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.entries = Table(
            Entry,
            *("id", "notebook_id", "seq", "hash", "prev_hash", "commitment", "kind"),
            *("device_time", "head", "signature", "lane", "received_at", "skew_ms"),
        )
        self.contents = Table(Content, "entry_id", "salt", "payload", "commitment")
        self.receipts = Table(Receipt, "entry_id", "body", "signature")
        self._key = notebook.receipt_key()

    def seal(
        self,
        writer: Writer,
        submission: UUID,
        parents: tuple[UUID, ...],
        kind: str,
        version: int,
        body: str,
        occurred: datetime,
        at: datetime,
        made: tuple[int, int, int, int] | None,
    ) -> Written:
        """The next entry of this writer's notebook, written `at`."""
        chance = self.chance
        entry = new_id(at, chance)
        payload = _payload(entry, submission, parents, kind, version, occurred, at, body, made)
        salt = chance.randbytes(16)
        commit = sha256(salt + payload).digest()
        writer.seq += 1
        said = clock.iso(at)
        head = (
            f"fieldbook/1\n{writer.notebook}\n{writer.seq}\n{writer.tip}\n{commit.hex()}\n{kind}\n"
            f"{said}\n{writer.key_id}"
        ).encode()
        hashed = sha256(head).digest()
        late = chance.random() < 0.02
        # Nearly all go at once; some wait for a signal.
        waits = chance.expovariate(1 / 2.5) if chance.random() < 0.93 else chance.uniform(60, 5400)
        received = at + timedelta(seconds=0.2 + waits)
        self.entries.add(
            entry, writer.notebook, writer.seq, hashed, bytes.fromhex(writer.tip), commit, kind,
            said, head, es256.sign(writer.key, head), (Lane.LATE if late else Lane.ON_TIME).value,
            received, chance.randrange(-900, 900),
        )  # fmt: skip
        self.contents.add(entry, salt, payload, commit)
        writer.tip = hashed.hex()
        return Written(entry, writer.tip, body, occurred, at, received, made, late)

    def sign_for(self, entry: UUID, hashed: str, received: datetime, event: int) -> None:
        """The server's receipt. `event` is the ledger's number of its collection, 0 for none."""
        body = receipt_text(
            entry=entry, hash=bytes.fromhex(hashed), received_at=received, ledger_id=event
        )
        self.receipts.add(entry, body, es256.sign(self._key, body.encode()))


def _payload(
    entry: UUID,
    submission: UUID,
    parents: tuple[UUID, ...],
    kind: str,
    version: int,
    occurred: datetime,
    at: datetime,
    body: str,
    made: tuple[int, int, int, int] | None,
) -> bytes:
    rest: dict[str, object] = {
        "id": entry,
        "submission": submission,
        "parents": parents,
        "intent": "submit",
        "kind": kind,
        "version": version,
        "occurred_at": clock.iso(occurred),
        "written_at": clock.iso(at),
        "attachments": [],
    }
    if made:
        rest["made"] = dict(zip(("typed", "chosen", "reused", "filled"), made, strict=True))
    return orjson.dumps(rest)[:-1] + b',"body":' + body.encode() + b"}"
