"""Officers who write, push, correct and approve, whatever happens to the house meanwhile."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.db import DatabaseError, close_old_connections

from backend.handset import Handset, Item, Offline, Refused
from backend.runtime.signins import SignIn
from backend.story import deciding, entering
from backend.story.bodies import KINDS, body
from backend.story.tale import until

_BREATH = (0.05, 0.4)
_AGAIN = 0.25
SIGNED_WITHIN = 90.0


@dataclass
class Officer:
    """One handset. `refused` holds (moment, ids) of pushes that were answered 5xx."""

    handset: Handset
    chance: random.Random
    written: list[Item] = field(default_factory=list)
    refused: list[tuple[float, frozenset[str]]] = field(default_factory=list)
    repeated: set[str] = field(default_factory=set)

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._write()
            self.push()
            stop.wait(self.chance.uniform(*_BREATH))

    def _write(self) -> None:
        kind, number = self.chance.choice(KINDS), len(self.written)
        before = [one for one in self.written if one["kind"] == kind == "note"]
        if before and self.chance.random() < 0.3:
            earlier = self.chance.choice(before)
            made = self.handset.write(
                kind,
                body(kind, f"Corrected {number}."),
                submission=earlier["submission"],
                parents=(earlier["last"],),
            )
            earlier["last"] = made["id"]
        else:
            made = self.handset.write(kind, body(kind, f"Entry {number}."))
            self.written.append({**made, "kind": kind, "last": made["id"]})

    def push(self) -> bool:
        """Whether everything is signed for."""
        sent = frozenset(item["id"] for item in self.handset.outbox[:200])
        begun = time.monotonic()
        try:
            results = self.handset.push()
        except Refused as refused:
            if refused.status >= 500:
                self.refused.append((begun, sent))
            return False
        except (Offline, ValueError):  # ValueError: half an answer, from a server that was killed
            return False
        self.repeated |= {one["id"] for one in results if one["status"] == "duplicate"}
        return not self.handset.outbox

    def refused_after_commit(self, away: Sequence[tuple[float, float]]) -> int:
        """Entries that were answered 5xx and then found to be there. While the database itself is
        killed nobody can know what a commit that got no answer did, so these do not count.
        """
        clear = (ids for at, ids in self.refused if not any(a - 20 <= at <= b for a, b in away))
        return len(frozenset().union(*clear) & self.repeated)


@dataclass
class Patrol:
    officers: list[Officer]
    sergeant: Handset
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def working(self) -> Iterator[None]:
        threads = [threading.Thread(target=one.work, args=(self._stop,)) for one in self.officers]
        threads.append(threading.Thread(target=self._approve_on))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def finish(self) -> None:
        """Everything is signed for and decided. Raises Failed."""
        for one in self.officers:
            until(one.push, SIGNED_WITHIN, "a handset could not push")
        until(self.approve, SIGNED_WITHIN, "the sergeant could not decide")

    def _approve_on(self) -> None:
        while not self._stop.wait(_AGAIN):
            self.approve()

    def approve(self) -> bool:
        """Whether nothing waits for a decision any more."""
        # The sergeant's codes come from the database, whose process may have been killed since.
        close_old_connections()
        with suppress(Offline, Refused, ValueError, DatabaseError):
            waiting = self.sergeant.call("GET", "submissions?queue=review")["submissions"]
            waiting = [one for one in waiting if one["state"] == "needs_review"]
            if waiting:
                deciding.approve(self.sergeant, waiting[: deciding.MOST])
            return not waiting
        return False


def signed_in(base: str, sign_ins: Sequence[SignIn], seed: int) -> Patrol:
    """The seeded people, each on a handset of their own; the third is the sergeant."""
    handsets = []
    for who in sign_ins:
        handset = Handset(base, name="Chaos handset")
        entering.sign_in(handset, who)
        handsets.append(handset)
    writers = [Officer(one, random.Random(f"{seed}-{n}")) for n, one in enumerate(handsets[:2])]  # noqa: S311
    return Patrol(writers, handsets[2])
