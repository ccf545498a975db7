"""The API as a supervisor's phone sees it, played inside the test: what waits, and deciding it."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.web.server import OFFICER, Item, Server, now, problem
from tests.web.test_work import document

REASONS = {
    "send_back": [{"code": "unclear", "label": "Not clear what happened"}],
    "reject": [{"code": "duplicate", "label": "Written twice"}],
}
NAME = f"PS {OFFICER['collar']} Sample"
AUTHOR = {"login": "34-1007", "name": "PC 1007 Sample"}


def waiting(**other: Any) -> Item:
    """A colleague's entry that nothing has of yet."""
    particulars = {
        "state": "needs_review",
        "review_state": "waiting",
        "review_by": None,
        "groups": [],
        "author": AUTHOR,
        "unit": {"id": 1, "name": "Response A"},
        "hash": "a" * 64,
    }
    return document(**particulars | other)


@dataclass
class Desk(Server):
    """What a supervisor's phone sees of it. `decided` is what came and counted, `granted` what a
    code was shown for. lost: it decides, then the answer is lost.
    """

    queue: dict[str, Item] = field(default_factory=dict)
    decided: list[tuple[str, Item]] = field(default_factory=list)
    granted: list[Item] = field(default_factory=list)
    lost: bool = False
    roles: list[str] = field(default_factory=lambda: ["officer", "supervisor"])

    def add(self, doc: Item) -> Item:
        self.queue[doc["id"]] = doc
        return doc

    def answer(self, route: Any) -> None:
        path = route.request.url.split("/api/v1/")[1].split("?")[0]
        if self.down or not self._is_ours(path):
            return super().answer(route)
        status, body = self._review(path, json.loads(route.request.post_data or "{}"))
        if self.lost and len(path.split("/")) == 3:
            return route.abort()
        return route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    def _is_ours(self, path: str) -> bool:
        """Other servers of tests play the rest of /submissions."""
        first, *rest = path.split("/")
        return first == "grants" or (first == "submissions" and self.queue.keys() >= {*rest[:1]})

    def _review(self, path: str, body: Item) -> tuple[int, Item]:
        if waiting := self.trouble.get(path):
            return waiting.pop(0)
        match path.split("/"):
            case ["grants"]:
                self.granted.append(body)
                return 201, {"grant": f"leave {len(self.granted)}", "expires_at": now()}
            case ["submissions"]:
                still = [one for one in self.queue.values() if one["review_state"] == "waiting"]
                return 200, {"submissions": still}
            case ["submissions", key]:
                return 200, self.queue[key]
            case [_, key, verb]:
                return self._decide(self.queue[key], verb, body)
        return problem(404, "not-found")

    def _decide(self, doc: Item, verb: str, body: Item) -> tuple[int, Item]:
        if (doc["revision"], doc["hash"]) != (body["revision"], body["hash"]):
            return problem(409, "decision-stale")
        if doc["review_state"] != "waiting":
            return problem(409, "not-in-review")
        held_back = doc["state"] == "needs_review"
        if (verb == "reject" or (verb == "approve" and held_back)) and not body["grant"]:
            return problem(403, "step-up-needed")
        self.decided.append((verb, body))
        step = {"approve": "approve" if held_back else "confirm"}.get(verb, verb.replace("-", "_"))
        doc |= {"review_state": "done", "state": "released"}
        doc["review"] = [*doc["review"], said(step, doc["revision"])]
        return 200, doc

    def _sign_in(self, body: Item) -> Item:
        known = super()._sign_in(body)
        return known | {"officer": known["officer"] | {"roles": self.roles}}


def said(step: str, revision: str, by: str = NAME) -> Item:
    told = {"step": step, "label": step, "at": now(), "by": by, "revision": revision}
    return told | {"reason_code": "", "text": "", "comments": []}
