"""Entries through the door: one by one and fifty at a time, by one officer and by four; first while
the worker carries them on to the systems, then while every system is paused.

The same run measures a plain Django REST framework view that stores the same note by one INSERT,
and PostgreSQL alone. What the figures stand on is in docs/bench.md.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import orjson

from backend.bench import baselines, officers, processes
from backend.bench.figures import Bench, Figure, share
from backend.bench.load import Client, drive
from backend.handset import Handset
from backend.runtime.processes import Process
from backend.story.tale import Failed
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.identity.models import Officer

BATCH = 50
AT_ONCE = (1, officers.OFFICERS)
_WARM_UP = 8
_PLAIN, _ROWS = "a plain DRF view, one by one", "PostgreSQL alone, 50 rows a statement"
_CARRIED_WITHIN = 40.0


@dataclass(frozen=True, slots=True)
class Run:
    """What one run showed. `taken` are seconds for each request, in rising order."""

    entries: int
    seconds: float
    taken: Sequence[float]
    cpu: float

    @property
    def rate(self) -> float:
        return self.entries / self.seconds

    @property
    def cpu_ms(self) -> float:
        return self.cpu / self.entries * 1000

    def ms(self, part: float) -> float:
        return share(self.taken, part) * 1000


@dataclass(frozen=True, slots=True)
class Server:
    """Processes of ours, and the name their connections have in PostgreSQL."""

    process: Process
    application: str

    def cpu(self) -> dict[int, float]:
        pids = [*processes.tree(self.process.pid), *processes.serving(self.application)]
        return processes.cpu(pids)


def figures(bench: Bench) -> Iterator[Figure]:
    with ExitStack() as end:
        sign_ins = bench.house.sign_ins
        handsets = [end.enter_context(officers.signed_in(bench.house.base, s)) for s in sign_ins]
        carrying = _pushed(bench, handsets)
        carried = _carried(bench)
        pause()
        bench.say("  all systems are paused")
        paused = _pushed(bench, handsets)
    plain = _plain(bench)
    for at_once in AT_ONCE:
        for how, runs in (("entries", carrying), ("entries.paused", paused)):
            for form, size in (("single", 1), ("batch", BATCH)):
                name = f"{how}.{form}.officers-{at_once}"
                yield from _shown(name, runs[size, at_once], plain[at_once])
    for at_once in AT_ONCE:
        bench.say(f"  PostgreSQL alone, {at_once} connections")
        rate, _ = baselines.rows_a_second(bench.house, at_once, min(bench.seconds, 2.0))
        run = paused[BATCH, at_once]
        name = f"entries.paused.batch.officers-{at_once}.rate_beside_rows"
        yield Figure(name, run.rate, "entries/s", run.entries, rate, _ROWS)
    yield from carried


def pause() -> None:
    """What is pushed from now on waits, as while every system is away: the push stands alone."""
    by = Officer.objects.earliest("pk")
    for system in System.objects.all():
        connectors.pause(system=system, by=by, reason="the bench measures pushes alone")


def _shown(name: str, run: Run, plain: Run) -> Iterator[Figure]:
    n = len(run.taken)
    yield Figure(f"{name}.rate", run.rate, "entries/s", run.entries, plain.rate, _PLAIN)
    yield Figure(f"{name}.p50", run.ms(0.5), "ms/request", n, plain.ms(0.5), _PLAIN)
    yield Figure(f"{name}.p99", run.ms(0.99), "ms/request", n, plain.ms(0.99), _PLAIN)
    yield Figure(f"{name}.cpu", run.cpu_ms, "ms/entry", run.entries, plain.cpu_ms, _PLAIN)


def _pushed(bench: Bench, handsets: Sequence[Handset]) -> dict[tuple[int, int], Run]:
    """By entries in a push and officers at once."""
    server = Server(bench.house.supervisor.running["web"], "fieldbook-web")
    for size in (1, BATCH):
        _push(bench, server, handsets, size, _WARM_UP if size == 1 else 1)
    runs = {}
    for size in (1, BATCH):
        for at_once in AT_ONCE:
            pushes = max(1, bench.n // at_once if size == 1 else 4 * bench.n // size // at_once)
            bench.say(f"  {at_once} officers push {pushes} times each, {size} entries a time")
            runs[size, at_once] = _push(bench, server, handsets[:at_once], size, pushes)
    return runs


def _push(bench: Bench, server: Server, handsets: Sequence[Handset], size: int, pushes: int) -> Run:
    ready = [officers.sealed(handset, pushes, size) for handset in handsets]
    clients = [Client(bench.house.base, each.requests) for each in ready]
    seconds, cpu = _watched(server, lambda: drive(clients, bench.seconds))
    for each, client in zip(ready, clients, strict=True):
        each.sent(len(client.answers))
    _check(clients)
    taken = sorted(one for client in clients for one in client.taken)
    return Run(len(taken) * size, seconds, taken, cpu)


def _watched(server: Server, work: Callable[[], float]) -> tuple[float, float]:
    before = server.cpu()
    seconds = work()
    return seconds, processes.spent(before, server.cpu())


def _check(clients: Sequence[Client]) -> None:
    """A figure about entries that were not taken would be about nothing."""
    for client in clients:
        for answer in client.answers:
            for result in orjson.loads(answer)["results"]:
                if result["status"] != "accepted" or result["problems"]:
                    raise Failed(f"an entry of the bench was not taken: {result}")


def _carried(bench: Bench) -> list[Figure]:
    """What was left to deliver when the pushes ended, while nothing but delivery ran."""
    worker = Server(bench.house.supervisor.running["worker"], "fieldbook-worker")
    left = Delivery.objects.open().count()
    bench.say(f"  the worker carries the {left} deliveries that are left")
    seconds, cpu = _watched(worker, _emptied)
    still = Delivery.objects.open().count()
    if still:
        bench.say(f"  {still} are still left, and disturb what is measured next")
    done = max(1, left - still)
    return [
        Figure("entries.carried.rate", done / seconds, "deliveries/s", done),
        Figure("entries.carried.cpu", cpu / done * 1000, "ms/delivery", done),
    ]


def _emptied() -> float:
    """Wait until nothing is left to deliver, or for so long; the seconds it took."""
    begun = time.monotonic()
    while Delivery.objects.open().exists() and time.monotonic() - begun < _CARRIED_WITHIN:
        time.sleep(0.05)
    return time.monotonic() - begun


def _plain(bench: Bench) -> dict[int, Run]:
    process, address = baselines.plain(bench.house)
    server = Server(process, baselines.APPLICATION_NAME)
    _post(bench, server, address, officers.OFFICERS, _WARM_UP)
    runs = {}
    for at_once in AT_ONCE:
        bench.say(f"  the plain view, {at_once} clients")
        runs[at_once] = _post(bench, server, address, at_once, max(1, bench.n // at_once))
    return runs


def _post(bench: Bench, server: Server, address: str, at_once: int, posts: int) -> Run:
    clients = [
        Client(address, [baselines.plain_note() for _ in range(posts)]) for _ in range(at_once)
    ]
    seconds, cpu = _watched(server, lambda: drive(clients, bench.seconds))
    taken = sorted(one for client in clients for one in client.taken)
    return Run(len(taken), seconds, taken, cpu)
