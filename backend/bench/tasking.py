"""The same into the same sink by one Celery task for each delivery: what is usually built."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson
from celery import Celery
from django.db import connection

from backend.bench import queueing
from backend.bench.figures import Bench
from backend.bench.officers import KIND
from backend.bench.queueing import Sinks
from backend.runtime import places
from backend.runtime.processes import Program
from backend.story.bodies import body

_ENV = {"DJANGO_SETTINGS_MODULE": "backend.bench.plain.tasking"}
# By name: the stack's own worker listens to the same broker and would throw the tasks away.
_NODE = "plain@bench"
_TABLE = """
    CREATE TABLE IF NOT EXISTS plain_sending (id uuid PRIMARY KEY, url varchar(200) NOT NULL,
      body bytea NOT NULL, delivered boolean NOT NULL, reference varchar(40) NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Worker:
    """Celery's default pool: as many processes as processors."""

    bench: Bench
    app: Celery
    name: str = "plain-worker"

    def answers(self) -> bool:
        return bool(self.app.control.ping(destination=[_NODE], timeout=0.5))

    def begin(self) -> None:
        """Let it work: tasks may wait already."""
        self.app.control.add_consumer("plain", destination=[_NODE], reply=True, timeout=5.0)

    def backlog(self, sinks: Sinks, rows: int) -> None:
        codes = [sinks.well[n % len(sinks.well)] for n in range(rows)]
        with self.app.connection_for_write() as line:
            for key in self._kept(sinks, codes):
                self._send(key, line)

    def settled(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM plain_sending WHERE delivered")
            return int(cursor.fetchone()[0])

    def forget(self) -> None:
        with self.app.connection_for_write() as line:
            line.default_channel.queue_purge("plain")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE plain_sending")

    def first_bytes(
        self, sinks: Sinks, codes: Sequence[str], count: int, apart: float
    ) -> dict[str, list[float]]:
        """As `queueing.first_bytes`."""
        sinks.arrivals()
        sent: dict[str, tuple[str, float]] = {}
        with self.app.connection_for_write() as line:
            for _ in range(count):
                begun = time.monotonic()
                keys = self._kept(sinks, codes)
                at = time.monotonic()
                for key in keys:
                    self._send(key, line)
                sent |= {str(key): (code, at) for key, code in zip(keys, codes, strict=True)}
                time.sleep(max(apart - (time.monotonic() - begun), 0))
        return queueing.waits(sinks, sent)

    def _kept(self, sinks: Sinks, codes: Sequence[str]) -> list[UUID]:
        keys, note = [uuid4() for _ in codes], _note()
        rows = [(key, sinks.at(code), note) for key, code in zip(keys, codes, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO plain_sending VALUES (%s, %s, %s, false, '')", rows)
        return keys

    def _send(self, key: UUID, line: Any) -> None:
        self.app.send_task(
            "plain.deliver", args=(str(key),), queue="plain", ignore_result=True, connection=line
        )


@contextmanager
def worker(bench: Bench) -> Iterator[Worker]:
    """Up, with its table, and at rest until `begin`: starting up is not measured."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
    sockets = places.sockets(bench.house.home)
    app = Celery("plain-sender", broker=f"redis+socket://{sockets}/valkey.sock")
    found = Worker(bench, app)
    command = [sys.executable, "-m", "celery", "-A", "backend.bench.plain.tasks", "worker"]
    command += ["-Q", "plain-rest", "-n", _NODE, "-l", "WARNING"]
    bench.house.supervisor.start(Program(found.name, command, ready=found.answers, env=_ENV))
    yield found


def _note() -> bytes:
    return orjson.dumps(body(KIND))
