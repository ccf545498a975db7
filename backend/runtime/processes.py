"""Child processes that are watched, restarted, and ended in order.

Not honcho or a shell script: killing those leaves orphans, and one dead child ends all. Each child
leads a process group of its own, so that Ctrl-C reaches only the supervisor, which then ends the
children newest first; the web server goes before the database it writes to.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from backend.runtime import child, places

PATIENCE = 120.0
"""Seconds a child may take to come up. Whoever ends is told of at once; a slow machine waits."""
_SHORTEST, _LONGEST = 0.2, 10.0
_STEADY = 10.0


class NotStarted(Exception):
    """A process that didn't come up. One sentence, for the person at the terminal."""


@dataclass(frozen=True)
class Program:
    """What to run. `ready` says when it serves; `grace` is the seconds it gets to end itself."""

    name: str
    command: Sequence[str | Path]
    ready: Callable[[], bool] = lambda: True
    env: Mapping[str, str] = field(default_factory=dict)
    stop: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    drop: str = "stay"


class Process:
    """One running instance of a Program, with its log file."""

    def __init__(self, program: Program, logs: Path) -> None:
        self.program, self.log = program, logs / f"{program.name}.log"
        self.begun = time.monotonic()
        wrapped = [
            *(sys.executable, "-IS", child.__file__, str(os.getpid())),
            *(str(int(program.stop)), program.drop),
            *map(str, program.command),
        ]
        # The child writes to the file itself: a pipe would block it as soon as nobody reads.
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(  # noqa: S603
                wrapped,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                # Where `python -m` looks for our packages, wherever the command was given.
                cwd=places.ROOT,
                env={**os.environ, **program.env},
                process_group=0,
            )

    @property
    def pid(self) -> int:
        return self.popen.pid

    def wait_ready(self, seconds: float) -> None:
        """Raises NotStarted when it ends first or takes longer."""
        until = time.monotonic() + seconds
        while not self.program.ready():
            if self.popen.poll() is not None:
                raise NotStarted(f"{self.program.name} ended at once: {self.last_line()}")
            if time.monotonic() > until:
                raise NotStarted(f"{self.program.name} took longer than {seconds:.0f} s to start.")
            time.sleep(0.03)

    def last_line(self) -> str:
        with suppress(OSError):
            lines = self.log.read_text(errors="replace").split("\n")
            said = [line.strip() for line in lines if line.strip()]
            if said:
                return f"{said[-1]} (see {self.log})"
        return "no reason given."

    def end(self) -> None:
        """Ask, wait for the grace period, then kill what is left of the group."""
        with suppress(ProcessLookupError):
            self.popen.send_signal(self.program.stop)
        with suppress(subprocess.TimeoutExpired):
            self.popen.wait(self.program.grace)
        self.sweep()

    def sweep(self) -> None:
        """Kill the group: children of a killed server still hold its port."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait()


class Supervisor:
    """Use as a context manager; everything started through it has ended when it is left."""

    def __init__(self, home: Path, say: Callable[[str], None] = lambda text: None) -> None:
        self.logs = places.private(home / "logs")
        self.say = say
        self.running: dict[str, Process] = {}
        self._again: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        # A child dies with the thread that made it (PR_SET_PDEATHSIG), so restarts come from one
        # thread that lives until all children have ended.
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def __enter__(self) -> "Supervisor":
        self._watcher.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self, program: Program, seconds: float = PATIENCE) -> Process:
        """Start and wait until ready; from then on it is restarted whenever it ends."""
        return self.start_all([program], seconds)[0]

    def start_all(self, programs: Sequence[Program], seconds: float = PATIENCE) -> list[Process]:
        """As `start`, side by side: none needs another. If one does not come up, none stays."""
        begun: list[Process] = []
        try:
            for program in programs:
                begun.append(Process(program, self.logs))
            for process in begun:
                process.wait_ready(seconds)
        except BaseException:
            for process in begun:
                process.end()
            raise
        with self._lock:
            self.running.update((process.program.name, process) for process in begun)
        return begun

    def stop(self) -> None:
        self._over.set()
        self._watcher.join()
        while self.running:
            _, process = self.running.popitem()
            process.end()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            with self._lock:
                ended = [each for each in self.running.values() if each.popen.poll() is not None]
            for process in ended:
                # No memory or no disk just now: the next look tries again.
                with suppress(OSError):
                    self._restart(process)

    def _restart(self, process: Process) -> None:
        name, now = process.program.name, time.monotonic()
        at, wait = self._again.get(name, (0.0, 0.0))
        if not at:
            wait = _SHORTEST if now - process.begun > _STEADY else min(wait * 2, _LONGEST)
            wait = max(wait, _SHORTEST)
            self._again[name] = (now + wait, wait)
            self.say(f"{name} ended ({process.popen.returncode}); again in {wait:.1f} s")
            process.sweep()
        elif now >= at:
            self._again[name] = (0.0, wait)
            with self._lock:
                self.running[name] = Process(process.program, self.logs)
