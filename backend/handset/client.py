"""A handset in Python: the reference client of the sync door.

What the handset page does in the browser, without a screen: seals entries into its chain, keeps
them until the server has signed for them, pushes, pulls and asks. The story, the benches and the
tests drive the server with it.
"""

import json
import os
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2

from field_api.lib import clock, es256, ids
from field_api.notebook.rules import GENESIS, SALT_BYTES, Head, commitment

Item = dict[str, Any]


class Refused(Exception):
    """The server answered with a problem document; its `code` is the message."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        super().__init__(f"{status} {document.get('code')}")
        self.status, self.document = status, document


class Offline(Exception):
    """No answer: what was sent may or may not have arrived."""


@dataclass
class Handset:
    """One officer on one device. `online=False` is a dead spot: nothing leaves, nothing is lost."""

    base: str
    name: str = "Reference handset"
    installation: UUID = field(default_factory=uuid4)
    online: bool = True
    outbox: list[Item] = field(default_factory=list)
    receipts: dict[str, Item] = field(default_factory=dict)
    documents: dict[str, Item] = field(default_factory=dict)
    cursor: str = ""

    def __post_init__(self) -> None:
        self.key = es256.new_key()
        self.public = es256.jwk(self.key.public_key())
        self.http = httpx2.Client(base_url=self.base, timeout=20.0, trust_env=False)
        self.token, self.notebook, self.seq, self.last_hash = "", "", 0, GENESIS

    def __enter__(self) -> "Handset":
        return self

    def __exit__(self, *exc: object) -> None:
        self.http.close()

    # --- talking ------------------------------------------------------------------------------

    def call(self, method: str, path: str, body: object = None) -> Item:
        """Raises Refused for a problem document, Offline when there was no whole answer."""
        if not self.online:
            raise Offline
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = self.http.request(method, f"/api/v1/{path}", json=body, headers=headers)
        except httpx2.TransportError as error:
            raise Offline from error
        document: Item = answer.json() if answer.content else {}
        if answer.status_code >= 400:
            raise Refused(answer.status_code, document)
        return document

    def sign_in(self, login: str, password: str, otp: str) -> Item:
        device = {"id": str(self.installation), "name": self.name, "public_key": self.public}
        asked = {"login": login, "password": password, "otp": otp, "device": device}
        answer = self.call("POST", "sign-in", asked)
        self.token, book = answer["token"], answer["notebook"]
        if not self.seq:
            self.seq, self.last_hash = book["next_seq"] - 1, book["last_hash"]
        self.notebook = book["id"]
        return answer

    # --- writing ------------------------------------------------------------------------------

    def write(
        self,
        kind: str,
        body: Item,
        *,
        version: int = 1,
        submission: str = "",
        parents: tuple[str, ...] = (),
        intent: str = "submit",
    ) -> Item:
        """Seal an entry and put it in the outbox. Needs no signal."""
        entry_id, now = str(ids.new()), clock.iso(clock.now())
        payload = {
            "id": entry_id,
            "submission": submission or str(ids.new()),
            "parents": list(parents),
            "intent": intent,
            "kind": kind,
            "version": version,
            "occurred_at": now,
            "written_at": now,
            "body": body,
            "attachments": [],
        }
        item = self.seal(entry_id, kind, json.dumps(payload, ensure_ascii=False))
        self.outbox.append(item)
        return {**item, "submission": payload["submission"]}

    def seal(self, entry_id: str, kind: str, payload: str) -> Item:
        """The next entry of the chain, signed."""
        salt = os.urandom(SALT_BYTES)
        head = Head(
            notebook=UUID(self.notebook),
            seq=self.seq + 1,
            prev_hash=self.last_hash,
            commit=commitment(salt, payload.encode()).hex(),
            kind=kind,
            device_time=clock.iso(clock.now()),
            device_key_id=es256.thumbprint(self.public),
        )
        text = head.text()
        self.seq, self.last_hash = head.seq, head.hash().hex()
        return {
            "id": entry_id,
            "head": text,
            "salt": es256.b64(salt),
            "payload": payload,
            "signature": es256.b64(es256.sign(self.key, text.encode())),
        }

    # --- syncing ------------------------------------------------------------------------------

    def push(self, items: list[Item] | None = None) -> list[Item]:
        """Send what waits, or `items`. An item leaves the outbox when the server signed for it."""
        sent = self.outbox[:200] if items is None else items
        if not sent:
            return []
        device = {
            "id": str(self.installation),
            "time": clock.iso(clock.now()),
            "minted_through": self.seq,
            "app": "reference",
        }
        answer = self.call("POST", "sync/push", {"epoch": 1, "device": device, "items": sent})
        for result in answer["results"]:
            if result["status"] in ("accepted", "duplicate"):
                self.receipts[result["id"]] = result["receipt"]
        self.outbox = [item for item in self.outbox if item["id"] not in self.receipts]
        results: list[Item] = answer["results"]
        return results

    def pull(self) -> list[Item]:
        """Everything that changed since the last pull, applied to `documents`."""
        changes: list[Item] = []
        while True:
            page = self.call("GET", f"sync/pull?cursor={self.cursor}&limit=100")
            for change in page["changes"]:
                if change["op"] == "delete":
                    self.documents.pop(change["id"], None)
                else:
                    self.documents[change["id"]] = change["doc"]
            changes += page["changes"]
            self.cursor = page["cursor"]
            if not page["more"]:
                return changes

    def ask(self, kind: str, criteria: Item, *, purpose: str, reason_code: str) -> Item:
        """Ask every system one question and wait until it is complete."""
        asked = {
            "id": str(ids.new()),
            "kind": kind,
            "criteria": criteria,
            "purpose": purpose,
            "reason_code": reason_code,
            "place": "",
            "linked": None,
            "deadline_ms": 4000,
        }
        answer = self.call("POST", "queries", asked)
        while not answer["complete"]:
            path = f"queries/{asked['id']}?wait=10&since={answer['version']}"
            answer = self.call("GET", path)
        return answer
