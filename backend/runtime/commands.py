"""A database for the length of one command, where none is given.

One process at a time owns the embedded server, by a lock on `postgres.lock`; others that come
meanwhile share it, by a shared lock on `postgres.users`, and the owner waits for them at its end.
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from backend.runtime import places, postgres, roles
from backend.runtime.processes import NotStarted, Supervisor

# Everything else gets a database, so that a new command needs no entry here. `demo`, `test`,
# `bench` and the checks built on them start their own.
_WITHOUT = frozenset(
    {
        "bench",
        "chaos",
        "check",
        "collectstatic",
        "demo",
        "diffsettings",
        "findstatic",
        "help",
        "screens",
        "settings_doc",
        "soak",
        "spectacular",
        "test",
        "version",
    }
)


def needed_by(argv: Sequence[str]) -> bool:
    if len(argv) < 2 or argv[1].startswith("-") or {"-h", "--help"} & set(argv):
        return False
    return argv[1] not in _WITHOUT and not external()


def external() -> bool:
    """Was a database given from outside?"""
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


@contextmanager
def for_command(argv: Sequence[str], home: Path) -> Iterator[None]:
    """Exits with one sentence when no database can be had."""
    with ExitStack() as stack:
        if needed_by(argv):
            try:
                stack.enter_context(database(home))
            except (NotStarted, OSError) as error:
                sys.exit(str(error))
        yield


@contextmanager
def database(home: Path) -> Iterator[None]:
    """The embedded PostgreSQL of `home`: shared when another process runs it, else started."""
    places.private(home)
    with (home / "postgres.users").open("a") as users:
        if owner := own(home):
            with owner, Supervisor(home) as supervisor:
                start(home, supervisor)
                yield
                fcntl.flock(users, fcntl.LOCK_EX)
        else:
            fcntl.flock(users, fcntl.LOCK_SH)
            _wait_for_other(home)
            yield


def own(home: Path) -> "Lock | None":
    """The right to run the server of `home`, until closed or this process ends."""
    lock = Lock(places.private(home) / "postgres.lock")
    return lock if lock.taken else None


def start(home: Path, supervisor: Supervisor, *, durable: bool = True) -> None:
    """Raises NotStarted. The caller holds `own(home)`."""
    postgres.end_orphan(home)
    supervisor.start(postgres.program(home, durable=durable), seconds=60)
    roles.settle(places.sockets(home))


class Lock:
    """A lock the kernel lets go when the process dies, however it dies."""

    def __init__(self, file: Path) -> None:
        self.handle = file.open("a")
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.taken = True
        except BlockingIOError:
            self.handle.close()
            self.taken = False

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, *exc: object) -> None:
        self.handle.close()


def _wait_for_other(home: Path, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not postgres.answers(places.sockets(home)):
        if time.monotonic() > until:
            raise NotStarted("Another command holds the embedded database but does not start it.")
        time.sleep(0.1)
