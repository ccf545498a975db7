"""The real process on loopback, reading the tests' own database over a connection of its own."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx2
import psycopg
import pytest
from django.db import connection

from backend.runtime import sandboxes, waking
from backend.runtime.processes import Program, Supervisor
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Device, Officer
from tests import make

PAGES = "http://pages.example"
HOST = "127.0.0.1"
WAIT, STREAM = "/api/v1/sync/wait", "/api/v1/sync/stream"
# Nothing here passes or fails by speed: this is how long a broken test takes to say so.
PATIENCE = 30.0


def database_url() -> str:
    """The tests' database, as an operator would write it."""
    at = connection.settings_dict
    person = quote(at["USER"], safe="")
    if at["PASSWORD"]:
        person += f":{quote(at['PASSWORD'], safe='')}"
    host = {"host": at["HOST"]} if at["HOST"].startswith("/") else {}
    place = "" if host else f"{at['HOST']}:{at['PORT'] or 5432}"
    return f"postgresql://{person}@{place}/{at['NAME']}?{urlencode(host)}"


@dataclass
class Wake:
    """The process: `base` is where it listens."""

    base: str
    supervisor: Supervisor
    program: Program

    def counted(self, name: str) -> float:
        """A figure of /metrics."""
        lines = self.get("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def until(self, name: str, value: float) -> None:
        ends = time.monotonic() + PATIENCE
        while self.counted(name) != value:
            assert time.monotonic() < ends, f"{name} never was {value}"
            time.sleep(0.01)

    @contextmanager
    def stream(self, token: str, **asked: object) -> Iterator["Stream"]:
        with self.stream_with({"Authorization": f"Bearer {token}"}, **asked) as stream:
            yield stream

    @contextmanager
    def stream_with(self, headers: dict[str, str], **asked: object) -> Iterator["Stream"]:
        params = {name: str(value) for name, value in asked.items()}
        with httpx2.stream(
            "GET", self.base + STREAM, params=params, headers=headers, timeout=PATIENCE
        ) as response:
            yield Stream(response, response.iter_lines())

    def get(self, path: str, token: str = "", **asked: object) -> httpx2.Response:
        return self.ask(path, {"Authorization": f"Bearer {token}"} if token else {}, **asked)

    def ask(self, path: str, headers: dict[str, str], **asked: object) -> httpx2.Response:
        params = {name: str(value) for name, value in asked.items()}
        return httpx2.get(self.base + path, params=params, headers=headers, timeout=PATIENCE)


@dataclass
class Stream:
    """An answer that goes on. `said` is every line so far."""

    response: httpx2.Response
    lines: Iterator[str]
    said: list[str] = field(default_factory=list)

    def until(self, start: str) -> str:
        """The next line that begins so; fails when the stream ends first."""
        for line in self.lines:
            self.said.append(line)
            if line.startswith(start):
                return line
        raise AssertionError(f"it ended without {start!r}: {self.said}")

    def head(self) -> str:
        """That of the next poke."""
        assert self.until("event: ") == "event: poke"
        return str(json.loads(self.until("data: ").removeprefix("data: "))["head"])

    def rest(self) -> list[str]:
        """What is still said until it ends, comments and blank lines left out."""
        self.said += (left := list(self.lines))
        return [line for line in left if line.strip(":")]


@dataclass
class Held:
    """A handset that waits, and the feed of the officer who holds it."""

    officer: Officer
    device: Device
    token: str

    @property
    def head(self) -> str:
        return feed.head(self.officer.pk)

    def news(self) -> None:
        """Something happens, in this process and not in the one that waits."""
        with feed.work():
            feed.tell(recipients=[self.officer.pk], kind=Kind.SUBMISSION, doc=uuid4())


@pytest.fixture(scope="session")
def supervisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervisor]:
    with Supervisor(tmp_path_factory.mktemp("wake")) as supervisor:
        yield supervisor


def started(supervisor: Supervisor, limit: int = 100, https: bool = False) -> Wake:
    port = sandboxes.any_port(HOST)
    env = {"DATABASE_URL": database_url(), "WAKE_ORIGINS": PAGES, "WAKE_MILLISECONDS": "50"}
    env |= {"WAKE_LIMIT": str(limit), "WAKE_RECHECK_SECONDS": "1"}
    env |= {"SITE_HTTPS": "on" if https else "off"}
    program = waking.program(f"http://{HOST}:{port}", env)
    supervisor.start(program)
    return Wake(f"http://{HOST}:{port}", supervisor, program)


def ended(wake: Wake) -> None:
    wake.supervisor.running.pop(wake.program.name).end()


@pytest.fixture
def wake(transactional_db: None, supervisor: Supervisor) -> Iterator[Wake]:
    wake = started(supervisor)
    yield wake
    ended(wake)


@pytest.fixture
def held(transactional_db: None) -> Held:
    officer = make.officer()
    device = make.device(officer)
    feed.epoch()
    return Held(officer, device, make.token(device))


@pytest.fixture
def operator(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A line to the server past the tests' database, for what only an operator does."""
    at = connection.settings_dict
    where = {"dbname": "postgres", "user": at["USER"], "password": at["PASSWORD"]}
    place = {"host": at["HOST"], "port": at["PORT"]}
    given = {name: value for name, value in (where | place).items() if value}
    with psycopg.connect(**given, autocommit=True) as line:
        yield line
