"""Two who read on from where they were: by our cursor, and by the last value of a column."""

from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import orjson

from backend.bench.load import Request
from backend.bench.officers import Handset, sealed
from backend.bench.sync_people import Plain
from backend.runtime import stack

PAGE = 500


class Reader(Protocol):
    web: int  # the process of the web server that answers

    def again(self) -> None:
        """Forget the place: the next read is of everything."""

    def read(self) -> list[str]:
        """Ids of all that is new, however many pages it takes."""

    def write(self, count: int) -> list[str]:
        """Put so many notes in, in one request; their ids."""


class Ours:
    """By the cursor of the feed."""

    def __init__(self, house: stack.Running, handset: Handset) -> None:
        self.web, self.handset, self.cursor = house.pid("web"), handset, ""
        self.line = _Line(house.base, handset.line.headers, handset.line.prover.learn)

    def again(self) -> None:
        self.cursor = ""

    def read(self) -> list[str]:
        found: list[str] = []
        more = True
        while more:
            page = self.line.get(f"/api/v1/sync/pull?limit={PAGE}&cursor={self.cursor}")
            found += [one["id"] for one in page["changes"] if one["op"] == "upsert"]
            self.cursor, more = page["cursor"], page["more"]
        return found

    def write(self, count: int) -> list[str]:
        (request,) = sealed(self.handset, 1, count).requests
        return [one["submission"] for one in self.line.post(request)["results"]]


class Theirs:
    """By `updated_at`, or by `id`."""

    def __init__(self, plain: Plain, user: int, *, by_id: bool = False) -> None:
        self.web, self.plain, self.user, self.last = plain.process.pid, plain, user, ""
        self.line = _Line(plain.address, lambda method, path: plain.headers(user))
        self.path, self.since, self.member = (
            ("/notes-by-id", "after", "id") if by_id else ("/notes", "updated_since", "updated_at")
        )

    def again(self) -> None:
        self.last = ""

    def read(self) -> list[str]:
        found: list[str] = []
        path = f"{self.path}?{self.since}={quote(self.last)}" if self.last else self.path
        while path:
            page = self.line.get(path)
            found += [one["key"] for one in page["results"]]
            if page["results"]:
                self.last = str(page["results"][-1][self.member])
            path = (page["next"] or "").removeprefix(self.plain.address)
        return found

    def write(self, count: int) -> list[str]:
        return [one["key"] for one in self.line.post(self.plain.notes(self.user, count))]


class _Line:
    """One connection that is kept."""

    def __init__(
        self,
        address: str,
        headers: Callable[[str, str], dict[str, str]],
        heard: Callable[[int, Mapping[str, str]], object] = lambda status, headers: None,
    ) -> None:
        parts = urlsplit(address)
        self.http = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self.headers, self.heard = headers, heard

    def get(self, path: str) -> Any:
        return self._asked("GET", path, b"", self.headers("GET", path))

    def post(self, request: Request) -> Any:
        return self._asked("POST", request.path, request.body, request.headers)

    def _asked(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        read = answer.read()
        self.heard(answer.status, {name.lower(): told for name, told in answer.getheaders()})
        if answer.status not in (200, 201):
            raise OSError(f"a reader of the bench was answered {answer.status}")
        return orjson.loads(read)
