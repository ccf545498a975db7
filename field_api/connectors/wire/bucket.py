"""One bucket of an object store, by the few requests of S3 we need."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from lxml import etree

from field_api.connectors.rules import NoAnswer
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.line import Line
from field_api.connectors.wire.markup import NotXml, parsed
from field_api.connectors.wire.sigv4 import Query, Signer, encoded

META = "x-amz-meta-fieldbook-"


@dataclass(frozen=True, slots=True)
class Stored:
    """One line of a listing."""

    name: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """`ends` is always the moment, of the monotonic clock, by which all has to be over. Raises what
    a Line raises.
    """

    line: Line
    name: str
    signer: Signer

    def put(self, name: str, body: bytes, headers: dict[str, str], *, ends: float) -> Reply:
        checksum = b64encode(hashlib.sha256(body).digest()).decode()
        told = {"x-amz-checksum-sha256": checksum, **headers}
        return self._ask("PUT", f"/{name}", headers=told, body=body, ends=ends)

    def head(self, name: str, *, ends: float) -> Reply:
        return self._ask("HEAD", f"/{name}", headers={"x-amz-checksum-mode": "ENABLED"}, ends=ends)

    def exists(self, *, ends: float) -> Reply:
        return self._ask("HEAD", "", ends=ends)

    def stored(self, prefix: str, *, ends: float) -> Iterator[Stored]:
        """All whose name begins so. Raises NoAnswer unless it is this bucket's own list that says
        so, to its end: a gateway's page must not pass for an empty bucket.
        """
        first = [("list-type", "2"), *([("prefix", prefix)] if prefix else [])]
        query = first
        while True:
            page = self._list(query, "ListBucketResult", prefix, ends)
            for each in page.iterfind("{*}Contents"):
                yield Stored(_text(each, "Key"), _moment(_text(each, "LastModified")))
            if _text(page, "IsTruncated") != "true":
                return
            after = _text(page, "NextContinuationToken")
            query = [*first, ("continuation-token", after)]

    def older(self, name: str, current: str, *, ends: float) -> list[str]:
        """The versions of one object but the current, at most a page of them. Raises NoAnswer."""
        page = self._list([("versions", ""), ("prefix", name)], "ListVersionsResult", name, ends)
        found = [*page.iterfind("{*}Version"), *page.iterfind("{*}DeleteMarker")]
        versions = [_text(each, "VersionId") for each in found if _text(each, "Key") == name]
        return [version for version in versions if version != current]

    def purge(self, name: str, version: str, *, ends: float) -> Reply:
        """Remove one version for good."""
        return self._ask("DELETE", f"/{name}", [("versionId", version)], ends=ends)

    def _list(self, query: Query, root: str, prefix: str, ends: float) -> etree._Element:
        reply = self._ask("GET", "", query, ends=ends)
        if reply.status != 200:
            raise NoAnswer(f"answered {reply.status}")
        page = _xml(reply)
        ours = page is not None and etree.QName(page).localname == root
        if page is None or not ours or _text(page, "Name") != self.name:
            raise NoAnswer("answered in a form we cannot read")
        if _text(page, "Prefix") != prefix:
            raise NoAnswer("answered another question")
        return page

    def _ask(
        self,
        method: str,
        path: str,
        query: Query = (),
        *,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        ends: float,
    ) -> Reply:
        place = self.line.place
        where = f"/{self.name}{path}"
        told = {"Host": place.authority, **(headers or {})}
        signed = self.signer.signed(
            method, f"{place.path}{where}", query, told, body, datetime.now(UTC)
        )
        asked = f"{where}?{encoded(query)}" if query else where
        return self.line.ask(
            method,
            asked,
            headers={name: value for name, value in signed.items()},
            content=body if method == "PUT" else None,
            deadline=ends - monotonic(),
        )


def error_code(reply: Reply) -> str:
    """What S3 calls it, such as SlowDown; "" if it is not S3 that speaks."""
    root = _xml(reply)
    if root is None or etree.QName(root).localname != "Error":
        return ""
    code = _text(root, "Code")
    return code if code.isascii() and code.isalnum() and len(code) <= 60 else ""


def sha256(reply: Reply) -> str:
    """Of the bytes held: the store's own sum, else what we told it of them; "" if neither."""
    try:
        sum_of_whole = b64decode(reply.headers.get("x-amz-checksum-sha256", ""), validate=True)
    except ValueError:  # the sum of an object's parts, which is another thing, ends in a number
        sum_of_whole = b""
    if len(sum_of_whole) == hashlib.sha256().digest_size:
        return sum_of_whole.hex()
    return reply.headers.get(f"{META}sha256", "")


def _xml(reply: Reply) -> etree._Element | None:
    try:
        return parsed(reply.body or b"")
    except NotXml:
        return None


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{{*}}{name}") or ""


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NoAnswer("answered in a form we cannot read") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
