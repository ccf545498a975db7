"""The whole of Fieldbook on one machine: what `demo` shows and what the checks try to break."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from backend.runtime import commands, places, postgres, sandboxes, static, valkey, waking
from backend.runtime.processes import NotStarted, Program, Supervisor
from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn

Seed = Callable[[Sequence[Sandbox]], Sequence[SignIn]]

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_OWN_DATA = ("postgres", "postgres.draft", "sandboxes", "metrics", "static", "media", "logs")


@dataclass(frozen=True)
class Running:
    """A stack that is up. `sandboxes` are the systems that take entries, `asked` those that are
    only asked. `supervisor.running[name].pid` is a process's present id; names are postgres,
    valkey, worker, asker, web, wake, and sandbox- with what it plays."""

    base: str
    wake: str
    home: Path
    supervisor: Supervisor
    sandboxes: dict[str, Sandbox] = field(repr=False)
    asked: dict[str, Sandbox] = field(repr=False)
    sign_ins: Sequence[SignIn] = field(repr=False)

    def pid(self, name: str) -> int:
        return self.supervisor.running[name].pid


@contextmanager
def running(
    home: Path,
    port: int = 8000,
    host: str = "127.0.0.1",
    *,
    seed: Seed,
    reset: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> Iterator[Running]:
    """Start everything, and end everything when left. `home` must be this process's own.

    `seed` brings people and systems about, at every start. Port 0 takes any free one. Raises
    NotStarted, one sentence, with nothing left running.
    """
    port = port or sandboxes.any_port(host)
    if not sandboxes.free(host, port):
        raise NotStarted(f"Port {port} is in use here; choose another, as in --port {port + 1}.")
    with ExitStack() as stack:
        stack.enter_context(_only_one(home))
        if reset:
            _forget(home)
        steps = _Steps(say)
        supervisor = stack.enter_context(Supervisor(home, say))
        _start_ground(home, supervisor, steps)
        boxes = _start_sandboxes(home, supervisor, steps)
        signed = _prepare(boxes, seed, steps)
        base, wake = _start_doors(home, host, port, supervisor, steps)
        fed, asked = (
            {each.play: each for each in boxes if each.takes_entries is takes}
            for takes in (True, False)
        )
        yield Running(base, wake, home, supervisor, fed, asked, signed)


class _Steps:
    """What was done, and how long each took."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.begun, self.last = say, time.monotonic(), time.monotonic()

    def done(self, what: str) -> None:
        now = time.monotonic()
        self.say(f"  {now - self.begun:5.1f} s  {what} ({now - self.last:.1f} s)")
        self.last = now


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    if not (owner := commands.own(home)):
        raise NotStarted(f"Fieldbook, or a command of it, runs in {home} already; end that first.")
    with owner:
        yield


def _forget(home: Path) -> None:
    """All data of the demonstration; the installation's keys stay."""
    postgres.end_orphan(home)
    for name in _OWN_DATA:
        shutil.rmtree(home / name, ignore_errors=True)
    for file in (home / "demo.json", home / "static.json"):
        file.unlink(missing_ok=True)


def _start_ground(home: Path, supervisor: Supervisor, steps: _Steps) -> None:
    if not commands.external():
        commands.start(home, supervisor)
        steps.done("PostgreSQL")
    if not (os.environ.get("BROKER_URL") or os.environ.get("BROKER_URL_FILE")):
        supervisor.start(valkey.program(places.private(places.sockets(home))))
        steps.done("Valkey")


def _start_sandboxes(home: Path, supervisor: Supervisor, steps: _Steps) -> list[Sandbox]:
    boxes = sandboxes.kept(home)
    for box in boxes:
        # For this process, which seeds, and for all it starts from here on.
        os.environ[box.variable] = box.token
    supervisor.start_all([box.program() for box in boxes])
    steps.done(f"{len(boxes)} sandbox systems")
    return boxes


def _prepare(boxes: Sequence[Sandbox], seed: Seed, steps: _Steps) -> Sequence[SignIn]:
    call_command("migrate", interactive=False, verbosity=0)
    steps.done("tables")
    static.collect()
    steps.done("static files")
    signed = seed(boxes)
    steps.done("people and systems")
    # Children get connections of their own; this process only watches from here on.
    connections.close_all()
    return signed


def _start_doors(
    home: Path, host: str, port: int, supervisor: Supervisor, steps: _Steps
) -> tuple[str, str]:
    # The next one where it can be had: pages kept on a phone may then still speak to it.
    beside = port + 1 if sandboxes.free(host, port + 1) else sandboxes.any_port(host)
    wake = f"http://{_named(host)}:{beside}"
    env = {**_environment(home, host), "WAKE_URL": wake, "WAKE_ORIGINS": _origins(host, port)}
    supervisor.start(_worker(env))
    supervisor.start(_asker(env))
    supervisor.start(waking.program(wake, env, host))
    supervisor.start(_web(env, home, host, port))
    steps.done("web server and workers")
    return f"http://{_named(host)}:{port}", wake


def _origins(host: str, port: int) -> str:
    """Those of the pages: whoever runs this opens them by one of these names."""
    names = {_named(host), "127.0.0.1", "localhost", "[::1]"}
    return ",".join(f"http://{name}:{port}" for name in sorted(names))


def _environment(home: Path, host: str) -> dict[str, str]:
    hosts = "localhost,127.0.0.1,[::1]" if host in _LOOPBACK else "*"
    return {
        "FIELDBOOK_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "SITE_HOSTS": os.environ.get("SITE_HOSTS", hosts),
        "SITE_HTTPS": "off",
    }


def _worker(env: dict[str, str]) -> Program:
    return _celery("worker", ["drain", "periodic"], 8, env)


def _asker(env: dict[str, str]) -> Program:
    """Few threads of Celery's: each legs' own are its process's."""
    return _celery("asker", ["query"], 4, env)


def _celery(role: str, queues: Sequence[str], threads: int, env: dict[str, str]) -> Program:
    # Threads: prefork of Celery 5.7 hung in 16 of 32 stops, threads in none.
    command = [sys.executable, "-m", "celery", "-A", "backend.celery", "worker", "-P", "threads"]
    command += ["-c", str(threads), "-Q", ",".join(queues), "-n", f"{role}@%h", "-l", "INFO"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Program(role, command, env={**env, "FIELDBOOK_ROLE": role})


def _web(env: dict[str, str], home: Path, host: str, port: int) -> Program:
    shutil.rmtree(home / "metrics", ignore_errors=True)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "128", "--no-ws"]
    command += ["--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "8"]
    command += ["backend.wsgi:application"]
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(places.private(home / "metrics"))}
    return Program(
        "web",
        command,
        ready=lambda: waking.answers(f"http://{_named(host)}:{port}/health/ready"),
        env={**env, **shared, "FIELDBOOK_ROLE": "web"},
    )


def _named(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104
