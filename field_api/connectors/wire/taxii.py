"""The part of TAXII 2.1 that handing over and asking back takes: one collection of one API root,
over a Line. `ends` is by the monotonic clock, the same for every request of a call.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from field_api.connectors.rules import NoAnswer, TimedOut
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.line import Broken, CertificateRefused, Headers, Line

MEDIA_TYPE = "application/taxii+json;version=2.1"
IDS_AT_ONCE = 25  # of some 50 characters: an address of 2 KiB passes every proxy
PAGE = 100
MOST_PAGES = 10_000

_HEAD, _TAIL = b'{"objects":[', b"]}"

Document = dict[str, Any]


class Turned(NoAnswer):
    """It answered with another status than the one that goes with an answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered {status}")
        self.status = status


class Collection:
    def __init__(self, line: Line, collection: str, authorization: str) -> None:
        self._line = line
        self._path = f"/collections/{quote(collection, safe='')}/"
        self._authorization = authorization

    @property
    def authority(self) -> str:
        return self._line.place.authority

    def beside(self, collection: str) -> "Collection":
        """Another of the same API root."""
        return Collection(self._line, collection, self._authorization)

    def add(self, envelope: bytes, *, ends: float) -> Reply:
        """Raises Broken, CertificateRefused, AddressRefused."""
        return self._ask("POST", f"{self._path}objects/", envelope, ends=ends)

    def described(self, *, ends: float) -> Document:
        """What the server says about the collection. Raises NoAnswer, as do all below."""
        return self._got(self._path, ends=ends)

    def status(self, name: str, *, ends: float) -> Document:
        return self._got(f"/status/{quote(name, safe='')}/", ends=ends)

    def objects(self, ids: Sequence[str], *, ends: float, versions: str = "last") -> list[Document]:
        """Those of these the collection holds, the latest version of each, or `all`. An empty list
        is a certain no: the server said it of a collection that it lets us read.
        """
        return list(self._each("objects/", ids, versions, ends))

    def manifest(self, ids: Sequence[str], *, ends: float) -> list[Document]:
        """{"id", "version", "date_added"} of those of these the collection holds."""
        return list(self._each("manifest/", ids, "last", ends))

    def added(self, kind: str, after: str, *, ends: float) -> Iterator[Document]:
        """The manifest of objects of one type added after a time, in order of addition."""
        return self._pages("manifest/", {"added_after": after, "match[type]": kind}, ends)

    def forget_older(self, name: str, *, ends: float) -> bool:
        """Delete every version of an object but the last. Whether the server does such things."""
        path = f"{self._path}objects/{quote(name, safe='')}/"
        versions = self._got(f"{path}versions/", ends=ends).get("versions", [])
        older = sorted(version for version in versions if isinstance(version, str))[:-1]
        if not older:
            return True
        query = urlencode({"match[version]": ",".join(older)})
        reply = self._said("DELETE", f"{path}?{query}", ends)
        if reply.status in (401, 403, 404, 405, 501):
            return False
        if reply.status not in (200, 202, 204):
            raise Turned(reply.status)
        return True

    def _each(
        self, part: str, ids: Sequence[str], versions: str, ends: float
    ) -> Iterator[Document]:
        for n in range(0, len(ids), IDS_AT_ONCE):
            named = ",".join(ids[n : n + IDS_AT_ONCE])
            yield from self._pages(part, {"match[id]": named, "match[version]": versions}, ends)

    def _pages(self, part: str, query: dict[str, str], ends: float) -> Iterator[Document]:
        query = {**query, "limit": str(PAGE)}
        for _ in range(MOST_PAGES):
            page = self._got(f"{self._path}{part}?{urlencode(query)}", ends=ends)
            found = page.get("objects", [])
            if not isinstance(found, list) or not all(_is_object(one) for one in found):
                raise NoAnswer("answered in a form we cannot read")
            yield from found
            if page.get("more") is not True:
                return
            if not isinstance(page.get("next"), str):
                raise NoAnswer("says that there is more, and not how to get it")
            query["next"] = page["next"]
        raise NoAnswer("its list does not end")

    def _got(self, path: str, *, ends: float) -> Document:
        reply = self._said("GET", path, ends)
        document = content(reply)
        if reply.status != 200 or document is None:
            raise Turned(reply.status)
        return document

    def _said(self, method: str, path: str, ends: float) -> Reply:
        try:
            return self._ask(method, path, ends=ends)
        except Broken as broken:
            raise (TimedOut if broken.timed_out else NoAnswer)(broken.reason) from broken
        except (CertificateRefused, AddressRefused) as refused:
            raise NoAnswer(str(refused)) from refused

    def _ask(self, method: str, path: str, body: bytes | None = None, *, ends: float) -> Reply:
        headers: Headers = {"Authorization": self._authorization, "Accept": MEDIA_TYPE}
        if body is not None:
            headers["Content-Type"] = MEDIA_TYPE
        left = ends - time.monotonic()
        return self._line.ask(method, path, headers=headers, content=body, deadline=left)


def content(reply: Reply) -> Document | None:
    """The JSON object of a reply that is TAXII; None for anything else a proxy may say."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if reply.body is None or kind != "application/taxii+json":
        return None
    try:
        document = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None


def envelope(objects: list[Document]) -> bytes:
    """Keys sorted, no white space: the same objects give the same bytes."""
    return orjson.dumps({"objects": objects}, option=orjson.OPT_SORT_KEYS)


def opened(payload: bytes) -> list[Document]:
    """The objects of an envelope that begins with a report. Raises ValueError."""
    if not (payload.startswith(_HEAD) and payload.endswith(_TAIL)):
        raise ValueError("is no envelope of STIX objects")
    try:
        objects: list[Document] = orjson.loads(payload)["objects"]
    except orjson.JSONDecodeError:
        raise ValueError("is not JSON") from None
    if not objects or objects[0].get("type") != "report":
        raise ValueError("does not begin with a report")
    return objects


def joined(payload: bytes, behind: list[Document]) -> bytes:
    """An envelope with more objects at its end, and every byte of it before them as it was."""
    return payload.removesuffix(_TAIL) + b"," + envelope(behind).removeprefix(_HEAD)


def _is_object(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("id"), str)
