"""Requests that wait for the disk together.

A commit costs the same for one entry as for two hundred, and so does each of the statements before
it. So while one transaction of this process is under way, whoever comes waits, and all who wait are
then written by one of them. Who finds no transaction under way begins, and waits only for those
whose request has begun as well: a process that runs Python does their work or this one's, not both,
so the wait costs nothing, and what it would have cost to write each of them alone is saved. A body
that comes slowly holds nobody up for longer than `COMPANY`.
Each still gets an answer of their own, after the commit.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition, Event, local
from typing import Generic, TypeVar

COMPANY = 0.01  # seconds

L = TypeVar("L")
A = TypeVar("A")


class _Waiting(Generic[L, A]):
    """One request. `turn` is set when it has its answer, or when it is to write the next round."""

    def __init__(self, load: L, weight: int) -> None:
        self.load, self.weight, self.turn = load, weight, Event()
        self.answer: A | None = None
        self.failed: BaseException | None = None
        self.done = False


class Rounds(Generic[L, A]):
    """`write` takes the loads of one round and answers each, in order; what it raises every request
    of that round raises. A round weighs at most `most`, or is one load.
    """

    def __init__(self, write: Callable[[Sequence[L]], Sequence[A]], most: int) -> None:
        self._write, self._most = write, most
        self._lock, self._under_way = Condition(), False
        self._queue: deque[_Waiting[L, A]] = deque()
        self._coming, self._here = 0, local()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Around all of a request that may `join`, in the thread it does so in."""
        with self._lock:
            self._coming += 1
        self._here.comes = True
        try:
            yield
        finally:
            with self._lock:
                self._come()

    def _come(self) -> None:
        if getattr(self._here, "comes", False):
            self._here.comes = False
            self._coming -= 1
            if not self._coming:
                self._lock.notify()

    def join(self, load: L, weight: int) -> A:
        mine: _Waiting[L, A] = _Waiting(load, weight)
        with self._lock:
            self._come()
            self._queue.append(mine)
            waits, self._under_way = self._under_way, True
        if waits:
            mine.turn.wait()
        if not mine.done:
            self._lead()
        if mine.failed is not None:
            raise mine.failed
        return mine.answer  # type: ignore[return-value]  # done, and not failed

    def _lead(self) -> None:
        """Write the round that begins with this request, then leave the next to who waits first."""
        with self._lock:
            self._lock.wait_for(lambda: not self._coming, COMPANY)
            members = self._next()
        try:
            answers = self._write([one.load for one in members])
            for one, answer in zip(members, answers, strict=True):
                one.answer = answer
        except BaseException as error:
            for one in members:
                one.failed = error
            raise
        finally:
            for one in members:
                one.done = True
            self._hand_over(members)

    def _next(self) -> list[_Waiting[L, A]]:
        members = [self._queue.popleft()]
        weight = members[0].weight
        while self._queue and weight + self._queue[0].weight <= self._most:
            members.append(self._queue.popleft())
            weight += members[-1].weight
        return members

    def _hand_over(self, members: Sequence[_Waiting[L, A]]) -> None:
        with self._lock:
            self._under_way = bool(self._queue)
            following = self._queue[0] if self._queue else None
        for one in [*members, *([following] if following else [])]:
            one.turn.set()
