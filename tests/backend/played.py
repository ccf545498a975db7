"""A server as a handset sees it, played: it signs for what it is sent, or says what it is told."""

import json
from collections import deque
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from backend.handset import Answer, Request
from field_api.lib import clock, es256
from field_api.notebook.rules import GENESIS, read_head, receipt_text

SERVER = es256.new_key()
NOTEBOOK = str(uuid4())
Say = Callable[[Request], Answer]


def answer(document: object, status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(document).encode(), headers)


def problem(status: int, code: str, **members: Any) -> Answer:
    headers = {"retry-after": "7"} if status == 503 else {}
    return answer({"code": code, **members}, status, **headers)


class Played:
    """A server that signs for what it is sent; `next` says otherwise for the requests to come."""

    def __init__(self) -> None:
        self.epoch, self.seen, self.kept = 1, list[Request](), dict[str, bytes]()
        self.next: deque[Answer | Say | type[Exception]] = deque()

    def __call__(self, request: Request) -> Answer:
        self.seen.append(request)
        planned = self.next.popleft() if self.next else None
        if isinstance(planned, Answer):
            return planned
        if isinstance(planned, type):
            raise planned
        return (planned or self.usual)(request)

    def usual(self, request: Request) -> Answer:
        about = {"epoch": self.epoch, "server_time": clock.iso(clock.now())}
        match request.path.removeprefix("/api/v1/").partition("?")[0]:
            case "sign-in":
                key = es256.jwk(SERVER.public_key())
                book = {"id": NOTEBOOK, "next_seq": 1, "last_hash": GENESIS}
                server = {"receipt_key": key, "epoch": self.epoch}
                return answer({"token": "t", "notebook": book, "server": server})
            case "sync/push":
                items = json.loads(request.body)["items"]
                return answer({**about, "results": [self.keep(item) for item in items]})
            case "sync/missing":
                asked = json.loads(request.body)["ids"]
                return answer({"missing": [key for key in asked if key not in self.kept]})
            case "sync/pull":
                cursor = str(self.epoch << 40)
                return answer({**about, "changes": [], "cursor": cursor, "more": False})
        return Answer(204)

    def keep(self, item: dict[str, Any]) -> dict[str, Any]:
        now = clock.now()
        body = receipt_text(
            entry=item["id"], hash=read_head(item["head"]).hash(), received_at=now, ledger_id=1
        )
        receipt = {"body": body, "signature": es256.b64(es256.sign(SERVER, body.encode()))}
        status = "duplicate" if item["id"] in self.kept else "accepted"
        self.kept[item["id"]] = json.dumps(item).encode()
        at = clock.iso(now)
        return {"id": item["id"], "status": status, "receipt": receipt, "received_at": at}

    def pushes(self) -> list[list[str]]:
        bodies = [json.loads(one.body) for one in self.seen if one.path.endswith("sync/push")]
        return [[item["id"] for item in body["items"]] for body in bodies]
