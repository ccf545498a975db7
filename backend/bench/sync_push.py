"""W1, single entries, and W2, batches of fifty: ours, the baseline's, and PostgreSQL alone.

One entry a request by 1, 8 and 32 clients, each an officer on a handset; fifty by 1 and 8.
"""

from collections.abc import Callable, Iterator, Sequence

import orjson

from backend.bench import pgbench, processes
from backend.bench.entries import Run
from backend.bench.figures import Bench, Figure
from backend.bench.load import Request
from backend.bench.officers import Handset, sealed
from backend.bench.sync_people import Plain
from backend.bench.wire import Driven, drive
from backend.story.tale import Failed

SINGLES, BATCHES, BATCH = (1, 8, 32), (1, 8), 50
_SINGLES_A_RUN, _BATCHED_A_RUN = 8, 40  # times --n: 1,600 and 8,000 entries by default
_WARM_UP = 4
_ONE_BY_ONE = "a DRF ModelViewSet with TokenAuthentication, one by one"
_LIST = "the same with ListSerializer and bulk_create, fifty a request"
_ROW, _ROWS = "pgbench, one row a statement", "pgbench, fifty rows a statement"

Pushed = Callable[[int, int, int], Run]  # clients, requests of each, notes in a request


def figures(bench: Bench, handsets: Sequence[Handset], plain: Plain) -> Iterator[Figure]:
    ours, theirs = _ours(bench, handsets), _theirs(bench, plain)
    for work in (ours, theirs):
        work(8, _WARM_UP, 1)
        work(8, 1, BATCH)
    row, rows = pgbench.rates(bench, clients=8, rows=BATCH)
    yield Figure("sync.raw.single.rate", row, "rows/s", 8)
    yield Figure("sync.raw.multi.rate", rows, "rows/s", 8)
    alone = {}
    for clients in SINGLES:
        count = _each(bench, _SINGLES_A_RUN, clients, 1)
        bench.say(f"  {clients} clients push {count} times each, one entry a time")
        run, alone[clients] = ours(clients, count, 1), theirs(clients, count, 1)
        yield from _shown(f"sync.w1.clients-{clients}", run, alone[clients])
        if clients == 8:
            yield _beside(f"sync.w1.clients-{clients}.rate_beside_raw", run, row, _ROW)
    for clients in BATCHES:
        count = _each(bench, _BATCHED_A_RUN, clients, BATCH)
        bench.say(f"  {clients} clients push {count} times each, {BATCH} entries a time")
        run, listed = ours(clients, count, BATCH), theirs(clients, count, BATCH)
        yield from _batched(f"sync.w2.clients-{clients}", run, alone[clients], listed, rows)


def _each(bench: Bench, times: int, clients: int, size: int) -> int:
    return max(1, bench.n * times // size // clients)


def _shown(name: str, run: Run, plain: Run) -> Iterator[Figure]:
    yield Figure(f"{name}.rate", run.rate, "notes/s", run.entries, plain.rate, _ONE_BY_ONE)
    yield from _waited(name, run, plain, _ONE_BY_ONE)
    yield Figure(f"{name}.cpu", run.cpu_ms, "ms/note", run.entries, plain.cpu_ms, _ONE_BY_ONE)


def _batched(name: str, run: Run, alone: Run, listed: Run, rows: float) -> Iterator[Figure]:
    n = run.entries
    yield Figure(f"{name}.rate", run.rate, "notes/s", n, alone.rate, _ONE_BY_ONE)
    yield Figure(f"{name}.cpu", run.cpu_ms, "ms/note", n, alone.cpu_ms, _ONE_BY_ONE)
    yield _beside(f"{name}.rate_beside_list", run, listed.rate, _LIST)
    yield Figure(f"{name}.cpu_beside_list", run.cpu_ms, "ms/note", n, listed.cpu_ms, _LIST)
    yield from _waited(name, run, listed, _LIST)
    yield _beside(f"{name}.rate_beside_raw", run, rows, _ROWS)


def _waited(name: str, run: Run, plain: Run, against: str) -> Iterator[Figure]:
    for word, part in (("p50", 0.5), ("p99", 0.99)):
        value, base = run.ms(part), plain.ms(part)
        yield Figure(f"{name}.{word}", value, "ms/request", len(run.taken), base, against)


def _beside(name: str, run: Run, rate: float, against: str) -> Figure:
    return Figure(name, run.rate, "notes/s", run.entries, rate, against)


def _ours(bench: Bench, handsets: Sequence[Handset]) -> Pushed:
    def pushed(clients: int, count: int, size: int) -> Run:
        ready = [sealed(each, count, size) for each in handsets[:clients]]
        requests = [each.requests for each in ready]
        run, driven = _run(bench, bench.house.pid("web"), bench.house.base, requests, size)
        for each, client in zip(ready, driven.clients, strict=True):
            each.sent(len(client.bodies))
        _check(driven, size)
        return run

    return pushed


def _theirs(bench: Bench, plain: Plain) -> Pushed:
    def posted(clients: int, count: int, size: int) -> Run:
        requests = [
            [plain.note(user) if size == 1 else plain.notes(user, size) for _ in range(count)]
            for user in range(clients)
        ]
        return _run(bench, plain.process.pid, plain.address, requests, size)[0]

    return posted


def _run(
    bench: Bench, web: int, address: str, requests: Sequence[Sequence[Request]], size: int
) -> tuple[Run, Driven]:
    postgres = bench.house.pid("postgres")
    before = processes.spent_by([web], postgres)
    driven = drive(address, requests, bench.seconds)
    used = processes.spent_by([web], postgres) - before
    taken = sorted(one for client in driven.clients for one in client.taken)
    return Run(len(taken) * size, driven.seconds, taken, used), driven


def _check(driven: Driven, size: int) -> None:
    """A verdict for each item, and a good one: any other figure would be about nothing."""
    for client in driven.clients:
        for answer in client.bodies:
            results = orjson.loads(answer)["results"]
            refused = [one for one in results if one["status"] != "accepted" or one["problems"]]
            if refused or len(results) != size:
                raise Failed(f"entries of the bench were not taken: {refused[:1]}")
