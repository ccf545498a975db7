"""A network with a will of its own between handsets and the server, which runs in this process
behind all of its middleware."""

import json
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import Any

from django.db import connection
from django.test import Client

from backend.handset import Answer, Offline, Request


class Fate(StrEnum):
    """What becomes of one request and its answer."""

    OK = "ok"
    REQUEST_LOST = "request-lost"
    ANSWER_LOST = "answer-lost"
    DOUBLED = "doubled"
    LATER = "later"  # delivered after others that were sent later, and its answer to nobody
    REQUEST_CUT = "request-cut"
    ANSWER_CUT = "answer-cut"
    BUSY = "busy"
    SERVER_KILLED = "server-killed"  # in the midst of its transaction
    DATABASE_LOST = "database-lost"  # likewise, and the server lives to say so


class ServerKilled(BaseException):
    """Nothing in the server may catch this: its process is no more."""


@dataclass
class Fuse:
    """Ends the database connection at the query of that number; `then` is what the server sees."""

    after: int
    then: type[BaseException] | None

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        self.after -= 1
        if self.after == 0:
            connection.connection.close()
            if self.then:
                raise self.then
        return execute(*query)


@dataclass
class Network:
    """`fates` are those of the requests to come, in order; OK when there are none left. `met` are
    those that the requests of one act met.

    `watch` is shown each whole answer the server gave, with the officer it went to.
    """

    watch: Callable[[str, Request, Answer], None]
    fates: deque[tuple[Fate, int]] = field(default_factory=deque)
    held: list[tuple[str, Request]] = field(default_factory=list)
    last: Fate = Fate.OK
    met: set[Fate] = field(default_factory=set)

    def carry(self, officer: str, request: Request) -> Answer:
        """Raises Offline where no answer comes."""
        fate, place = self.fates.popleft() if self.fates else (Fate.OK, 0)
        self.last = fate
        self.met.add(fate)
        if fate is Fate.LATER:
            self.held.append((officer, request))
        if fate in (Fate.LATER, Fate.REQUEST_LOST):
            raise Offline
        answer = self._reach(officer, request, fate, place)
        if fate is Fate.ANSWER_LOST:
            raise Offline
        if fate is Fate.ANSWER_CUT:
            return Answer(answer.status, answer.body[: place % max(len(answer.body), 1)])
        return answer

    def _reach(self, officer: str, request: Request, fate: Fate, place: int) -> Answer:
        match fate:
            case Fate.BUSY:
                document = json.dumps({"code": "busy", "error": "busy"}).encode()
                return Answer(503, document, {"retry-after": "3"})
            case Fate.SERVER_KILLED | Fate.DATABASE_LOST:
                return self._strike(officer, request, fate, place)
            case Fate.REQUEST_CUT:
                return self._deliver(officer, request, cut=place)
            case Fate.DOUBLED:
                self._deliver(officer, request)
        return self._deliver(officer, request)

    def release(self, which: int) -> None:
        """What was held back arrives after all; nobody waits for the answer."""
        if self.held:
            officer, request = self.held.pop(which % len(self.held))
            self._deliver(officer, request)

    def _strike(self, officer: str, request: Request, fate: Fate, place: int) -> Answer:
        fuse = Fuse(1 + place % 40, ServerKilled if fate is Fate.SERVER_KILLED else None)
        connection.ensure_connection()
        with ExitStack() as end:
            end.callback(connection.close)
            end.enter_context(connection.execute_wrapper(fuse))
            try:
                answer = _answered(request)
            except ServerKilled:
                raise Offline from None
        if answer.status < 500 or fuse.after > 0:
            self.watch(officer, request, answer)
        return answer

    def _deliver(self, officer: str, request: Request, cut: int = 0) -> Answer:
        answer = _answered(request, cut)
        self.watch(officer, request, answer)
        return answer


@cache
def _client() -> Client:
    # One for all: loading the middleware takes longer than most requests.
    return Client(raise_request_exception=False)


def _answered(request: Request, cut: int = 0) -> Answer:
    """`cut`: so many bytes of the body, at most, arrive although all were declared."""
    body = request.body[: cut % len(request.body)] if cut and request.body else request.body
    environ: dict[str, Any] = {
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": "localhost",
    }
    for name in {"Authorization", "DPoP"} & request.headers.keys():
        environ[f"HTTP_{name.upper()}"] = request.headers[name]
    answer = _client().generic(
        request.method,
        request.path,
        request.body,
        content_type=request.headers.get("Content-Type", "application/json"),
        **environ,
    )
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status_code, answer.content, headers)
