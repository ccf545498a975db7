"""A small HTTP server that does as a function says, and notes what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.contracts.raw import Caller, Raw, serving


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Web:
    raw: Raw
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.raw.url


Answers = Callable[[Asked], tuple[int, Any]]


@contextmanager
def answering(answer: Answers) -> Iterator[Web]:
    """`answer` gives status and JSON document for each request; connections are kept alive."""
    lock = threading.Lock()

    def talk(caller: Caller) -> None:
        while request := caller.read_request():
            head, _, body = request.partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            pairs = (line.partition(": ") for line in lines)
            headers = {name.lower(): value for name, _, value in pairs}
            method, path, _ = first.split(" ")
            asked = Asked(method, path, headers, body)
            with lock:
                web.asked.append(asked)
            status, document = answer(asked)
            caller.answer(status, "" if document is None else json.dumps(document))

    with serving(talk) as raw:
        web = Web(raw)
        yield web
