"""The supervisor: brings back what dies, ends all it started, leaves no orphans."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from backend.runtime.processes import NotStarted, Program, Supervisor

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")


def _until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    over = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < over, "waited too long"
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    # A zombie has ended; whether it was reaped is its parent's affair.
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def test_a_killed_child_is_back_and_all_end_together(tmp_path):
    said: list[str] = []
    with Supervisor(tmp_path, said.append) as supervisor:
        for name in ("one", "two"):
            supervisor.start(Program(name, SLEEPER))
        first, other = (supervisor.running[name].pid for name in ("one", "two"))
        os.kill(first, signal.SIGKILL)
        _until(lambda: supervisor.running["one"].pid != first)
        second = supervisor.running["one"].pid
        assert _alive(second) and supervisor.running["two"].pid == other
    assert not any(map(_alive, (first, second, other)))
    assert said[0].startswith("one ended (-9)")


def test_one_that_ends_at_once_is_told_with_its_last_words(tmp_path):
    crash = (sys.executable, "-c", "raise SystemExit('the port is taken')")
    with Supervisor(tmp_path) as supervisor, pytest.raises(NotStarted, match="the port is taken"):
        supervisor.start(Program("web", crash, ready=lambda: False))


def test_of_several_begun_together_none_stays_when_one_does_not_come_up(tmp_path):
    crash = Program("crash", (sys.executable, "-c", "raise SystemExit(1)"), ready=lambda: False)
    pid = tmp_path / "pid"
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
    well = Program("well", (sys.executable, "-c", code, str(pid)), ready=pid.exists)
    with Supervisor(tmp_path) as supervisor:
        with pytest.raises(NotStarted):
            supervisor.start_all([well, crash])
        assert supervisor.running == {}
        assert not _alive(int(pid.read_text()))


def test_one_that_will_not_listen_is_killed_with_its_children(tmp_path):
    code = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    code += "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    code += "print(child.pid, flush=True); time.sleep(600)"
    log = tmp_path / "logs" / "deaf.log"
    with Supervisor(tmp_path) as supervisor:
        deaf = Program("deaf", (sys.executable, "-c", code), ready=lambda: "\n" in log.read_text())
        pid = supervisor.start(Program(**{**vars(deaf), "grace": 0.3})).pid
        grandchild = int(log.read_text())
    _until(lambda: not _alive(pid) and not _alive(grandchild))


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    code = (
        "import pathlib, sys, time\n"
        "from backend.runtime.processes import Program, Supervisor\n"
        "supervisor = Supervisor(pathlib.Path(sys.argv[1])).__enter__()\n"
        "child = Program('c', (sys.executable, '-c', 'import time; time.sleep(600)'))\n"
        "print(supervisor.start(child).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    _until(lambda: not _alive(pid))
