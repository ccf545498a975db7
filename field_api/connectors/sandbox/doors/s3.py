"""The part of S3 that Fieldbook speaks: one bucket, path-style, without versions.

Callers sign as `fieldbook` with the token for a secret key, in whatever region; the bucket is
`evidence`. An object whose metadata names a key is an entry; an empty one with `erased` wipes it.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.doors.web import WebDoor
from field_api.connectors.sandbox.exchange import Request, Response
from field_api.connectors.sandbox.faults import Fault, Switch
from field_api.connectors.sandbox.server import Handler
from field_api.connectors.sandbox.storage import OtherBytes, Storage
from field_api.connectors.sandbox.validity import Part
from field_api.connectors.wire.sigv4 import MOMENT, Signer

ACCESS_KEY = "fieldbook"
BUCKET = "evidence"
PAGE = 1000
LONGEST_NAME = 200
_META = "x-amz-meta-"
_SKEW = timedelta(minutes=15)
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/[0-9]{8}/([a-z0-9-]+)/s3/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}"
)
_MUST_BE_SIGNED = {"host", "x-amz-date", "x-amz-content-sha256"}


class Refused(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(slots=True)
class Stored:
    body: bytes
    headers: dict[str, str]
    at: datetime

    def sums(self) -> dict[str, str]:
        digest = hashlib.sha256(self.body).digest()
        return {
            "ETag": f'"{hashlib.md5(self.body).hexdigest()}"',  # noqa: S324 - what S3 means by it
            "x-amz-checksum-sha256": base64.b64encode(digest).decode(),
        }


@dataclass(slots=True)
class Shelf:
    """Objects by name, one file each: a line of JSON about it, and then its bytes."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, name: str) -> Stored | None:
        try:
            about, _, body = self._file(name).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        told = json.loads(about)
        return Stored(body, told["headers"], datetime.fromisoformat(told["at"]))

    def put(self, name: str, body: bytes, headers: dict[str, str], *, only_new: bool) -> Stored:
        """Raises Refused when it must be new and is not."""
        stored = Stored(body, headers, datetime.now(UTC).replace(microsecond=0))
        about = json.dumps({"headers": headers, "at": stored.at.isoformat()})
        with self._lock:
            if only_new and self._file(name).exists():
                raise Refused(412, "PreconditionFailed")
            part = self._file(name).with_suffix(".part")
            part.write_bytes(about.encode() + b"\n" + body)
            part.rename(self._file(name))
        return stored

    def remove(self, name: str) -> None:
        with self._lock:
            self._file(name).unlink(missing_ok=True)

    def names(self, prefix: str, after: str) -> list[tuple[str, Stored]]:
        """Those that begin so and come after, in order."""
        all_names = (unquote(path.stem) for path in self.folder.glob("*.object"))
        names = sorted(name for name in all_names if name.startswith(prefix) and name > after)
        found = ((name, self.get(name)) for name in names)
        return [(name, stored) for name, stored in found if stored]

    def _file(self, name: str) -> Path:
        return self.folder / f"{quote(name, safe='')}.object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls(Api):
    shelf: Shelf

    def answer(self, request: Request) -> Response:
        try:
            self._let_in(request)
            found = re.fullmatch(f"/{BUCKET}(?:/(.+))?", request.path)
            if not found:
                raise Refused(404, "NoSuchBucket")
            what = f"{request.method} {'object' if found[1] else 'bucket'}"
            if len(quote(request.path, safe="")) > LONGEST_NAME:
                raise Refused(400, "KeyTooLongError")
            if what not in _ANSWERS:
                raise Refused(501, "NotImplemented")
            return _ANSWERS[what](self, request, found[1] or "")
        except Refused as refused:
            return _error(refused.status, refused.code)

    def _let_in(self, request: Request) -> None:
        signed = _SIGNED.fullmatch(request.headers.get("authorization", ""))
        if not signed:
            raise Refused(403, "AccessDenied")
        if signed[1] != ACCESS_KEY:
            raise Refused(403, "InvalidAccessKeyId")
        names = signed[3].split(";")
        if not _MUST_BE_SIGNED <= set(names) or not set(names) <= set(request.headers):
            raise Refused(403, "AccessDenied")
        _in_time(request.headers["x-amz-date"])
        query = list(request.query.items())
        signer = Signer(ACCESS_KEY, self.token, signed[2])
        path = quote(request.path, safe="/~")
        wanted = signer.authorization(request.method, path, query, request.headers, names)
        if not hmac.compare_digest(wanted, request.headers["authorization"]):
            raise Refused(403, "SignatureDoesNotMatch")
        if hashlib.sha256(request.body).hexdigest() != request.headers["x-amz-content-sha256"]:
            raise Refused(400, "XAmzContentSHA256Mismatch")


def _in_time(date: str) -> None:
    try:
        moment = datetime.strptime(date, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        raise Refused(403, "AccessDenied") from None
    if abs(datetime.now(UTC) - moment) > _SKEW:
        raise Refused(403, "RequestTimeTooSkewed")


def _put(api: Calls, request: Request, name: str) -> Response:
    headers = {
        each: value
        for each, value in request.headers.items()
        if each.startswith(_META) or each == "x-amz-server-side-encryption"
    }
    checksum = base64.b64encode(hashlib.sha256(request.body).digest()).decode()
    if request.headers.get("x-amz-checksum-sha256", checksum) != checksum:
        raise Refused(400, "BadDigest")
    only_new = request.headers.get("if-none-match") == "*"
    if only_new and api.shelf.get(name):
        raise Refused(412, "PreconditionFailed")
    _note(api, request, name)
    stored = api.shelf.put(name, request.body, headers, only_new=only_new)
    return Response(200, b"", "application/xml", stored.sums())


def _note(api: Calls, request: Request, name: str) -> None:
    """Whatever carries the key of its own name is an entry."""
    told = request.headers
    key = told.get(f"{_META}fieldbook-key", "")
    if f"{_META}fieldbook-erased" in told:
        api.storage.erase(name.rpartition("/")[2].partition(".")[0])
    elif key and key in name and not name.endswith(".erase"):
        version = told.get(f"{_META}fieldbook-version", "1")
        subject = told.get(f"{_META}fieldbook-subject", "")
        try:
            api.storage.keep(key=key, body=request.body, version=int(version), subject=subject)
        except OtherBytes:
            raise Refused(409, "OperationAborted") from None


def _head(api: Calls, request: Request, name: str) -> Response:
    stored = api.shelf.get(name)
    if stored is None:
        raise Refused(404, "NoSuchKey")
    changed = {"Last-Modified": format_datetime(stored.at, usegmt=True)}
    told = stored.headers | stored.sums() | changed
    return Response(200, stored.body, "application/octet-stream", told)


def _delete(api: Calls, request: Request, name: str) -> Response:
    api.shelf.remove(name)
    return Response(204, b"", "application/xml")


def _exists(api: Calls, request: Request, name: str) -> Response:
    return Response(200, b"", "application/xml")


def _list(api: Calls, request: Request, name: str) -> Response:
    if request.query.get("list-type") != "2":
        raise Refused(501, "NotImplemented")
    prefix = request.query.get("prefix", "")
    found = api.shelf.names(prefix, request.query.get("continuation-token", ""))
    page, more = found[:PAGE], len(found) > PAGE
    contents = "".join(
        f"<Contents><Key>{escape(each)}</Key><LastModified>{stored.at:%Y-%m-%dT%H:%M:%S.000Z}"
        f"</LastModified><Size>{len(stored.body)}</Size></Contents>"
        for each, stored in page
    )
    last = escape(page[-1][0]) if more else ""
    following = f"<NextContinuationToken>{last}</NextContinuationToken>" if more else ""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(page)}</KeyCount>"
        f"<IsTruncated>{str(more).lower()}</IsTruncated>{following}{contents}"
        "</ListBucketResult>"
    )
    return Response(200, body.encode(), "application/xml")


_ANSWERS: dict[str, Callable[[Calls, Request, str], Response]] = {
    "PUT object": _put,
    "GET object": _head,
    "HEAD object": _head,
    "DELETE object": _delete,
    "HEAD bucket": _exists,
    "GET bucket": _list,
}


def _error(status: int, code: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>'
    return Response(status, body.encode(), "application/xml")


class _Caller(Handler):
    def _fault(self, path: str) -> Fault | None:
        return self.server.api.switch.take("entries" if self.command == "PUT" else "other")

    def do_HEAD(self) -> None:
        self._serve()

    def _send(self, response: Response, length: int | None = None) -> None:
        if self.command == "HEAD":
            length, response = len(response.body), _bodiless(response)
        super()._send(response, length)


def _bodiless(response: Response) -> Response:
    return Response(response.status, b"", response.content_type, response.headers)


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
    folder = data / part.name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return WebDoor((host, port), Calls(part, storage, switch, token, shelf=Shelf(folder)), _Caller)
