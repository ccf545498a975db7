"""Taking a backup of the test's database and putting it back, by PostgreSQL's own programs."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from backend.runtime import commands, places, roles
from backend.runtime.processes import Supervisor
from tests import keeper


def program(name: str) -> str:
    """That of the server's own version, which may stand beside the server only."""
    with keeper.line() as line:
        (folder,) = line.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
        beside = Path(folder) / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"no {name} on this machine: nothing was restored")
    return found


def _whose(host: str, role: str = "") -> list[str]:
    known = connection.settings_dict
    port = ["-p", str(known["PORT"])] if known["PORT"] else []
    return ["-h", host, *port, "-U", role or str(known["USER"])]


def dump(file: Path) -> Path:
    """A logical backup of the database as it is now, by a role that row security lets see all."""
    known = connection.settings_dict
    whose = _whose(known["HOST"], roles.KEEPER)
    tool = [program("pg_dump"), *whose, "-d", known["NAME"], "--no-owner"]
    subprocess.run([*tool, "-f", str(file)], check=True, capture_output=True)
    return file


def _load(file: Path, host: str, name: str) -> None:
    tool = [program("psql"), *_whose(host), "-d", name, "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    subprocess.run([*tool, "-f", str(file)], check=True, capture_output=True)


@contextmanager
def restored(file: Path) -> Iterator[None]:
    """Within, Django's database is the backup, put back beside the old one, in the same cluster: as
    after a restore in place, nothing tells the feed of it."""
    known = connection.settings_dict
    old, new = known["NAME"], f"{known['NAME']}_back"
    _in_cluster(f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)', f'CREATE DATABASE "{new}"')
    try:
        _load(file, known["HOST"], new)
        with _turned_to(NAME=new):
            yield
    finally:
        _in_cluster(f'DROP DATABASE "{new}" WITH (FORCE)')
    assert known["NAME"] == old


@contextmanager
def elsewhere(file: Path, home: Path) -> Iterator[None]:
    """Within, Django's database is the backup in a cluster of its own, made in `home`."""
    owner = commands.own(home)
    assert owner, "another process runs a database there"
    with owner, Supervisor(home) as supervisor:
        commands.start(home, supervisor, durable=False)
        host = str(places.sockets(home))
        _load(file, host, "fieldbook")
        with _turned_to(HOST=host, NAME="fieldbook"):
            yield


def _in_cluster(*statements: str) -> None:
    known = connection.settings_dict
    where = {"host": known["HOST"], "user": known["USER"], "dbname": "postgres"}
    if known["PORT"]:
        where["port"] = known["PORT"]
    if known["PASSWORD"]:
        where["password"] = known["PASSWORD"]
    with psycopg.connect(**where, autocommit=True) as line:
        for statement in statements:
            line.execute(statement)


@contextmanager
def _turned_to(**place: str) -> Iterator[None]:
    known = connection.settings_dict
    before = {name: known[name] for name in place}
    connection.close()
    known.update(place)
    try:
        yield
    finally:
        connection.close()
        known.update(before)
