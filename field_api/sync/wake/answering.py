"""The two ways to be told: one answer, or a stream of them (WHATWG server-sent events)."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from field_api.identity.rules import Standing
from field_api.sync.wake import refusals
from field_api.sync.wake.post import Post, Waiter

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

COMMENT = 25.0  # seconds; keeps proxies from closing what is silent
_STREAM = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]


async def whole(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    if body:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def wait(post: Post, waiter: Waiter, seconds: float, send: Send, headers: Headers) -> None:
    """200 with the head, or 204 when nothing came. Raises Refusal when the token ends meanwhile."""
    if not waiter.news and not post.closing:
        await waiter.sleep(min(seconds, max(waiter.bearer.seconds_left, 0)))
    if waiter.ended is Standing.REVOKED:
        raise refusals.revoked()
    if _over(waiter):
        raise refusals.expired()
    if waiter.news:
        headers = [*headers, (b"content-type", b"application/json")]
        await whole(send, 200, headers, _head(waiter))
    else:
        await whole(send, 204, headers)


async def stream(post: Post, waiter: Waiter, once: bool, send: Send, headers: Headers) -> None:
    """Ends with the token, the process or the client; `once` also with the first news, unsaid.

    Ending is what clients understand that take every event for a document: they connect again and
    look, after the `retry` that both are given.
    """
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, *_STREAM]})
    await _say(send, b"retry: 300\n\n" if once else b"retry: 3000\n\n")
    while not (waiter.gone or post.closing or _over(waiter)):
        if waiter.news and once:
            break
        if waiter.news:
            waiter.seen = waiter.place
            await _say(send, b"event: poke\ndata: %b\n\n" % _head(waiter))
            continue
        await waiter.sleep(min(COMMENT, max(waiter.bearer.seconds_left, 0)))
        if not waiter.news:
            await _say(send, b":\n\n")
    await send({"type": "http.response.body", "body": b""})


def _over(waiter: Waiter) -> bool:
    return waiter.ended is not None or waiter.bearer.seconds_left <= 0


def _head(waiter: Waiter) -> bytes:
    return json.dumps({"head": waiter.head}).encode()


async def _say(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})
