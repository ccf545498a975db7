"""Reading a body whole, or refusing it: servers hand over a body that was cut short as if it were
complete (of 500 declared bytes granian passed on the 12 that came), and Django one that came in
chunks as if it were empty."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from rest_framework.request import Request

from field_api.lib.problems import Problem
from field_api.sync.bodies import ENCODINGS, UnknownEncoding, decoded, proves_its_end
from field_api.sync.rules import MAX_BYTES, MAX_ITEMS, TooLarge, Unreadable

T = TypeVar("T")

_LIMITS = {"max_items": MAX_ITEMS, "max_bytes": MAX_BYTES}


def parsed(request: Request, reader: Callable[[bytes], T]) -> T:
    """What `reader` makes of the body. It raises Unreadable and TooLarge, this Problem: 400, 413
    and 415. No JSON object has a beginning that is one too, so a cut always shows here.
    """
    try:
        return reader(_decoded(request))
    except TooLarge:
        raise _too_large() from None
    except Unreadable as fault:
        code = fault.code if _length(request) is not None else "body-truncated"
        raise Problem(400, code, "The body could not be read") from None


def whole(request: Request) -> bytes:
    """The body of any kind, of which only its length or its gzip trailer prove that it is all.

    Raises Problem: 400, 411, 413 and 415.
    """
    if _length(request) is None and not proves_its_end(_encoding(request)):
        detail = "State Content-Length, or send it as gzip."
        raise Problem(411, "length-required", "A cut would not be noticed", detail)
    return parsed(request, lambda body: body)


def _decoded(request: Request) -> bytes:
    try:
        return decoded(_raw(request), _encoding(request), most=MAX_BYTES)
    except RequestDataTooBig:
        raise TooLarge from None
    except UnknownEncoding:
        accepted = {"Accept-Encoding": ", ".join(ENCODINGS)}
        title = "This encoding of a body is not known here"
        raise Problem(415, "unsupported-encoding", title, headers=accepted) from None


def _raw(request: Request) -> bytes:
    declared = _length(request)
    if declared is None:
        return _in_chunks(request.META["wsgi.input"])
    if declared > MAX_BYTES:
        raise TooLarge  # before reading it
    raw = request.body
    if len(raw) != declared:
        raise Unreadable("body-truncated")
    return bytes(raw)


def _in_chunks(stream: Any) -> bytes:
    raw = bytearray()
    while piece := stream.read(MAX_BYTES + 1 - len(raw)):
        raw += piece
        if len(raw) > MAX_BYTES:
            raise TooLarge
    return bytes(raw)


def _length(request: Request) -> int | None:
    """What Content-Length declares; None for a body in chunks, which needs none."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    declared = str(request.META.get("CONTENT_LENGTH") or "")
    return int(declared) if declared.isdecimal() else 0


def _encoding(request: Request) -> str:
    return str(request.META.get("HTTP_CONTENT_ENCODING", ""))


def _too_large() -> Problem:
    return Problem(413, "batch-too-large", "Send it in parts", members=_LIMITS)
