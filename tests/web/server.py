"""The API as far as a handset sees it, played inside the test: no process, no database.

It believes nothing: each entry pushed is opened and checked by the notebook's own rules, the
signature against the key the phone signed in with.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from field_api.lib import clock, es256
from field_api.notebook import rules

Item = dict[str, Any]

NOTEBOOK = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
OFFICER = {
    "login": "34-1001",
    "rank": "PC",
    "collar": "1001",
    "name": "Sample",
    "force": {"code": "34", "name": "Sample Police"},
    "unit": {"id": "u", "name": "Response A"},
    "roles": ["officer"],
}
NOTE = {
    "kind": "note",
    "version": 1,
    "title": "Note",
    "summary": "What was seen.",
    "marking": "OFFICIAL",
    "sections": [{"id": "what", "title": "What happened"}],
    "schema": {
        "type": "object",
        "required": ["text"],
        "properties": {
            "text": {
                "title": "Words",
                "type": "string",
                "x-widget": "textarea",
                "x-section": "what",
                "x-required-by": "Sample Act 1999 s.1",
            },
            "hurt": {"title": "Anyone hurt", "type": "boolean", "x-section": "what"},
            "who": {
                "title": "Who was hurt",
                "type": "string",
                "x-section": "what",
                "x-show-when": {"hurt": [True]},
            },
        },
    },
}


def now() -> str:
    return clock.iso(datetime.now(UTC))


def nothing_known() -> Item:
    until = clock.iso(datetime.now(UTC) + timedelta(days=1))
    return {"salt": es256.b64(bytes(16)), "until": until, "days": 28, "next": None, "known": []}


def nothing_found() -> Item:
    return {"days": 90, "kinds": [], "fields": []}


def nothing_watched() -> Item:
    return {"salt": es256.b64(bytes(16)), "lasts": 43_200, "next": None, "listings": []}


def problem(status: int, code: str, **more: Any) -> tuple[int, Item]:
    return status, {"status": status, "title": code, "detail": code, "code": code} | more


def _asked(url: str) -> Item:
    return dict(parse_qsl(urlsplit(url).query))


@dataclass
class Server:
    """`entries` is what was stored, by id; `pushes` and `asked` are the ids that came, a request
    each. The rest decides how it behaves.

    older: keys before `key` that still open what was sealed to them. down: nothing reaches it.
    mute: it stores, then the answer is lost. trouble: answers to give instead, next first, by path.
    candidates: who is known, by the key of the entity; `recognised` is what was asked.
    heard: what was told of alerts; told: of taskings.
    """

    key: es256.PrivateKey = field(default_factory=es256.new_key)
    older: list[es256.PrivateKey] = field(default_factory=list)
    entries: dict[str, rules.Sealed] = field(default_factory=dict)
    pushes: list[list[str]] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    feed: list[Item] = field(default_factory=list)
    queries: dict[str, Item] = field(default_factory=dict)
    forms: list[Item] = field(default_factory=lambda: [NOTE])
    epoch: int = 1
    down: bool = False
    mute: bool = False
    forge: bool = False
    trouble: dict[str, list[tuple[int, Item]]] = field(default_factory=dict)
    device: Item = field(default_factory=dict)
    notices: list[Item] = field(default_factory=list)
    known: Item = field(default_factory=nothing_known)
    watched: Item = field(default_factory=nothing_watched)
    candidates: dict[str, list[Item]] = field(default_factory=dict)
    recognised: list[Item] = field(default_factory=list)
    found: Item = field(default_factory=nothing_found)
    heard: list[Item] = field(default_factory=list)
    told: list[Item] = field(default_factory=list)

    def answer(self, route: Any) -> None:
        path = route.request.url.split("/api/v1/")[1].split("?")[0]
        if self.down:
            return route.abort()
        status, body = self._answer(path, route.request)
        if self.mute and path == "sync/push":
            return route.abort()
        return route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        lane = _asked(request.url).get("kinds", "")
        urgent = lane.startswith("alert")  # a lane of its own: never in trouble
        if not urgent and (waiting := self.trouble.get(path)):
            return waiting.pop(0)
        body = json.loads(request.post_data or json.dumps(_asked(request.url)))
        if path.startswith("queries"):
            return self._query(path, body)
        if path.startswith("drafts"):
            nothing: Item = {"drafts": [], "handed_to_you": []}
            return 200, nothing if path == "drafts" else {"version": 1, "conflict": False}
        known = {
            "sign-in": self._sign_in,
            "sync/push": self._push,
            "sync/pull": self._pull,
            "sync/missing": self._missing,
            "alerts/receipts": self._heard,
            "taskings/steps": self._told,
            "forms": lambda _: {"forms": self.forms},
            "lists": lambda _: {"lists": []},
            "me/notices": lambda _: {"notices": self.notices},
            "me": lambda _: {"server": self._about()},
            "sign-out": lambda _: {},
            "asked": lambda _: {"asked": []},
            "insights/mine": lambda _: self.found,
            "recognise": self._recognise,
            "known": lambda _: self.known,
            "watch/slice": lambda _: self.watched,
        }
        return 200, known[path](body)

    def _sign_in(self, body: Item) -> Item:
        self.device = body["device"]
        key_id = es256.thumbprint(self.device["public_key"])
        last = max(self.entries.values(), key=lambda entry: entry.head.seq, default=None)
        return {
            "token": "token",
            "carrier": "carrier",
            "officer": OFFICER,
            "device": {"id": self.device["id"], "key_id": key_id},
            "notebook": {
                "id": NOTEBOOK,
                "serial": "34-1",
                "next_seq": last.head.seq + 1 if last else 1,
                "last_hash": last.hash.hex() if last else rules.GENESIS,
            },
            "server": self._about(),
        }

    def _about(self) -> Item:
        public = es256.jwk(self.key.public_key())
        return {"receipt_key": public, "seal_key": public, "epoch": self.epoch}

    def _push(self, body: Item) -> Item:
        self.pushes.append([item["id"] for item in body["items"]])
        results = [self._keep(item) for item in body["items"]]
        return {"epoch": self.epoch, "server_time": now(), "results": results, "missing_seqs": []}

    def _keep(self, item: Item) -> Item:
        try:
            return self._kept(item)
        except rules.Malformed as fault:
            assert fault.code == "cannot-unseal"
            return {"id": item["id"], "status": "refused", "code": fault.code}

    def _kept(self, item: Item) -> Item:
        sealed = rules.read_item(item, open_with=[self.key, *self.older])
        signed = es256.signed_by(
            self.device["public_key"], item["head"].encode(), es256.unb64(item["signature"])
        )
        assert signed, "the handset's signature does not verify"
        known = self.entries.get(item["id"])
        assert known is None or known.head == sealed.head, "an id changed its content"
        self.entries[item["id"]] = sealed
        return {
            "id": item["id"],
            "status": "duplicate" if known else "accepted",
            "submission": str(rules.read_payload(sealed).submission),
            "reference": "34/26/000001",
            "state": "received",
            "received_at": now(),
            "problems": [],
            "receipt": self._receipt(UUID(item["id"]), sealed),
        }

    def _receipt(self, entry: UUID, sealed: rules.Sealed) -> Item:
        moment = datetime.now(UTC)
        text = rules.receipt_text(entry=entry, hash=sealed.hash, received_at=moment, ledger_id=7)
        key = es256.new_key() if self.forge else self.key
        return {"body": text, "signature": es256.b64(es256.sign(key, text.encode()))}

    def _pull(self, asked: Item) -> Item:
        cursor = str((self.epoch << 40) + len(self.feed))
        kinds = asked.get("kinds", "submission,query,alert,tasking").split(",")
        changes = [one for one in self.feed if one["kind"] in kinds]
        answer = {"epoch": self.epoch, "server_time": now(), "changes": changes}
        return answer | {"cursor": cursor, "more": False}

    def _heard(self, body: Item) -> Item:
        self.heard += body["receipts"]
        results = [{"alert": one["alert"], "status": "accepted"} for one in body["receipts"]]
        return {"server_time": now(), "results": results}

    def _told(self, body: Item) -> Item:
        self.told += body["steps"]
        results = [{"id": one["id"], "status": "accepted"} for one in body["steps"]]
        return {"server_time": now(), "results": results}

    def _missing(self, body: Item) -> Item:
        self.asked.append(body["ids"])
        return {"missing": [each for each in body["ids"] if each not in self.entries]}

    def _recognise(self, body: Item) -> Item:
        self.recognised.append(body)
        found = self.candidates.items()
        return {
            "entities": [
                {"key": key, "type": "person", "pointers": {}, "candidates": candidates}
                for key, candidates in found
            ]
        }

    def _query(self, path: str, body: Item) -> tuple[int, Item]:
        if path == "queries":
            asked = {name: body[name] for name in ("id", "kind", "criteria", "purpose")}
            self.queries[body["id"]] = asked | {
                "asked_at": now(), "version": 1, "complete": False,
                "on_behalf_of": body.get("on_behalf_of", ""),
                "legs": [], "warnings": [], "clusters": [],
            }  # fmt: skip
            return 202, self.queries[body["id"]]
        return 200, self.queries[path.split("/")[1]]
