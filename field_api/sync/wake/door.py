"""The ASGI application: who may come in, from which pages, and what operators ask."""

import asyncio
import json
import random
import signal
from collections.abc import Awaitable, Callable, Collection

from field_api.lib import trace
from field_api.sync.wake import answering, asking, refusals
from field_api.sync.wake.answering import Headers, Message, Send
from field_api.sync.wake.asking import Scope, header
from field_api.sync.wake.post import Post
from field_api.sync.wake.refusals import Refusal

Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET"),
    (b"access-control-allow-headers", b"authorization, dpop, last-event-id, x-trace-id"),
    (b"access-control-max-age", b"600"),
]
_TOLD = b"dpop-nonce, retry-after, www-authenticate, x-trace-id"
_NEAR = frozenset({"127.0.0.1", "::1"})
# As the rest of the site has them. Nothing here is a page: no browser is to load anything by it.
_GUARDS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]


class Door:
    """`origins` are the pages of other origins that may ask, as `https://host`. `hsts_seconds`: how
    long browsers are to come by HTTPS alone (RFC 6797); 0 says nothing of it.
    """

    def __init__(self, post: Post, origins: Collection[str] = (), hsts_seconds: int = 0) -> None:
        self.post, self.origins = post, frozenset(origins)
        self._guards = [*_GUARDS, *_transport(hsts_seconds)]
        self._listening = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"no {scope['type']} here")
        self._listen()
        begun = trace.begin(header(scope, b"x-trace-id"))
        headers = [*self._headers(scope), (b"x-trace-id", begun.encode())]
        if reply := self._operators(scope):
            status, kind, body = reply
            await answering.whole(send, status, [*headers, (b"content-type", kind)], body)
            return
        try:
            if scope["method"] == "OPTIONS":
                await answering.whole(send, 204, [*headers, *self._preflight(scope)])
            else:
                await self._answer(scope, receive, send, headers)
        except Refusal as refusal:
            more = [
                (name.lower().encode(), said.encode()) for name, said in refusal.headers.items()
            ]
            headers = [*headers, *more, (b"content-type", refusals.MEDIA_TYPE)]
            await answering.whole(send, refusal.status, headers, refusal.body())

    async def _answer(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        asked = asking.read(scope)
        post = self.post
        if post.inside >= post.limit or post.closing:
            raise refusals.busy(random.randint(5, 15))  # noqa: S311 (so that not all come back at once)
        post.inside += 1
        try:
            waiter = await post.admit(asked)
            if waiter.nonce:
                headers = [*headers, (b"dpop-nonce", waiter.nonce.encode())]
            hangs_up = asyncio.ensure_future(_hung_up(receive))
            hangs_up.add_done_callback(waiter.leave)
            try:
                if asked.stream:
                    await answering.stream(post, waiter, asked.once, send, headers)
                else:
                    await answering.wait(post, waiter, asked.timeout, send, headers)
            finally:
                hangs_up.cancel()
                post.dismiss(waiter)
        finally:
            post.inside -= 1

    def _headers(self, scope: Scope) -> Headers:
        headers = list(self._guards)
        if not self.origins:
            return headers
        headers.append((b"vary", b"origin"))
        if (origin := header(scope, b"origin")) in self.origins:
            headers.append((b"access-control-allow-origin", origin.encode()))
            headers.append((b"access-control-expose-headers", _TOLD))
        return headers

    def _preflight(self, scope: Scope) -> Headers:
        if header(scope, b"origin") not in self.origins:
            raise Refusal(403, "not-allowed", "Not allowed")
        return _PREFLIGHT

    def _operators(self, scope: Scope) -> tuple[int, bytes, bytes] | None:
        """Health, and to this machine only the counts. A proxy passes neither on."""
        well = self.post.reader.database.answers
        match scope["path"]:
            case "/health/live":
                return 200, b"application/json", b'{"live": true}'
            case "/health/ready":
                said = {"ready": well, "database": "answers" if well else "no answer"}
                return 200 if well else 503, b"application/json", json.dumps(said).encode()
            case "/metrics" if (scope.get("client") or ("",))[0] in _NEAR:
                return 200, b"text/plain; version=0.0.4", self._counts(well)
        return None

    def _counts(self, well: bool) -> bytes:
        counts = {
            "fieldbook_wake_waiting gauge": self.post.inside,
            "fieldbook_wake_limit gauge": self.post.limit,
            "fieldbook_wake_database_up gauge": int(well),
            "fieldbook_wake_pokes_total counter": self.post.pokes,
        }
        lines = [f"# TYPE {name}\n{name.split()[0]} {value}\n" for name, value in counts.items()]
        return "".join(lines).encode()

    def _listen(self) -> None:
        """Hear the signal to stop: the server only waits for requests to end, and ours would not.

        A Python handler beside asyncio's own: that one hears by the wake-up descriptor either way.
        """
        if self._listening:
            return
        self._listening = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(self.post.close))


def _transport(seconds: int) -> Headers:
    said = f"max-age={seconds}; includeSubDomains; preload".encode()
    return [(b"strict-transport-security", said)] if seconds else []


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
