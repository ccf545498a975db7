"""Memory of everything at rest: the stack has started and nobody has used it for ten seconds."""

import os
import time
from collections.abc import Iterator

from backend.bench import processes
from backend.bench.figures import Bench, Figure

IDLE_SECONDS = 10.0
_MIB = 1024 * 1024


def figures(bench: Bench) -> Iterator[Figure]:
    """PSS in MiB of each kind of process; `n` is how many there are of it.

    The sandbox systems stand for other makers' and are left out of the total, and so is this
    process, which plays the supervisor that a site leaves to its own init.
    """
    idle = min(IDLE_SECONDS, 2 * bench.seconds)
    bench.say(f"  at rest for {idle:.0f} s")
    time.sleep(idle)
    total, count = 0.0, 0
    for name, process in bench.house.supervisor.running.items():
        used = [processes.pss(pid) for pid in processes.tree(process.pid)]
        yield Figure(f"memory.{name}", sum(used) / _MIB, "MiB", len(used))
        if not name.startswith("sandbox-"):
            total, count = total + sum(used) / _MIB, count + len(used)
    yield Figure("memory.supervisor", processes.pss(os.getpid()) / _MIB, "MiB", 1)
    yield Figure("memory.total", total, "MiB", count)
