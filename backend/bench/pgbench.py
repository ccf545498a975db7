"""What PostgreSQL alone takes: its own pgbench inserts the baseline's notes, one row a statement
and fifty, each statement a commit.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from backend.bench.figures import Bench
from backend.bench.officers import KIND
from backend.bench.plain.synced.settings import SCHEMA
from backend.runtime import places, postgres
from backend.story.bodies import body

_TABLE = f"CREATE TABLE IF NOT EXISTS {SCHEMA}.raw_note (LIKE {SCHEMA}.synced_note INCLUDING ALL)"


def rates(bench: Bench, clients: int, rows: int) -> tuple[float, float]:
    """(rows a second one a statement, rows a second that many a statement).

    Raises FileNotFoundError where the server that runs has no pgbench beside it.
    """
    bench.say(f"  pgbench, {clients} clients")
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
    seconds = max(1, int(min(bench.seconds, 4.0)))
    return _rate(bench, clients, 1, seconds), rows * _rate(bench, clients, rows, seconds)


def _rate(bench: Bench, clients: int, rows: int, seconds: int) -> float:
    """Transactions a second."""
    home = bench.house.home
    script = home / f"insert-{rows}.sql"
    script.write_text(_statement(rows))
    command = [_pgbench(bench), "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
    command += ["-T", str(seconds), "-f", script, "-h", places.sockets(home), "-U", "fieldbook"]
    run = subprocess.run(  # noqa: S603
        [*command, "fieldbook"], capture_output=True, text=True, check=False
    )
    found = re.search(r"tps = ([\d.]+)", run.stdout)
    if run.returncode or not found:
        raise OSError(f"pgbench failed: {run.stderr.strip()[-300:]}")
    return float(found[1])


def _pgbench(bench: Bench) -> Path:
    """The one made for the server that runs, or the machine's."""
    server = Path(os.readlink(f"/proc/{postgres.running(bench.house.home)}/exe"))
    beside = server.with_name("pgbench")
    found = beside if os.access(beside, os.X_OK) else shutil.which("pgbench")
    if not found:
        raise FileNotFoundError(f"there is no pgbench beside {server}")
    return Path(found)


def _statement(rows: int) -> str:
    note = {**body(KIND), "late_reason": "", "author_id": "1"}
    row = f"(gen_random_uuid(), now(), now(), {', '.join(map(literal, note.values()))})"
    names = ", ".join(note)
    return (
        f"INSERT INTO {SCHEMA}.raw_note (key, created_at, updated_at, {names})"  # noqa: S608
        f" VALUES {', '.join([row] * rows)};"
    )


def literal(value: object) -> str:
    """Of no type yet, and without a colon, after which pgbench would look for a variable."""
    text = value if isinstance(value, str) else json.dumps(value)
    for plain, escaped in (("\\", r"\\"), ("'", r"\'"), (":", r"\x3a"), ("\n", r"\n")):
        text = text.replace(plain, escaped)
    return f"E'{text}'"
