"""Calls to one system that are under way: a few threads that take one claim after another."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from field_api.delivery.actions.calls import Call
from field_api.delivery.actions.lanes import Claim

GATHER_SECONDS = 0.05
"""How long answers are gathered, while others are on their way, to be written down together."""

_PATIENCE = 0.01
"""A system from which nothing comes back for so long is slow: more calls can wait for it."""

_AT_FIRST = 2
"""Calls at once to a system until it is seen to be slow: threads of Python that are busy hinder one
another, so that sixty-four of them brought less to a quick system than two."""


class Flight:
    """`width` is how many claims are held at most, `call` carries one of them and never raises.

    The threads go on by themselves, so that calls go out while what came back is written down.
    """

    def __init__(self, pool: Executor, call: Callable[[Claim, float], Call], width: int) -> None:
        self._pool = pool
        self._call = call
        self._width = width
        self._at_once = min(_AT_FIRST, width)
        self._change = threading.Condition()
        self._ready: deque[tuple[Claim, float]] = deque()
        self._back: list[Call] = []
        self._threads = 0
        self._over = 0.0
        self.held = 0
        """Claims that were given and not yet taken back."""
        self.lost = 0
        """Calls that did not come back before their leases ended, and so never will."""

    def begin(self, claims: Sequence[Claim], until: float) -> None:
        """Call these, whose leases end at `until`."""
        with self._change:
            self.held += len(claims)
            self._over = max(self._over, until)
            self._ready.extend((one, until) for one in claims)
        self._man()

    def landed(self) -> list[Call]:
        """What came back: half of the width together, or all that is held, or what there is after
        a while. Past the last lease nothing more is waited for: no deadline of a connector's is
        proof that it ends, and the system would stand still until this process does.
        """
        ends = time.monotonic() + GATHER_SECONDS
        with self._change:
            while not self._enough():
                before = len(self._back)
                self._change.wait(_PATIENCE)
                if self._back and time.monotonic() >= ends:
                    break
                if time.monotonic() >= self._over:
                    self._give_up()
                elif len(self._back) == before:
                    self._widen()
            calls, self._back = self._back, []
            self.held -= len(calls)
        return calls

    def _give_up(self) -> None:
        self._ready.clear()
        self.lost = self.held - len(self._back)
        self.held = len(self._back)

    def _enough(self) -> bool:
        return len(self._back) >= min(self.held, max(self._width // 2, 1))

    def _widen(self) -> None:
        self._at_once = min(self._at_once * 2, self._width)
        self._man()

    def _man(self) -> None:
        with self._change:
            more = min(self._at_once - self._threads, len(self._ready))
            self._threads += max(more, 0)
        for _ in range(more):
            self._pool.submit(self._through)

    def _through(self) -> None:
        work = self._next(None)
        while work is not None:
            work = self._next(self._call(*work))

    def _next(self, done: Call | None) -> tuple[Claim, float] | None:
        with self._change:
            if done is not None:
                self._back.append(done)
                if self._enough():
                    self._change.notify()
            if self._ready:
                return self._ready.popleft()
            self._threads -= 1
            return None
