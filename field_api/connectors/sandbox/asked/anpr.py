"""A simulator of a force's own store of number plate reads. The shape is ours: there is no public
one. National ANPR is never asked for an officer; it sends its hits.

How far back one may look depends on who allows it: the older a read is, the higher. Reads are made
of the hour in which one asks, so that a demonstration always has somebody just gone by.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from field_api.connectors.sandbox import national
from field_api.connectors.sandbox.exchange import Request, Response, as_json, wrong
from field_api.connectors.sandbox.storage import Storage
from field_api.connectors.sandbox.validity import Check

AT = "/anpr/"
_PATH = AT + "v1/reads"
TIERS = {"": 7, "inspector": 90, "superintendent": 365}
"""How many days back each may look; older than the last, nothing is held."""
_REASONS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Reads:
    storage: Storage
    token: str

    def answer(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not hmac.compare_digest(token.encode(), self.token.encode()):
            return as_json(401, {"error": "unauthorised"}, **{"WWW-Authenticate": "Bearer"})
        if (request.method, request.path) != ("POST", _PATH):
            return as_json(404, {"error": "no such place"})
        try:
            question = json.loads(request.body)
        except (ValueError, RecursionError):
            return wrong(400, [("", "this is not JSON")])
        if not isinstance(question, dict):
            return wrong(400, [("", "this is not a JSON object")])
        return self._asked(question)

    def _asked(self, question: dict[str, Any]) -> Response:
        if found := _faults(question):
            return wrong(422, found)
        since, until = (datetime.fromisoformat(question[name]) for name in ("from", "to"))
        rank = str((question.get("authority") or {}).get("rank", "")).lower()
        now = datetime.now(UTC)
        if now - since > timedelta(days=TIERS.get(rank, TIERS[""]), minutes=5):
            error = {"error": "authority", "most_days": TIERS.get(rank, TIERS[""])}
            return as_json(403, error)
        reads = [read for read in national.reads(question["vrm"], now) if since <= read.at <= until]
        asked = {"kind": "vehicle", "criteria": {"vrm": question["vrm"]}, **question}
        self.storage.note_search(asked, len(reads))
        return as_json(200, {"reads": [read.told() for read in reads]})


def _faults(question: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(question)
    check.text("/vrm", shortest=1, longest=11)
    check.text("/purpose", shortest=3, longest=250)
    check.one_of("/reason_code", _REASONS, needed=True)
    check.text("/originator", shortest=4, longest=53)
    for name in ("/from", "/to"):
        check.text(name, shortest=1, longest=40)
        check.moment(name)
    if question.get("authority") is not None and not isinstance(question["authority"], dict):
        check.fault("/authority", "is no object")
    return check.faults


opened = Reads
