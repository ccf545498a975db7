"""What the systems answer to programs. Documented in docs/sandbox.md."""

import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from field_api.connectors.sandbox import faults, search
from field_api.connectors.sandbox.exchange import Request, Response, as_json, wrong
from field_api.connectors.sandbox.people import REGISTERS
from field_api.connectors.sandbox.storage import Entry, OtherBytes, Storage
from field_api.connectors.sandbox.validity import Part


@dataclass(frozen=True, slots=True)
class Api:
    part: Part
    storage: Storage
    switch: faults.Switch
    token: str
    door: str = ""

    def answer(self, request: Request) -> Response:
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
    """201 new, 200 held already; what is stored is on the disk before the answer goes out."""
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
        entry, new = api.storage.keep(key=key, body=request.body, version=version, subject=subject)
    except OtherBytes as other:
        return _taken(other.entry)
    return as_json(201 if new else 200, {"reference": entry.reference})


def _taken(entry: Entry) -> Response:
    """Says what is held, so that the sender can tell its own doing from a clash."""
    fault = {"field": "", "message": "another entry was received under this key"}
    return as_json(409, {**_identity(entry), "errors": [fault]})


def _list(api: Api, request: Request) -> Response:
    entries = [
        {**_identity(entry), "version": entry.version, "subject": entry.subject}
        for entry in api.storage.entries()
    ]
    return as_json(200, {"entries": entries})


def _by_key(api: Api, request: Request, key: str) -> Response:
    entry = api.storage.by_key(key)
    if entry is None:
        return as_json(404, {"error": "not held", "key": key})
    return as_json(200, _identity(entry))


def _bytes(api: Api, request: Request, key: str) -> Response:
    entry = api.storage.by_key(key)
    if entry is None:
        return as_json(404, {"error": "not held", "key": key})
    return Response(200, entry.body, "application/octet-stream")


def _search(api: Api, request: Request) -> Response:
    try:
        question = _read(request)
    except (ValueError, WrongType) as error:
        return wrong(400, [("", str(error))])
    if found := search.faults(api.part, question):
        return wrong(422, found)
    results = search.results(REGISTERS[api.part.name], question)
    api.storage.note_search(question, len(results))
    return as_json(200, {"results": results})


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


def _identity(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "reference": entry.reference,
        "sha256": entry.sha256,
        "received_at": entry.received_at,
    }


_KEY = "([0-9a-f-]{36})"
_ROUTES: tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...] = (
    ("POST", re.compile("/api/entries"), _take),
    ("GET", re.compile("/api/entries"), _list),
    ("GET", re.compile(f"/api/entries/by-key/{_KEY}"), _by_key),
    ("GET", re.compile(f"/api/entries/by-key/{_KEY}/bytes"), _bytes),
    ("POST", re.compile("/api/search"), _search),
    ("GET", re.compile("/faults"), _faults),
    ("PUT", re.compile("/faults"), _set_faults),
    ("DELETE", re.compile("/faults"), _clear_faults),
)
