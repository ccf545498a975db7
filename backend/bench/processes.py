"""What the kernel says of processes and all they started: seconds of CPU, bytes of memory."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.db import connection

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and everything below it. By parents: PostgreSQL's children leave its group."""
    return _below(root, _families())


def _families() -> dict[int, list[int]]:
    children: dict[int, list[int]] = defaultdict(list)
    for pid, parent in _parents():
        children[parent].append(pid)
    return children


def _below(root: int, families: dict[int, list[int]]) -> list[int]:
    found = [root]
    for pid in found:
        found += families.get(pid, ())
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in _PROC.glob("[0-9]*"):
        # A process may end while it is looked at.
        with suppress(OSError):
            yield int(folder.name), int(_fields(folder)[1])


def _fields(folder: Path) -> list[str]:
    """Of proc_pid_stat(5), from the third on: the second may hold spaces and brackets."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def cpu(pids: Iterable[int]) -> dict[int, float]:
    """Seconds of CPU each has used, user and system, in steps of 10 ms."""
    used = {}
    for pid in pids:
        with suppress(OSError):
            user, system = _fields(_PROC / str(pid))[11:13]
            used[pid] = (int(user) + int(system)) / _TICKS
    return used


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Seconds of CPU between two readings, processes that began in between included."""
    return sum(used - before.get(pid, 0.0) for pid, used in after.items())


def spent_by(pids: Iterable[int], postgres: int) -> float:
    """Seconds of CPU of these processes and all they started, and of PostgreSQL: its processes for
    connections that have ended count as well, for one a task is what a design may cost.
    """
    families = _families()  # once: to look through /proc takes milliseconds
    own, server = {one for pid in pids for one in _below(pid, families)}, _below(postgres, families)
    # The process below our own starter that has children of its own.
    postmaster = next((pid for pid in reversed(server) if families.get(pid)), postgres)
    ended = sum(int(field) for field in _fields(_PROC / str(postmaster))[13:15])
    return sum(cpu(own | set(server)).values()) + ended / _TICKS


def serving(application: str) -> list[int]:
    """PostgreSQL's processes that serve connections of this application_name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = %s", [application]
        )
        return [row[0] for row in cursor.fetchall()]


def pss(pid: int) -> int:
    """Bytes of memory that are its own, with its share of what it shares (proc_pid_smaps(5)).

    0 for one that has ended. Raises PermissionError for one of another user.
    """
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
