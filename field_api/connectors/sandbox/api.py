"""What the systems answer to programs. Documented in docs/sandbox.md."""

import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from field_api.connectors.sandbox import faults, search
from field_api.connectors.sandbox.asked import Desk
from field_api.connectors.sandbox.callback import Callback
from field_api.connectors.sandbox.exchange import Request, Response, as_json, wrong
from field_api.connectors.sandbox.people import register
from field_api.connectors.sandbox.storage import (
    ACCEPTED,
    PENDING,
    REJECTED,
    Entry,
    OtherBytes,
    Storage,
    written,
)
from field_api.connectors.sandbox.validity import Part

LONGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Api:
    part: Part
    storage: Storage
    switch: faults.Switch
    token: str
    door: str = ""
    callback: Callback = field(default_factory=Callback)
    desk_at: str = ""
    desk: Desk | None = None

    def searches(self, method: str, path: str) -> bool:
        """Whether this is a question, for the faults."""
        return self._at_desk(path) or (method, path) == ("POST", "/api/search")

    def _at_desk(self, path: str) -> bool:
        return self.desk is not None and path.startswith(self.desk_at)

    def answer(self, request: Request) -> Response:
        if self.desk and self._at_desk(request.path):
            return self.desk.answer(request)
        if request.method == "GET" and request.path == "/health":
            return as_json(200, {"ok": True, "plays": self.part.name, "door": self.door})
        if not self._knows(request.headers.get("authorization", "")):
            return as_json(401, {"error": "unauthorised"}, **{"WWW-Authenticate": "Bearer"})
        for method, pattern, answer in _ROUTES:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                return answer(self, request, *found.groups())
        return as_json(404, {"error": "no such place"})

    def _knows(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        same = hmac.compare_digest(token.strip().encode(), self.token.encode())
        return scheme.lower() == "bearer" and same


def _take(api: Api, request: Request) -> Response:
    """201 new, 200 held already, 202 not yet decided; what is stored is on the disk before the
    answer goes out.
    """
    try:
        key = str(UUID(request.headers.get("idempotency-key", "")))
        version = _version(request)
        document = _read(request)
    except ValueError as error:
        return wrong(400, [("", str(error))])
    except WrongType as error:
        return wrong(415, [("", str(error))])
    if found := api.part.check(document):
        return wrong(422, found)
    subject = str(document.get("fieldbook_id") or "")
    try:
        entry, new = api.storage.keep(
            key=key, body=request.body, version=version, subject=subject, pending=request.pending
        )
    except OtherBytes as other:
        return _clashes(other.entry)
    return _taken(entry, 201 if new else 200)


def _taken(entry: Entry, status: int) -> Response:
    if entry.state == REJECTED:
        return as_json(422, _told(entry))
    if entry.state == PENDING:
        return as_json(202, {"reference": entry.reference, "state": PENDING})
    return as_json(status, {"reference": entry.reference})


def _clashes(entry: Entry) -> Response:
    """Says what is held, so that the sender can tell its own doing from a clash."""
    what = "an entry erased since" if entry.erased_at else "another entry"
    fault = {"field": "", "message": f"{what} was received under this key"}
    return as_json(409, {**_told(entry), "errors": [fault]})


def _list(api: Api, request: Request) -> Response:
    """One page. `next` is null on the last: its absence would mean that the list was cut off."""
    try:
        since, until, after, most = _page(request)
    except ValueError as error:
        return wrong(400, [("", str(error))])
    found = api.storage.listed(since=since, until=until, after=after, most=most)
    entries = [
        {**_told(entry), "version": entry.version, "subject": entry.subject} for _, entry in found
    ]
    following = str(found[-1][0]) if len(found) == most else None
    return as_json(200, {"entries": entries, "next": following})


def _page(request: Request) -> tuple[str, str, int, int]:
    query = request.query
    since = _moment(query["since"]) if "since" in query else ""
    until = _moment(query["until"]) if "until" in query else "9999"
    after, most = query.get("after", "0"), query.get("limit", str(LONGEST_PAGE))
    if not all(re.fullmatch("[0-9]{1,15}", text) for text in (after, most)):
        raise ValueError("after and limit are whole numbers")
    return since, until, int(after), min(max(int(most), 1), LONGEST_PAGE)


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("since and until need their offset")
    return written(moment)


def _by_key(api: Api, request: Request, key: str) -> Response:
    entry = api.storage.by_key(key)
    return as_json(200, _told(entry)) if entry and not entry.erased_at else _absent(key, entry)


def _bytes(api: Api, request: Request, key: str) -> Response:
    entry = api.storage.by_key(key)
    if entry is None or entry.erased_at:
        return _absent(key, entry)
    return Response(200, entry.body, "application/octet-stream")


def _erase(api: Api, request: Request, key: str) -> Response:
    entry = api.storage.erase(key)
    if entry is None:
        return _absent(key)
    return as_json(200, {"key": key, "reference": entry.reference, "erased_at": entry.erased_at})


def _decide(api: Api, request: Request, key: str) -> Response:
    try:
        outcome, errors = _decision(_read(request))
    except ValueError as error:
        return wrong(400, [("", str(error))])
    except WrongType as error:
        return wrong(415, [("", str(error))])
    entry = api.storage.decide(key, outcome, errors)
    if entry is None:
        return _absent(key)
    api.callback.tell(entry)
    return as_json(200, _told(entry))


def _decision(document: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    outcome, errors = document.get("outcome"), document.get("errors", [])
    if outcome not in (ACCEPTED, REJECTED):
        raise ValueError("outcome is accepted or rejected")
    if not isinstance(errors, list) or not all(isinstance(error, dict) for error in errors):
        raise ValueError('errors is a list of {"field", "message"}')
    return outcome, [(str(e.get("field", "")), str(e.get("message", ""))) for e in errors]


def _absent(key: str, erased: Entry | None = None) -> Response:
    """Names the key: an absence counts only where it is said of that very key."""
    if erased is None:
        return as_json(404, {"error": "not held", "key": key})
    return as_json(404, {"error": "erased", "key": key, "erased_at": erased.erased_at})


def _callback(api: Api, request: Request) -> Response:
    return as_json(200, api.callback.state())


def _set_callback(api: Api, request: Request) -> Response:
    try:
        document = _read(request)
        api.callback.set(str(document.get("url", "")), str(document.get("secret", "")))
    except ValueError as error:
        return wrong(422, [("", str(error))])
    except WrongType as error:
        return wrong(415, [("", str(error))])
    return as_json(200, api.callback.state())


def _search(api: Api, request: Request) -> Response:
    try:
        question = _read(request)
    except (ValueError, WrongType) as error:
        return wrong(400, [("", str(error))])
    if found := search.faults(api.part, question):
        return wrong(422, found)
    known = search.results(register(api.part.name), question)
    api.storage.note_search(question, len(known))
    results = [one for one in known if one["handling"] != search.RESTRICTED]
    withheld = len(known) - len(results)
    return as_json(200, {"results": results} | ({"withheld": withheld} if withheld else {}))


def _faults(api: Api, request: Request) -> Response:
    return as_json(200, api.switch.state())


def _set_faults(api: Api, request: Request) -> Response:
    try:
        fault = faults.read(json.loads(request.body))
    except ValueError as error:
        return wrong(422, [("", str(error))])
    api.switch.set(fault)
    return as_json(200, api.switch.state())


def _clear_faults(api: Api, request: Request) -> Response:
    api.switch.set(None)
    return as_json(200, {})


def _no_callback(api: Api, request: Request) -> Response:
    api.callback.end()
    return as_json(200, api.callback.state())


class WrongType(Exception):
    """The content type is not JSON."""


def _read(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises WrongType, or ValueError with a sentence."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongType("the content type must be application/json")
    try:
        document = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValueError("this is not JSON") from None
    if not isinstance(document, dict):
        raise ValueError("this is not a JSON object")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _version(request: Request) -> int:
    text = request.headers.get("fieldbook-version", "")
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise ValueError("Fieldbook-Version must be a whole number from 1")
    return int(text)


def _told(entry: Entry) -> dict[str, Any]:
    told = {
        "key": entry.key,
        "reference": entry.reference,
        "sha256": entry.sha256,
        "received_at": entry.received_at,
        "state": entry.state,
    }
    return {**told, "errors": entry.faults} if entry.faults else told


_KEY = "([0-9a-f-]{36})"
_ROUTES: tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...] = (
    ("POST", re.compile("/api/entries"), _take),
    ("GET", re.compile("/api/entries"), _list),
    ("GET", re.compile(f"/api/entries/by-key/{_KEY}"), _by_key),
    ("GET", re.compile(f"/api/entries/by-key/{_KEY}/bytes"), _bytes),
    ("DELETE", re.compile(f"/api/entries/by-key/{_KEY}"), _erase),
    ("POST", re.compile(f"/api/entries/by-key/{_KEY}/decision"), _decide),
    ("POST", re.compile("/api/search"), _search),
    ("GET", re.compile("/callback"), _callback),
    ("PUT", re.compile("/callback"), _set_callback),
    ("DELETE", re.compile("/callback"), _no_callback),
    ("GET", re.compile("/faults"), _faults),
    ("PUT", re.compile("/faults"), _set_faults),
    ("DELETE", re.compile("/faults"), _clear_faults),
)
