"""From a bare Python to a ready `.venv`, with nothing but the standard library.

Written so that a Python too old to run Fieldbook can still read it and say so. Every failure is
one sentence and a non-zero exit, because whoever meets it has only just arrived.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "fieldbook-installed.json"
RUN = "requirements.txt"
DEVELOP = "requirements-dev.txt"
# Commands that need the tools of requirements-dev.txt.
DEVELOPS = frozenset({"test"})

# What pip and venv print, and what it means to the person in front of it.
_CAUSES = (
    (r"No space left on device|Errno 28", "the disk is full; about 700 MB are needed"),
    (r"Disk quota exceeded|Errno 122", "your disk quota is used up; about 700 MB are needed"),
    (r"Read-only file system|Permission denied|Errno (13|30)\b", "this folder can't be written to"),
    (r"DO NOT MATCH THE HASHES", "a package is not the one that was pinned; nothing was installed"),
    (
        r"NewConnectionError|name resolution|Network is unreachable|Connection refused|"
        r"Max retries|timed out|ProxyError|from versions: none|No route to host|CERTIFICATE",
        "the package index can't be reached; check the network, or set PIP_INDEX_URL to a mirror",
    ),
)
_LITTLE = 20 * 1024 * 1024


class Failed(Exception):
    """A start that can't go on. The message is the whole of what is shown."""


def enter(argv: list[str]) -> None:
    """Return only inside a `.venv` that has what `argv` needs; otherwise make it and start again.

    Exits with one sentence when that can't be done.
    """
    try:
        _check_version()
        wanted = DEVELOP if len(argv) > 1 and argv[1] in DEVELOPS else RUN
        _digest(wanted)
        if not ready(wanted):
            _install_once(wanted)
    except Failed as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit("Stopped. The same command carries on from here.")
    if not _inside():
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *argv[1:]])  # noqa: S606


def ready(wanted: str) -> bool:
    """Is what `wanted` pins installed, going by the stamp of the last installation?"""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return os.access(PYTHON, os.X_OK) and bool(stamp.get(wanted) == _digest(wanted))


def _check_version() -> None:
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:2]))
        raise Failed(f"Fieldbook needs Python 3.11 or newer; this is Python {have}.")
    if sys.platform not in ("linux", "darwin"):
        raise Failed("Fieldbook runs on Linux and macOS; on Windows, use WSL.")


def _inside() -> bool:
    try:
        return os.path.samefile(sys.prefix, VENV)
    except OSError:
        return False


def _digest(wanted: str) -> str:
    try:
        return hashlib.sha256((ROOT / wanted).read_bytes()).hexdigest()
    except OSError:
        raise Failed(f"{wanted} is missing: this is not a whole copy of Fieldbook.") from None


def _install_once(wanted: str) -> None:
    """Two starts at once must not write one `.venv`: the folder itself is the lock."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another start is installing; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        if not ready(wanted):
            _install(wanted)
    finally:
        os.close(folder)


def _install(wanted: str) -> None:
    begun = time.monotonic()
    if not os.access(ROOT, os.W_OK):
        raise Failed(f"Fieldbook can't be set up: {ROOT} can't be written to.")
    _make_venv()
    pins = re.findall(r"^[A-Za-z0-9]\S*==", (ROOT / wanted).read_text(encoding="utf-8"), re.M)
    _say(f"Installing up to {len(pins)} packages from {wanted} into .venv")
    _pip(wanted, len(pins))
    _stamp(wanted)
    _say(f"Installed in {time.monotonic() - begun:.0f} s.")


def _make_venv() -> None:
    if os.access(PYTHON, os.X_OK) and _run([str(PYTHON), "-m", "pip", "--version"])[0] == 0:
        return
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise Failed(
            "This Python lacks its venv module; on Debian and Ubuntu: apt install python3-venv."
        )
    _say("Making .venv")
    # The real file, not a link to it: .venv points there for good.
    code, output = _run([os.path.realpath(sys.executable), "-m", "venv", "--clear", str(VENV)])
    if code:
        raise Failed(_sentence("Making .venv failed", output))


def _pip(wanted: str, total: int) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"]
    command += ["--timeout", "20", "-r", str(ROOT / wanted)]
    progress = _Progress(total)
    try:
        code, output = _run(command, progress.line)
    finally:
        progress.end()
    if code:
        raise Failed(_sentence("Installing failed", output))


def _stamp(wanted: str) -> None:
    covered = (RUN, DEVELOP) if wanted == DEVELOP else (RUN,)
    stamp = {name: _digest(name) for name in covered if (ROOT / name).exists()}
    try:
        STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    except OSError as error:
        raise Failed(_sentence("Installing failed", str(error))) from None


def _run(command: list[str], on_line: Callable[[str], None] = lambda line: None) -> tuple[int, str]:
    """Exit status and all output; each line also goes to `on_line` as it comes."""
    # Another environment's settings would send the packages there.
    unset = ("VIRTUAL_ENV", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIREMENT")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    try:
        child = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env={**env, "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        return 1, str(error)
    lines = []
    with child:
        for line in child.stdout or ():
            lines.append(line)
            on_line(line)
    return child.returncode, "".join(lines)


def _sentence(what: str, output: str) -> str:
    for pattern, cause in _CAUSES:
        if re.search(pattern, output):
            return f"{what}: {cause}."
    # venv keeps to itself what its pip met.
    if shutil.disk_usage(ROOT).free < _LITTLE:
        return f"{what}: {_CAUSES[0][1]}."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = (
        [line for line in lines if line.startswith("ERROR:")] or lines[-1:] or ["no reason given"]
    )
    return f"{what}: {errors[0].removeprefix('ERROR: ').rstrip('.')}."


class _Progress:
    """Each package as it comes, and a sign of life while pip unpacks without a word."""

    def __init__(self, total: int) -> None:
        self.total, self.seen, self.begun = total, 0, time.monotonic()
        self.over = threading.Event()
        self.beat = threading.Thread(target=self._tick, daemon=True)
        self.beat.start()

    def line(self, line: str) -> None:
        if match := re.match(r"(?:Collecting|Requirement already satisfied:) ([^\s(;]+)", line):
            self.seen += 1
            _say(f"  {self._elapsed()}  {self.seen:>3}/{self.total}  {match[1].replace('==', ' ')}")
        elif line.startswith("Installing collected packages"):
            _say(f"  {self._elapsed()}  unpacking")

    def end(self) -> None:
        self.over.set()
        self.beat.join()

    def _tick(self) -> None:
        while not self.over.wait(10):
            _say(f"  {self._elapsed()}  still at it")

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self.begun:4.0f} s"


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
