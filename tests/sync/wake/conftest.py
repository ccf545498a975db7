"""The real process on loopback, reading the tests' own database over a connection of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
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

    def get(self, path: str, token: str = "", **asked: object) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        params = {name: str(value) for name, value in asked.items()}
        return httpx2.get(self.base + path, params=params, headers=headers, timeout=PATIENCE)


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


def started(supervisor: Supervisor, limit: int = 100) -> Wake:
    port = sandboxes.any_port(HOST)
    env = {"DATABASE_URL": database_url(), "WAKE_ORIGINS": PAGES, "WAKE_MILLISECONDS": "50"}
    env["WAKE_LIMIT"] = str(limit)
    program = waking.program(HOST, port, env)
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
