"""Which systems this process is draining, and the threads that call each of them."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from field_api.connectors.models import System

MOST_THREADS = 64

_lock = threading.Lock()
_running: dict[int, bool] = {}
_callers: dict[int, tuple[int, ThreadPoolExecutor]] = {}


def begin(system_id: int) -> bool:
    """Whether this thread may drain the system now. If another does, it will look once more: one
    slow system must not take up every thread of a worker.
    """
    with _lock:
        mine = system_id not in _running
        _running[system_id] = not mine
        return mine


def again(system_id: int) -> bool:
    """Whether a hint came meanwhile; otherwise the turn ends here."""
    with _lock:
        if _running.get(system_id):
            _running[system_id] = False
            return True
        _running.pop(system_id, None)
        return False


def end(system_id: int) -> None:
    with _lock:
        _running.pop(system_id, None)


def callers(system: System) -> ThreadPoolExecutor:
    """Threads for calls to this system and no other, as many as may be in flight: what one system
    keeps waiting is its own. They touch no database.
    """
    size = min(system.max_in_flight, MOST_THREADS)
    with _lock:
        had, pool = _callers.get(system.pk, (0, None))
        if pool is None or had != size:
            pool = ThreadPoolExecutor(size, thread_name_prefix=f"calls-{system.code}")
            _callers[system.pk] = (size, pool)
        return pool


def let_go(system: System) -> None:
    """Leave this system's threads to what they hang in; the next turn gets others."""
    with _lock:
        _callers.pop(system.pk, None)


def _forget() -> None:
    """A forked child has none of its parent's threads."""
    global _lock
    _lock = threading.Lock()
    _running.clear()
    _callers.clear()


os.register_at_fork(after_in_child=_forget)
