"""Connections to one place that are kept open between calls."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from httpcore2 import HTTPConnection, PoolTimeout

MOST = 32
IDLE_SECONDS = 5.0
"""Below the idle time of common servers, so that we rarely write into a line just closed."""


class Lines:
    """At most 32 of them, the one used last taken first. The library's own pool looks at every
    connection with every call, which took as long as the call itself.
    """

    def __init__(self, dial: Callable[[], HTTPConnection]) -> None:
        self._dial = dial
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(MOST)
        # Each with the time it was last used. Taken and given back at the right end.
        self._idle: deque[tuple[float, HTTPConnection]] = deque()

    @contextmanager
    def one(self, seconds: float) -> Iterator[HTTPConnection]:
        """For one call. Raises PoolTimeout when none is free within `seconds`."""
        if not self._free.acquire(timeout=seconds):
            raise PoolTimeout
        try:
            line = self._taken()
            try:
                yield line
            finally:
                self._given_back(line)
        finally:
            self._free.release()

    def _taken(self) -> HTTPConnection:
        while True:
            with self._lock:
                line = self._idle.pop()[1] if self._idle else self._dial()
            if not line.has_expired():
                return line
            line.close()

    def _given_back(self, line: HTTPConnection) -> None:
        now = time.monotonic()
        old = [] if line.is_available() else [line]
        with self._lock:
            if not old:
                self._idle.append((now, line))
            while self._idle and self._idle[0][0] < now - IDLE_SECONDS:
                old.append(self._idle.popleft()[1])
        for one in old:
            one.close()

    def close(self) -> None:
        """Those that nobody uses."""
        with self._lock:
            old = list(self._idle)
            self._idle.clear()
        for _, line in old:
            line.close()
