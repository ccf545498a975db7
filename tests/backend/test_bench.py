"""The shape of what the bench says, and that its parts count what they claim. No test of speed.

The subjects that need the whole stack are measured, shortly, by .ci/run.
"""

import http.server
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from backend.bench import pgbench, processes, wire
from backend.bench.figures import Figure, share
from backend.bench.load import Client, Request, drive
from backend.bench.officers import sealed
from backend.bench.serializers import of_schema
from backend.handset import Handset
from field_api.catalogue import shipped
from field_api.notebook.rules import read_head

ROOT = Path(__file__).parents[2]
MEMBERS = {"name", "value", "unit", "baseline", "ratio", "n", "against"}


# --- figures --------------------------------------------------------------------------------------


def test_a_figure_is_one_line_with_its_ratio() -> None:
    line = Figure("entries.rate", 50.0, "entries/s", 10, 200.0, "a plain view").line()
    assert "\n" not in line
    told = json.loads(line)
    assert set(told) == MEMBERS
    assert (told["value"], told["baseline"], told["ratio"]) == (50.0, 200.0, 0.25)


def test_a_figure_without_a_baseline_has_no_ratio() -> None:
    told = json.loads(Figure("memory.web", 147.312, "MiB", 3).line())
    assert (told["value"], told["baseline"], told["ratio"]) == (147.3, None, None)


@pytest.mark.parametrize(
    ("part", "count", "expected"),
    [(0.5, 1, 1), (0.99, 1, 1), (0.5, 4, 2), (0.99, 100, 99), (0.99, 200, 198), (0.99, 10, 10)],
)
def test_shares_are_nearest_ranks(part: float, count: int, expected: int) -> None:
    assert share([float(value) for value in range(1, count + 1)], part) == expected


# --- what the kernel says -------------------------------------------------------------------------


@pytest.fixture
def idler() -> Iterator[int]:
    """A process with one below it."""
    nested = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", nested], stdin=subprocess.PIPE) as popen:
        while len(processes.tree(popen.pid)) < 2:
            time.sleep(0.01)
        yield popen.pid


def test_a_tree_holds_what_a_process_started(idler: int) -> None:
    assert len(processes.tree(idler)) == 2
    assert set(processes.tree(idler)) < set(processes.tree(os.getpid()))


def test_memory_is_counted_and_that_of_an_ended_process_is_none(idler: int) -> None:
    assert processes.pss(idler) > 1024 * 1024
    assert processes.pss(2**22 + 1) == 0


def test_cpu_counts_from_before_and_all_of_what_began_since() -> None:
    before = processes.cpu([os.getpid(), 2**22 + 1])
    assert set(before) == {os.getpid()}
    assert processes.spent({1: 2.0, 2: 5.0}, {1: 2.5, 3: 1.0}) == 1.5


# --- load -----------------------------------------------------------------------------------------


class _Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500 if body == b"break" else 201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def requests(*bodies: bytes) -> list[Request]:
    return [Request("/", body, {}) for body in bodies]


def test_each_client_sends_its_own_and_times_every_answer(address: str) -> None:
    clients = [Client(address, requests(b"a", b"b")), Client(address, requests(b"c"))]
    assert drive(clients, 30) > 0
    assert [client.answers for client in clients] == [[b"a", b"b"], [b"c"]]
    assert [len(client.taken) for client in clients] == [2, 1]


def test_time_ends_a_run(address: str) -> None:
    client = Client(address, requests(b"a"))
    drive([client], -1)
    assert client.answers == []


def test_an_answer_of_failure_ends_the_bench(address: str) -> None:
    with pytest.raises(OSError, match="500"):
        drive([Client(address, requests(b"break"))], 30)


def test_the_client_of_sync_sends_what_each_has_and_brings_every_answer(address: str) -> None:
    driven = wire.drive(address, [requests(b"a", b"bb"), requests(b"c")], 30)
    assert [client.bodies for client in driven.clients] == [[b"a", b"bb"], [b"c"]]
    assert [len(client.taken) for client in driven.clients] == [2, 1]
    assert 0 < max(max(client.taken) for client in driven.clients) <= driven.seconds


def test_the_client_of_sync_ends_with_its_time(address: str) -> None:
    assert wire.drive(address, [requests(b"a")], -1).clients[0].bodies == []


def test_the_client_of_sync_ends_the_bench_when_it_is_refused(address: str) -> None:
    with pytest.raises(OSError, match="answered 500"):
        wire.drive(address, [requests(b"a", b"break")], 30)


# --- officers -------------------------------------------------------------------------------------


def test_pushes_are_sealed_beforehand_and_what_was_not_sent_is_torn_off() -> None:
    with Handset("http://127.0.0.1:9") as handset:
        with handset.store.change():
            handset.store.state(notebook=str(uuid4()))
        ready = sealed(handset, pushes=3, entries=2)
        assert [len(items) for items in ready.items] == [2, 2, 2]
        assert not handset.outbox
        minted = [
            json.loads(request.body)["device"]["minted_through"] for request in ready.requests
        ]
        assert minted == [2, 4, 6]
        ready.sent(1)
        follows = read_head(sealed(handset, pushes=1, entries=1).items[0][0]["head"])
        last_sent = read_head(ready.items[0][-1]["head"])
        assert (follows.seq, follows.prev_hash) == (3, last_sent.hash().hex())


# --- the baseline ---------------------------------------------------------------------------------


NEWEST = {each["kind"]: each for each in shipped.documents()}


@pytest.mark.parametrize("document", NEWEST.values(), ids=NEWEST.keys())
def test_the_serializers_check_the_same_fields(document: dict[str, Any]) -> None:
    kind, schema = document["kind"], document["schema"]
    serializer = of_schema(kind, schema)
    assert set(serializer().fields) == set(schema["properties"])
    for name in ("valid", "minimal"):
        given = serializer(data=shipped.example(kind, name))
        assert given.is_valid(), given.errors
    assert not serializer(data={}).is_valid()


def test_pgbench_is_given_no_colon_to_take_for_a_variable() -> None:
    for value in ("at 14:05, it's \\ so", {"a": ["b:c"]}, None, 8):
        literal = pgbench.literal(value)
        assert ":" not in literal
        assert read(literal) == (value if isinstance(value, str) else json.dumps(value))


def read(literal: str) -> str:
    """As PostgreSQL reads an E'' constant."""
    assert literal[:2] == "E'" and literal[-1] == "'"
    return literal[2:-1].encode().decode("unicode_escape")


# --- the command ----------------------------------------------------------------------------------


def told(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "bench", *words]
    env = {**os.environ, "FIELDBOOK_HOME": str(home)}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def lines(run: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """By name. Every line has the agreed members."""
    assert run.returncode == 0, run.stderr
    figures = [json.loads(line) for line in run.stdout.splitlines()]
    assert all(set(figure) == MEMBERS for figure in figures)
    return {figure["name"]: figure for figure in figures}


def test_an_unknown_subject_is_refused() -> None:
    with pytest.raises(CommandError, match=r"No such subject: speed\."):
        call_command("bench", "speed")


@pytest.mark.slow
def test_every_form_is_checked_and_somebody_recognised(tmp_path: Path) -> None:
    run = told(tmp_path, "catalogue", "--n", "1", "--json")
    found = {name for name in lines(run) if not name.startswith(("finding.", "extraction."))}
    recognised = {"recognition.p50", "recognition.p95"}
    assert {f"validation.{kind}" for kind in NEWEST} | recognised == found
