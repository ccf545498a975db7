"""A database for the length of one command, shared by those that come meanwhile."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from backend.runtime import commands, places, postgres
from backend.runtime.processes import NotStarted, Supervisor


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["migrate"], True),
        (["shell", "-c", "1"], True),
        (["a_command_of_tomorrow"], True),
        (["check", "--deploy"], False),
        (["demo"], False),
        (["migrate", "--help"], False),
        (["--version"], False),
        ([], False),
    ],
)
def test_which_commands_get_a_database(monkeypatch, words, needed):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_URL_FILE", raising=False)
    assert commands.needed_by(["manage.py", *words]) is needed


def test_none_gets_one_where_one_is_given(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/field")
    assert not commands.needed_by(["manage.py", "migrate"])


def _rows(home: Path, statement: str) -> list[tuple[object, ...]]:
    where = {"host": str(places.sockets(home)), "user": "fieldbook", "dbname": "fieldbook"}
    with psycopg.connect(**where) as line:
        found = line.execute(statement)
        return found.fetchall() if found.description else []


@pytest.mark.slow
def test_data_outlives_a_kill_and_the_end_of_the_command(tmp_path):
    home = tmp_path / "a home"
    with commands.database(home):
        _rows(home, "CREATE TABLE kept AS SELECT 7 AS number")
        pid = postgres.running(home)
        os.kill(pid, signal.SIGKILL)
        over = time.monotonic() + 20
        while (again := postgres.running(home)) in (0, pid) or not _answers(home):
            assert time.monotonic() < over
            time.sleep(0.1)
        assert _rows(home, "SELECT number FROM kept") == [(7,)]
        assert _rows(home, "SHOW fsync") == [("on",)]
    assert not _answers(home)
    with commands.database(home):
        assert _rows(home, "SELECT number FROM kept") == [(7,)]
        assert postgres.running(home) != again


def _answers(home: Path) -> bool:
    return postgres.answers(places.sockets(home))


@pytest.mark.slow
def test_a_second_command_shares_the_server_and_the_first_waits_for_it(tmp_path):
    home, entered, leave = tmp_path / "home", threading.Event(), threading.Event()
    code = (
        "import pathlib, sys\nfrom backend.runtime import commands, places, postgres\n"
        "with commands.database(pathlib.Path(sys.argv[1])):\n"
        "    print(postgres.answers(places.sockets(pathlib.Path(sys.argv[1]))), flush=True)\n"
        "    sys.stdin.read()\n"
    )

    def first() -> None:
        with commands.database(home):
            entered.set()
            leave.wait(30)

    owner = threading.Thread(target=first)
    owner.start()
    assert entered.wait(30)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home)],
        cwd=places.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as second:
        assert second.stdin and second.stdout
        assert second.stdout.readline() == "True\n"
        leave.set()
        owner.join(1)
        assert owner.is_alive() and _answers(home)
        second.stdin.close()
    owner.join(30)
    assert not owner.is_alive() and not _answers(home)


def test_data_of_another_version_is_not_touched(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(NotStarted, match="needs PostgreSQL 9"):
        postgres.program(tmp_path)


def test_a_stale_pid_file_ends_nobody(tmp_path):
    (tmp_path / "postgres").mkdir()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{bystander.pid}\n")
    postgres.end_orphan(tmp_path, seconds=0.3)
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_command_that_finds_no_database_ends_with_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "_found", lambda: iter(()))
    for name in ("DATABASE_URL", "DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    with (
        pytest.raises(SystemExit, match="No PostgreSQL 15 or newer here"),
        commands.for_command(["manage.py", "migrate"], tmp_path),
    ):
        raise AssertionError("unreachable")


def test_two_cannot_own_one_home(tmp_path):
    first = commands.own(tmp_path)
    assert first
    with first, Supervisor(tmp_path):
        assert commands.own(tmp_path) is None
    second = commands.own(tmp_path)
    assert second
    second.__exit__()
