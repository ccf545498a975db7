"""Questions: the first answer, the moment of completion, what Fieldbook adds to the slowest system,
two hundred at once, and a worker killed while it asks.

Over HTTP and by a handset's own way, `POST` and then waiting for news, among systems that answer
after a known time (`backend/bench/scripted.py`).
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import orjson

from backend.bench.figures import Bench, Figure, share
from backend.bench.scripted import AFTER, REJECTING
from backend.bench.wake_handsets import Waiting, officers
from backend.runtime import sandboxes
from backend.runtime.processes import Program
from field_api.connectors import actions as connectors
from field_api.connectors.models import QuestionCircuit, System
from field_api.connectors.rules.circuit import IN_ROW, Signal
from field_api.identity import actions as identity

CROWD = 200
_DEADLINE_MS = 1_000
_HOST = "127.0.0.1"
_NOWHERE = f"http://{_HOST}:9"
_JSON = "application/json"
_SIX, _TWO = "vehicle", "phone"


@dataclass(frozen=True, slots=True)
class Heard:
    """Seconds from before the `POST`; `first` is when an answer was there. `done` is the last
    document."""

    first: float | None
    whole: float
    done: dict[str, Any]

    @property
    def answered(self) -> int:
        """How many systems answered in time."""
        return sum(leg["state"] == "answered" for leg in self.done["legs"])


def figures(bench: Bench) -> Iterator[Figure]:
    """A tenth of `--n` questions to six systems, half of `--n` to two, then two hundred at once."""
    with _scripted(bench) as url:
        _register(url)
        crowd = officers(CROWD, "Q")
        crowd[0].prover.origin = bench.house.base  # one prover is all of theirs
        yield from _six(bench, crowd[0])
        yield from _two(bench, crowd[0])
        yield from _at_once(bench, crowd)
        yield from _killed(bench, crowd[0])


@contextmanager
def _scripted(bench: Bench) -> Iterator[str]:
    port = sandboxes.any_port(_HOST)
    command = [sys.executable, "-m", "backend.bench.scripted", str(port)]
    ready = partial(_listens, port)
    process = bench.house.supervisor.start(Program("scripted", command, env={}, ready=ready))
    try:
        yield f"http://{_HOST}:{port}"
    finally:
        bench.house.supervisor.running.pop("scripted", process).end()


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex((_HOST, port)) == 0


def _register(url: str) -> None:
    """Nobody else is asked, so that nothing else is measured."""
    System.objects.update(answers_queries=[])
    for code in (*AFTER, REJECTING, "dead", "suspended"):
        system = connectors.register(
            code=f"asked-{code}",
            name=code.title(),
            kind="rest_json",
            config={"base_url": _NOWHERE if code == "dead" else f"{url}/{code}"},
            secret_ref="env:PATH",  # noqa: S106 only that it is there matters
            answers_queries=[_SIX, _TWO] if code in ("fast", "slow") else [_SIX],
            questions_in_flight=CROWD,
        )
    connectors.signal(system, [Signal.LOCKED] * IN_ROW, reason="bench", door=QuestionCircuit)


def _six(bench: Bench, handset: Waiting) -> Iterator[Figure]:
    heard = [_asked(bench.house.base, handset, _SIX) for _ in range(max(bench.n // 10, 2))]
    first = sorted(each.first for each in heard if each.first is not None)
    after = sorted(each.whole - _DEADLINE_MS / 1000 for each in heard)
    n = len(heard)
    yield Figure("queries.first.p50", 1000 * share(first, 0.5), "ms", len(first), 300, "aim")
    yield Figure("queries.first.p95", 1000 * share(first, 0.95), "ms", len(first), 300, "aim")
    yield Figure("queries.after_deadline.p50", 1000 * share(after, 0.5), "ms", n, 50, "aim")
    yield Figure("queries.after_deadline.p95", 1000 * share(after, 0.95), "ms", n, 50, "aim")


def _two(bench: Bench, handset: Waiting) -> Iterator[Figure]:
    heard = [_asked(bench.house.base, handset, _TWO, 10_000) for _ in range(max(bench.n // 2, 2))]
    added = sorted(each.whole - AFTER["slow"] for each in heard if each.answered == 2)
    yield Figure("queries.added.p50", 1000 * share(added, 0.5), "ms", len(added), 30, "aim")
    yield Figure("queries.added.p95", 1000 * share(added, 0.95), "ms", len(added))


def _at_once(bench: Bench, crowd: Sequence[Waiting]) -> Iterator[Figure]:
    with ThreadPoolExecutor(len(crowd)) as pool:
        begun = [pool.submit(_asked, bench.house.base, each, _TWO, 10_000) for each in crowd]
        heard = [each.result() for each in begun]
    whole = sorted(each.whole for each in heard)
    missed = sum(each.answered != 2 for each in heard)
    n = len(heard)
    yield Figure("queries.crowd.p50", 1000 * share(whole, 0.5), "ms", n)
    yield Figure("queries.crowd.p95", 1000 * share(whole, 0.95), "ms", n)
    yield Figure("queries.crowd.without_answer", missed, "questions", n, None, None)


def _killed(bench: Bench, handset: Waiting) -> Iterator[Figure]:
    """The worker is killed as soon as the question is taken; its supervisor starts another."""
    worker = bench.house.supervisor.running["asker"]
    os.kill(worker.pid, signal.SIGKILL)
    heard = _asked(bench.house.base, handset, _TWO, 10_000)
    yield Figure("queries.killed.answered", heard.answered, "of 2 systems", 1)
    yield Figure("queries.killed.whole", 1000 * heard.whole, "ms", 1)


def _asked(base: str, handset: Waiting, kind: str, deadline_ms: int = _DEADLINE_MS) -> Heard:
    """Raises OSError when the house refuses."""
    parts = urlsplit(base)
    line = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    criteria = {"vrm": "FB26DEM"} if kind == _SIX else {"number": "07700 900123"}
    question = {
        "id": str(uuid4()),
        "kind": kind,
        "criteria": criteria,
        "purpose": "Bench of questions",
        "reason_code": "1",
        "deadline_ms": deadline_ms,
    }
    path, first = "/api/v1/queries", None
    begun = time.perf_counter()
    try:
        said = _sent(line, handset, "POST", path, orjson.dumps(question))
        while True:
            now = time.perf_counter() - begun
            if first is None and any(leg["state"] == "answered" for leg in said["legs"]):
                first = now
            if said["complete"]:
                return Heard(first, now, said)
            news = f"{path}/{question['id']}?wait=20&since={said['version']}"
            said = _sent(line, handset, "GET", news)
    finally:
        line.close()


def _sent(
    line: HTTPConnection, handset: Waiting, method: str, path: str, body: bytes = b""
) -> dict[str, Any]:
    handset.prover.nonce = identity.newest_nonce()
    headers = handset.prover.headers(method, path, handset.token)
    line.request(method, path, body, {**headers, "Content-Type": _JSON})
    answer = line.getresponse()
    said = answer.read()
    if answer.status not in (200, 202):
        raise OSError(f"a question was answered {answer.status}")
    read: dict[str, Any] = orjson.loads(said)
    return read
