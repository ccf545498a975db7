"""The API of a server that reserves references and keeps drafts, played inside the test."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from field_api.drafts.rules import bound_to
from field_api.lib import envelope, es256
from field_api.notebook.rules import read_payload
from tests.web.server import NOTE, OFFICER, Item, Server, now, problem

SEARCH: Item = {
    **NOTE,
    "kind": "stop-search",
    "title": "Stop and search",
    "schema": {
        "type": "object",
        "properties": {
            "text": NOTE["schema"]["properties"]["text"],
            "copy_offered": {
                "title": "Copy of the record",
                "type": "string",
                "enum": ["paper", "refused"],
                "x-section": "what",
            },
        },
    },
}


@dataclass
class Reserving(Server):
    """`blocks` by the id they were asked under, `returned` numbers; `kept` drafts as they open."""

    blocks: dict[str, list[str]] = field(default_factory=dict)
    returned: list[str] = field(default_factory=list)
    kept: dict[str, Item] = field(default_factory=dict)
    offers: list[Item] = field(default_factory=list)
    told: Item | None = None
    matched: list[str] = field(default_factory=list)
    deaf: bool = False
    out: bool = False

    def answer(self, route: Any) -> None:
        """deaf: it reserves, then the answer is lost. out: it can give out no numbers now."""
        path = route.request.url.split("/api/v1/")[1].split("?")[0]
        if self.deaf and path == "references" and not self.down:
            self._answer(path, route.request)
            return route.abort()
        return super().answer(route)

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if not path.startswith(("references", "drafts", "forms", "sync/push")):
            return super()._answer(path, request)
        body = json.loads(request.post_data or "{}")
        if path == "forms":
            return 200, {"forms": [NOTE, SEARCH]}
        if path == "sync/push":
            return super()._answer(path, request)
        if path.startswith("references"):
            return self._references(path, body)
        return self._drafts(path, body, request)

    def _references(self, path: str, body: Item) -> tuple[int, Item]:
        if path == "references/returned":
            self.returned += body["references"]
            return 200, {"returned": len(body["references"])}
        if self.out:
            return problem(503, "busy")
        if body["id"] not in self.blocks:
            if len(self.blocks) >= 2:
                return problem(409, "references-enough")
            first = 100 + 20 * len(self.blocks)
            numbers = [f"34/26/{first + n:06d}" for n in range(body["count"])]
            self.blocks[body["id"]] = numbers
        return 201, {
            "id": body["id"],
            "hand_out_until": "2099-01-01T00:00:00.000000Z",
            "references": self.blocks[body["id"]],
        }

    def _keep(self, item: Item) -> Item:
        """As the server does: a new submission takes the reference its payload carries."""
        result = super()._keep(item)
        payload = json.loads(self.entries[item["id"]].payload)
        read_payload(self.entries[item["id"]])
        return result | {"reference": payload.get("reference", result["reference"])}

    def _drafts(self, path: str, body: Item, request: Any) -> tuple[int, Item]:
        if path == "drafts":
            mine = [{"id": key, "here": True, "handed": self.told} for key in self.kept]
            drafts = [{**one, "kind": "note"} for one in mine if self.told]
            return 200, {"drafts": drafts, "handed_to_you": self.offers}
        key = path.split("/")[1]
        if request.method == "DELETE":
            self.kept.pop(key, None)
            return 200, {}
        if request.method == "PUT":
            self.matched.append(request.headers.get("if-match", ""))
            version = self.kept.get(key, {}).get("version", 0) + 1
            sealed = es256.unb64(body["sealed"])
            head = bound_to(UUID(key), OFFICER["login"])
            text = envelope.unseal(sealed, head, self.key).decode()
            self.kept[key] = {"version": version, "text": text, "at": now()}
            return 200, {"version": version, "conflict": False}
        found = next(one for one in self.offers if one["id"] == key)
        return 200, found["opened"]
