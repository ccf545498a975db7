"""Deliveries into a local sink: how fast a backlog drains, how soon a new one begins to arrive, and
what a dead or a slow system does to the others. Each beside one Celery task for each delivery.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from backend.bench import processes, queueing, tasking
from backend.bench.figures import Bench, Figure, share
from backend.bench.queueing import Sinks

_PLAIN = "one Celery task a delivery"
_A_SECOND = 10
_BACKLOG = 500  # times --n: 100,000 by default
_PLAIN_BACKLOG = 25


def figures(bench: Bench) -> Iterator[Figure]:
    with ExitStack() as end:
        sinks = end.enter_context(queueing.sinks(bench))
        plain = end.enter_context(tasking.worker(bench))
        yield from _drained(bench, sinks, plain)
        yield from _latency(bench, sinks, plain)
        yield from _isolation(bench, sinks, plain)


def _drained(bench: Bench, sinks: Sinks, plain: tasking.Worker) -> Iterator[Figure]:
    """`n` is how many were settled while it was measured."""
    rows = bench.n * _BACKLOG
    bench.say(f"  a backlog of {rows:,}")
    queueing.backlog(sinks.well, rows)
    ours = _measured(bench, queueing.resumed, queueing.settled, "worker", rows, 6 * bench.seconds)
    queueing.forget()
    rows = bench.n * _PLAIN_BACKLOG
    bench.say(f"  a backlog of {rows:,} tasks")
    plain.backlog(sinks, rows)
    theirs = _measured(bench, plain.begin, plain.settled, plain.name, rows, 6 * bench.seconds)
    plain.forget()
    (count, rate, cpu), (_, base_rate, base_cpu) = ours, theirs
    yield Figure("delivery.drain.rate", rate, "deliveries/s", count, base_rate, _PLAIN)
    yield Figure("delivery.drain.cpu", cpu, "ms CPU/delivery", count, base_cpu, _PLAIN)


def _measured(
    bench: Bench,
    begin: Callable[[], None],
    settled: Callable[[], int],
    worker: str,
    rows: int,
    seconds: float,
) -> tuple[int, float, float]:
    """(settled, settled a second, ms of CPU for each): the worker's and all of PostgreSQL's."""
    house = bench.house
    pids = [house.pid(worker)]
    begun, before = time.monotonic(), processes.spent_by(pids, house.pid("postgres"))
    begin()
    while True:
        time.sleep(1.0)
        count, taken = settled(), time.monotonic() - begun
        if count >= rows or taken > seconds:
            break
    used = processes.spent_by(pids, house.pid("postgres")) - before
    return count, count / taken, 1000 * used / max(count, 1)


def _latency(bench: Bench, sinks: Sinks, plain: tasking.Worker) -> Iterator[Figure]:
    """From commit to the first byte at the system, one at a time while nothing else happens."""
    bench.say(f"  {bench.n} deliveries, one at a time")
    ours = queueing.first_bytes(sinks, sinks.well[:1], bench.n, 0.05)[sinks.well[0]]
    theirs = plain.first_bytes(sinks, sinks.well[:1], bench.n, 0.05)[sinks.well[0]]
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        value, base = _ms(ours, part), _ms(theirs, part)
        yield Figure(f"delivery.first_byte.{name}", value, "ms", len(ours), base, _PLAIN)


def _isolation(bench: Bench, sinks: Sinks, plain: tasking.Worker) -> Iterator[Figure]:
    """Every entry goes to all systems, ten entries a second; `value` is what the healthy ones wait
    in the middle and at worst, `baseline` the same with a task for each.
    """
    count = max(int(_A_SECOND * bench.seconds * 2), 2)
    cases: dict[str, list[str]] = {
        "all_well": [],
        "one_dead": [sinks.dead],
        "one_slow": [sinks.slow],
    }
    for name, ill in cases.items():
        bench.say(f"  {count} entries, {_A_SECOND} a second, {name.replace('_', ' ')}")
        systems = [*sinks.well, *ill]
        ours = _healthy(queueing.first_bytes(sinks, systems, count, 1 / _A_SECOND), sinks)
        queueing.forget()
        theirs = _healthy(plain.first_bytes(sinks, systems, count, 1 / _A_SECOND), sinks)
        plain.forget()
        for word, part in (("p50", 0.5), ("p99", 0.99)):
            value, base = _ms(ours, part), _ms(theirs, part)
            yield Figure(f"delivery.{name}.{word}", value, "ms", len(ours), base, _PLAIN)


def _healthy(waits: dict[str, list[float]], sinks: Sinks) -> list[float]:
    return sorted(wait for code in sinks.well for wait in waits.get(code, ()))


def _ms(sorted_waits: Sequence[float], part: float) -> float:
    return share(sorted(sorted_waits), part) * 1000 if sorted_waits else float("nan")
