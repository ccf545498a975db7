"""TAXII 2.1, as much as a feed needs that is written to and read: one API root, one collection.

What is kept is the envelope as it came in, under the key its receipt is named after; the objects
are what the kept envelopes say. A version that is there already is not added again, and the status
says so. Callers show the token as a password, whatever their name, or as Bearer.
"""

import base64
import binascii
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from field_api.connectors.sandbox import feed
from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.doors.web import WebDoor
from field_api.connectors.sandbox.exchange import Request, Response
from field_api.connectors.sandbox.faults import Fault, Switch
from field_api.connectors.sandbox.feed import Object, Version
from field_api.connectors.sandbox.server import Handler
from field_api.connectors.sandbox.storage import (
    OtherBytes,
    Storage,
)
from field_api.connectors.sandbox.validity import Part

ROOT = "/feed"
COLLECTION = "4f2c1d0e-8a57-4c9e-9d1b-2b6a5d3c7e10"
MEDIA_TYPE = "application/taxii+json;version=2.1"


class Refused(Exception):
    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status, self.title = status, title


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Api):
    """Answers TAXII instead of the sandbox's own API."""

    statuses: dict[str, tuple[str, list[Object], list[Object]]] = field(default_factory=dict)
    deleted: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def versions(self) -> Iterator[Version]:
        return feed.versions(self.storage.entries(), self.deleted)

    def answer(self, request: Request) -> Response:
        try:
            if not self._knows(request.headers.get("authorization", "")):
                raise Refused(401, "Unauthorized")
            if not _speaks(request.headers.get("accept", "")):
                raise Refused(406, "Not Acceptable")
            for method, pattern, answer in _ROUTES:
                found = pattern.fullmatch(request.path)
                if found and method == request.method:
                    return answer(self, request, *found.groups())
            raise Refused(404, "Not Found")
        except Refused as refused:
            said = {"title": refused.title, "http_status": str(refused.status)}
            return _taxii(refused.status, said)

    def _knows(self, authorization: str) -> bool:
        scheme, _, said = authorization.partition(" ")
        if scheme.lower() == "basic":
            try:
                said = base64.b64decode(said, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return False
        same = hmac.compare_digest(said.strip().encode(), self.token.encode())
        return scheme.lower() in ("basic", "bearer") and same


def _add(api: Feed, request: Request) -> Response:
    if not _speaks(request.headers.get("content-type", "")):
        raise Refused(415, "Unsupported Media Type")
    try:
        document = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(400, "Bad Request") from None
    if not isinstance(document, dict) or (found := api.part.check(document)):
        title = "; ".join(f"{pointer} {text}" for pointer, text in found)
        raise Refused(422, title or "Unprocessable Entity")
    with api.lock:
        return _taxii(202, _added(api, document["objects"], request))


def _added(api: Feed, objects: list[Object], request: Request) -> Object:
    there = {(version.id, version.at) for version in api.versions()}
    failed = [each for each in objects if (each["id"], Version(each, "").at) in there]
    keys = [_key(each) for each in objects if each["type"] == "note" and not each.get("revoked")]
    # What has no receipt is kept as well: a withdrawal outlives us, too.
    key = keys[0] if keys else str(uuid5(NAMESPACE_OID, request.body.hex()))
    try:
        entry, _ = api.storage.keep(
            key=key, body=request.body, version=1, subject="", pending=request.pending
        )
    except OtherBytes as other:
        entry = other.entry  # the same receipt in another envelope: the objects tell doubles
    for each in objects:
        if each["type"] == "note" and each.get("revoked"):
            api.storage.erase(_key(each))
    added = [each for each in objects if each not in failed]
    api.statuses[entry.reference] = (entry.key, added, failed)
    return feed.status(entry, added, failed)


def _told(api: Feed, request: Request, name: str) -> Response:
    key, added, failed = api.statuses.get(name) or ("", [], [])
    entry = api.storage.by_key(key)
    if entry is None:
        raise Refused(404, "Not Found")
    return _taxii(200, feed.status(entry, added, failed))


def _objects(api: Feed, request: Request, name: str = "") -> Response:
    query = {**request.query, "match[id]": name} if name else request.query
    return _taxii(200, feed.page(query, api.versions(), lambda version: version.object))


def _manifest(api: Feed, request: Request) -> Response:
    return _taxii(200, feed.page(request.query, api.versions(), Version.listed))


def _versions(api: Feed, request: Request, name: str) -> Response:
    return _taxii(200, {"versions": [each.at for each in api.versions() if each.id == name]})


def _delete(api: Feed, request: Request, name: str) -> Response:
    wanted = request.query.get("match[version]", "").split(",")
    with api.lock:
        api.deleted.update((name, version) for version in wanted)
    return _taxii(200, {})


def _discovery(api: Feed, request: Request) -> Response:
    return _taxii(200, {"title": api.part.title, "api_roots": [f"{ROOT}/"]})


def _root(api: Feed, request: Request) -> Response:
    said = {"title": api.part.title, "versions": [MEDIA_TYPE], "max_content_length": 2 << 20}
    return _taxii(200, said)


def _collection(api: Feed, request: Request) -> Response:
    return _taxii(200, _described(api))


def _collections(api: Feed, request: Request) -> Response:
    return _taxii(200, {"collections": [_described(api)]})


def _described(api: Feed) -> Object:
    return {"id": COLLECTION, "title": api.part.title, "can_read": True, "can_write": True}


class _Caller(Handler):
    def _fault(self, path: str) -> Fault | None:
        adds = self.command == "POST" and path.endswith("/objects/")
        return self.server.api.switch.take("entries" if adds else "other")


def opened(
    part: Part,
    storage: Storage,
    switch: Switch,
    *,
    host: str,
    port: int,
    token: str,
    data: Path,
) -> WebDoor:
    return WebDoor((host, port), Feed(part, storage, switch, token), _Caller, ROOT)


def _key(note: Object) -> str:
    try:
        return str(UUID(note["id"].removeprefix("note--")))
    except ValueError:
        raise Refused(422, f"{note['id']} is no identifier") from None


def _speaks(header: str) -> bool:
    wanted = header.replace(" ", "").split(",")
    return any(each in (MEDIA_TYPE, "application/taxii+json") for each in wanted)


def _taxii(status: int, document: Object) -> Response:
    return Response(status, json.dumps(document, ensure_ascii=False).encode(), MEDIA_TYPE)


_HERE = f"{ROOT}/collections/{COLLECTION}"
_ROUTES: tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...] = (
    ("GET", re.compile("/taxii2/"), _discovery),
    ("GET", re.compile(f"{ROOT}/"), _root),
    ("GET", re.compile(f"{ROOT}/collections/"), _collections),
    ("GET", re.compile(f"{_HERE}/"), _collection),
    ("POST", re.compile(f"{_HERE}/objects/"), _add),
    ("GET", re.compile(f"{_HERE}/objects/"), _objects),
    ("GET", re.compile(f"{_HERE}/manifest/"), _manifest),
    ("GET", re.compile(f"{_HERE}/objects/([^/]+)/"), _objects),
    ("DELETE", re.compile(f"{_HERE}/objects/([^/]+)/"), _delete),
    ("GET", re.compile(f"{_HERE}/objects/([^/]+)/versions/"), _versions),
    ("GET", re.compile(f"{ROOT}/status/([^/]+)/"), _told),
)
