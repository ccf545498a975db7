"""The blows themselves. Every process struck is one this run started, by its own id."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx2
import redis

from backend.chaos.plan import KILLS, Blow, What
from backend.runtime import places
from backend.runtime.stack import Running
from backend.story import proof

_DROP_SECONDS, _MUTE_SECONDS = 3.0, 1.5
_QUEUES = ("drain", "query", "periodic")


@dataclass
class Havoc:
    """Strikes the house as planned, in a thread of its own. `struck` counts what was done."""

    house: Running
    plan: list[Blow]
    say: Callable[[str], None]
    struck: Counter[str] = field(default_factory=Counter)
    database_away: list[tuple[float, float]] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return sum(self.struck[what.value] for what in KILLS)

    @contextmanager
    def raging(self) -> Iterator[None]:
        """Until the plan is over; afterwards every fault is healed."""
        thread = threading.Thread(target=self._rage, name="havoc")
        thread.start()
        try:
            yield
        finally:
            thread.join()
            self._heal()

    def _rage(self) -> None:
        begun = time.monotonic()
        for blow in self.plan:
            time.sleep(max(blow.at - (time.monotonic() - begun), 0))
            # What is down already can't be struck: the plan goes on.
            with suppress(OSError, KeyError, redis.RedisError, httpx2.HTTPError):
                self._strike(blow)
                self.struck[blow.what.value] += 1
                self.say(f"  {blow.at:5.1f} s  {blow.what.value} {blow.system}".rstrip())

    def _strike(self, blow: Blow) -> None:
        match blow.what:
            case What.WORKER | What.WEB | What.WAKE:
                os.killpg(self.house.pid(blow.what.value), signal.SIGKILL)
            case What.BROKER:
                os.killpg(self.house.pid("valkey"), signal.SIGKILL)
            case What.DATABASE:
                self._kill_database()
            case What.FLAP:
                os.killpg(self.house.pid(f"sandbox-{blow.system}"), signal.SIGKILL)
            case What.WIPE:
                with self._broker() as broker:
                    broker.flushall()
            case What.DROP:
                self._drop_hints()
            case What.MUTE:
                self._mute()
            case _:
                with proof.box(self.house.sandboxes[blow.system]) as http:
                    http.put("/faults", json=dict(blow.fault)).raise_for_status()

    def _kill_database(self) -> None:
        """The postmaster: what serves connections ends when it sees that, as after a power cut."""
        began = time.monotonic()
        os.killpg(self.house.pid("postgres"), signal.SIGKILL)
        self.database_away.append((began, time.monotonic() + 10.0))

    def _drop_hints(self) -> None:
        ends = time.monotonic() + _DROP_SECONDS
        with self._broker() as broker:
            while time.monotonic() < ends:
                for queue in _QUEUES:
                    broker.lpop(queue)
                time.sleep(0.005)

    def _mute(self) -> None:
        pid = self.house.pid("valkey")
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(_MUTE_SECONDS)
        finally:
            os.kill(pid, signal.SIGCONT)

    def _broker(self) -> "redis.Redis":
        socket = places.sockets(self.house.home) / "valkey.sock"
        return redis.Redis(unix_socket_path=str(socket), socket_timeout=2.0)

    def _heal(self) -> None:
        for box in self.house.sandboxes.values():
            for _ in range(100):
                with suppress(httpx2.HTTPError), proof.box(box) as http:
                    http.delete("/faults").raise_for_status()
                    break
                time.sleep(0.1)
