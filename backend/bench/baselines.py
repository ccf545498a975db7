"""What the pushes are compared with: a plain view of Django REST framework, and bare PostgreSQL."""

import os
import subprocess
import sys
import threading
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import orjson
import psycopg
from psycopg.types.json import Jsonb

from backend.bench.load import Request
from backend.bench.officers import KIND
from backend.bench.plain.settings import APPLICATION_NAME
from backend.runtime import places, sandboxes, stack
from backend.runtime.processes import Process, Program
from backend.story.bodies import body
from field_api.lib import ids

__all__ = ["APPLICATION_NAME", "ROWS", "plain", "plain_note", "rows_a_second"]

ROWS = 50


def plain(
    house: stack.Running, name: str = "plain", settings: str = "backend.bench.plain.settings"
) -> tuple[Process, str]:
    """Start the plain view, exactly as the stack starts its own web server: (process, address)."""
    env = {"DJANGO_SETTINGS_MODULE": settings}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"],
        cwd=places.ROOT,
        env={**os.environ, **env},
        check=True,
    )
    web = house.supervisor.running["web"].program
    port = sandboxes.any_port("127.0.0.1")
    command = list(map(str, web.command[:-1]))
    command[command.index("--port") + 1] = str(port)
    command += ["--factory", "django.core.wsgi:get_wsgi_application"]
    address = f"http://127.0.0.1:{port}"
    program = Program(name, command, lambda: _listens(address), {**web.env, **env})
    return house.supervisor.start(program), address


def _listens(address: str) -> bool:
    try:
        with urlopen(address, timeout=2):  # noqa: S310
            return True
    except HTTPError:
        return True  # it answers, if only that there is nothing at this path
    except (URLError, OSError):
        return False


def plain_note() -> Request:
    """The note the officers push, under an id of its own."""
    note = {"id": str(ids.new()), **body(KIND)}
    return Request("/notes", orjson.dumps(note), {"Content-Type": "application/json"})


def rows_a_second(house: stack.Running, connections: int, seconds: float) -> tuple[float, int]:
    """Notes as rows of one jsonb column, fifty a statement, a commit each: (rate, rows)."""
    with _connected(house) as line:
        line.execute("CREATE TABLE IF NOT EXISTS bench_row (id uuid PRIMARY KEY, note jsonb)")
    written: list[int] = []
    threads = [
        threading.Thread(target=lambda: written.append(_write(house, seconds)))
        for _ in range(connections)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(written) / (time.perf_counter() - begun), sum(written)


def _write(house: stack.Running, seconds: float) -> int:
    note, count, ends = Jsonb(body(KIND)), 0, time.monotonic() + seconds
    statement = f"INSERT INTO bench_row VALUES {', '.join(['(%s, %s)'] * ROWS)}"  # noqa: S608
    with _connected(house) as line:
        while time.monotonic() < ends:
            line.execute(statement, [value for _ in range(ROWS) for value in (ids.new(), note)])
            count += ROWS
    return count


def _connected(house: stack.Running) -> "psycopg.Connection[tuple[object, ...]]":
    socket = str(places.sockets(house.home))
    return psycopg.connect(host=socket, user="fieldbook", dbname="fieldbook", autocommit=True)
