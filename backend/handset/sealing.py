"""An entry of the notebook: what is committed to, chained and signed, as text that never changes.

head   = "fieldbook/1" notebook seq prev_hash commit kind device_time key_id, by newlines
commit = SHA-256(salt ‖ payload)    hash = SHA-256(head)    signature = ES256(device key, head)
"""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from field_api.attachments.rules import sealing as files
from field_api.attachments.rules.sealing import FileKey
from field_api.catalogue import shipped
from field_api.lib import clock, envelope, es256, ids
from field_api.notebook.rules import (
    GENESIS,
    RECEIPT_MAGIC,
    SALT_BYTES,
    Head,
    commitment,
    read_head,
)

Item = dict[str, Any]

_NEWEST = {document["kind"]: document["version"] for document in shipped.documents()}


@dataclass(frozen=True, slots=True)
class Tip:
    """The last place taken in a chain, and the hash of the entry that took it."""

    seq: int = 0
    hash: str = GENESIS


def new_payload(kind: str, body: Item, *, at: str, submission: str = "", **other: Any) -> Item:
    """What an officer wrote. `other` replaces members: parents, intent, version, attachments; and
    adds `made`, how many fields were typed, chosen, reused and filled in, if the client counts."""
    return {
        "id": str(ids.new()),
        "submission": submission or str(ids.new()),
        "parents": [],
        "intent": "submit",
        "kind": kind,
        "version": _NEWEST.get(kind, 1),
        "occurred_at": at,
        "written_at": at,
        "body": body,
        "attachments": [],
        **other,
    }


def written(payload: Item) -> str:
    """The one text of a payload: from here on only these bytes are kept and sent."""
    return json.dumps(payload, ensure_ascii=False)


def sealed(
    key: es256.PrivateKey, notebook: str, tip: Tip, *, entry: str, kind: str, payload: str, at: str
) -> tuple[Item, Tip]:
    """The next entry after `tip`, as it is pushed, and the tip it makes."""
    salt = os.urandom(SALT_BYTES)
    head = Head(
        notebook=UUID(notebook),
        seq=tip.seq + 1,
        prev_hash=tip.hash,
        commit=commitment(salt, payload.encode()).hex(),
        kind=kind,
        device_time=at,
        device_key_id=es256.thumbprint(es256.jwk(key.public_key())),
    )
    text = head.text()
    item = {
        "id": entry,
        "head": text,
        "salt": es256.b64(salt),
        "payload": payload,
        "signature": es256.b64(es256.sign(key, text.encode())),
    }
    return item, Tip(head.seq, head.hash().hex())


def sealed_file(server: es256.PublicKey, file: UUID, data: bytes) -> tuple[str, bytes]:
    """What the metadata of an upload calls `sealed`, and the bytes that go up in place of `data`.

    Enciphered once, when the file is taken: a counter that begins anew under the same key for
    other bytes would show both.
    """
    key = FileKey(os.urandom(files.KEY), os.urandom(files.COUNTER), sha256(data).hexdigest())
    hidden = Cipher(AES(key.key), CTR(key.counter)).encryptor().update(data)
    return es256.b64(envelope.seal(server, key.text(), files.bound_to(file))), hidden


def is_receipt_for(item: Item, receipt: Item, server_key: es256.Jwk) -> bool:
    """Whether the server signed for exactly this entry. Anything else is no receipt."""
    try:
        magic, entry, hash_, *_ = str(receipt["body"]).split("\n")
        signature = es256.unb64(receipt["signature"])
    except (KeyError, TypeError, ValueError):
        return False
    ours = (RECEIPT_MAGIC, item["id"], read_head(item["head"]).hash().hex())
    return (magic, entry, hash_) == ours and es256.signed_by(
        server_key, str(receipt["body"]).encode(), signature
    )


def now() -> str:
    return clock.iso(clock.now())
