"""A handset as the protocol sees it: one key, one notebook, entries chained and signed in order."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from rest_framework.test import APIClient

from field_api.catalogue import shipped
from field_api.identity.models import Device, Officer
from field_api.lib import clock, envelope, es256
from field_api.notebook import actions as notebook
from tests import make

NOTHING_BEFORE = "0" * 64
NEWEST = {document["kind"]: document["version"] for document in shipped.documents()}

Item = dict[str, Any]


@dataclass
class Handset:
    """`seq` and `previous` are those of the next entry. Reach in to break a chain on purpose."""

    officer: Officer
    device: Device
    key: es256.PrivateKey
    notebook: UUID
    api: APIClient
    seq: int = 1
    previous: str = NOTHING_BEFORE
    minted: list[Item] = field(default_factory=list)

    def write(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        submission: UUID | None = None,
        parents: tuple[UUID | str, ...] = (),
        seal_to: es256.PublicKey | None = None,
        **other: Any,
    ) -> Item:
        """The next entry, as a push item. `other` replaces members of the payload."""
        now, entry = clock.iso(clock.now()), str(uuid4())
        payload = {
            "id": entry,
            "submission": str(submission or uuid4()),
            "parents": [str(parent) for parent in parents],
            "intent": "submit",
            "kind": kind,
            "version": NEWEST.get(kind, 1),
            "occurred_at": now,
            "written_at": now,
            "body": body,
            "attachments": [],
        }
        return self.seal(entry, kind, json.dumps(payload | other), seal_to)

    def seal(
        self, entry: str, kind: str, payload: str, seal_to: es256.PublicKey | None = None
    ) -> Item:
        """Commit to the payload's exact bytes, sign, and move the chain on."""
        salt = os.urandom(16)
        commit = sha256(salt + payload.encode()).hexdigest()
        head = "\n".join(
            (
                "fieldbook/1",
                str(self.notebook),
                str(self.seq),
                self.previous,
                commit,
                kind,
                clock.iso(clock.now()),
                self.device.key_id,
            )
        )
        item = {"id": entry, "head": head}
        item["signature"] = self.sign(head)
        if seal_to:
            hidden = envelope.seal(seal_to, salt + payload.encode(), head.encode())
            item["sealed"] = es256.b64(hidden)
        else:
            item |= {"salt": es256.b64(salt), "payload": payload}
        self.seq, self.previous = self.seq + 1, sha256(head.encode()).hexdigest()
        self.minted.append(item)
        return item

    def sign(self, head: str) -> str:
        return es256.b64(es256.sign(self.key, head.encode()))

    def push(self, *items: Item, epoch: int = 1) -> dict[str, Any]:
        """What the server answers to these items; it must have answered 200."""
        about = {"id": str(self.device.installation), "time": clock.iso(clock.now())}
        about |= {"minted_through": self.seq - 1, "app": "1.0.0"}
        said = {"epoch": epoch, "device": about, "items": list(items)}
        answer = self.api.post("/api/v1/sync/push", said, format="json")
        assert answer.status_code == 200, answer.content
        return answer.json()


def of(officer: Officer | None = None) -> Handset:
    """A handset in its officer's hand, signed in, its notebook issued and empty."""
    who, key = officer or make.officer(), es256.new_key()
    device = make.device(who, key=key)
    book = notebook.open_for(device=device)
    return Handset(who, device, key, book.pk, make.api(make.token(device)))
