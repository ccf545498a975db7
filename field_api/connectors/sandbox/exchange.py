"""One request and one answer, free of sockets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Request:
    """`headers` by lower-case name. `path` is decoded and has no query; `query` has the last value
    of each name. `pending`: the fault that decides later is on.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(status: int, document: Any, **headers: str) -> Response:
    body = json.dumps(document, ensure_ascii=False).encode()
    return Response(status, body, "application/json", headers)


def as_page(status: int, html: str) -> Response:
    return Response(status, html.encode(), "text/html; charset=utf-8", _PAGE_HEADERS)


def moved(to: str) -> Response:
    """See other: what was posted is done, so a reload does not do it again."""
    return Response(303, b"", "text/plain", {"Location": to})


def wrong(status: int, faults: list[tuple[str, str]]) -> Response:
    """What is wrong, field by field: [(JSON pointer, message)]."""
    told = [{"field": pointer, "message": message} for pointer, message in faults]
    return as_json(status, {"errors": told})
