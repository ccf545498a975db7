"""Handsets that wait: what one costs in memory, what all cost while nothing happens, and how long
after the commit one hears. First as streams, then as long polls, each in a fresh process.
"""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import uuid4

from django.db import connection

from backend import wake
from backend.bench import processes
from backend.bench.entries import pause
from backend.bench.figures import Bench, Figure, share
from backend.bench.wake_handsets import Crowd, Waiting, officers
from backend.runtime import sandboxes, waking
from field_api.feed import actions as feed
from field_api.feed.rules import Kind

_HOST = "127.0.0.1"
_KIB, _MIB = 1024, 1024 * 1024
_PORTION = 500  # most recipients of one piece of feed.work
_SETTLING = 1.0


def figures(bench: Bench) -> Iterator[Figure]:
    """Seven and a half times `--n` handsets: 1,500 unless told."""
    pause()
    handsets = officers(max(bench.n * 15 // 2, 2))
    for name in ("stream", "wait"):
        bench.say(f"  {len(handsets)} handsets: {name}")
        yield from _measured(bench, name, handsets)


def _measured(bench: Bench, name: str, handsets: Sequence[Waiting]) -> list[Figure]:
    url = f"http://{_HOST}:{sandboxes.any_port(_HOST)}"
    limit = {"WAKE_LIMIT": str(2 * len(handsets))}
    program = replace(waking.program(url, limit), name=f"wake-{name}")
    process = bench.house.supervisor.start(program)
    for each in handsets:
        each.open, each.woken = False, []
    try:
        crowd = Crowd(url, handsets, stream=name == "stream")
        return asyncio.run(_waiting(bench, f"wake.{name}", crowd, process.pid))
    finally:
        bench.house.supervisor.running.pop(program.name).end()


async def _waiting(bench: Bench, name: str, crowd: Crowd, pid: int) -> list[Figure]:
    count, at_rest = len(crowd.handsets), _pss(pid)
    await crowd.open()
    try:
        await asyncio.sleep(_SETTLING)
        each = (_pss(pid) - at_rest) / count / _KIB
        # First, so that each of them has a head to be read.
        everybody = await _all_at_once(bench, crowd.handsets)
        idle, database = await _idle(6 * bench.seconds, pid)
        waits = await _one_by_one(bench, crowd.handsets)
    finally:
        await crowd.close()
    return [
        Figure(f"{name}.memory.rest", at_rest / _MIB, "MiB", 1),
        Figure(f"{name}.memory.each", each, "KiB", count),
        Figure(f"{name}.idle.cpu", idle, "% of a processor", count),
        Figure(f"{name}.idle.database", database, "% of a processor", count),
        Figure(f"{name}.poke.p50", 1000 * share(waits, 0.5), "ms", len(waits)),
        Figure(f"{name}.poke.p99", 1000 * share(waits, 0.99), "ms", len(waits)),
        Figure(f"{name}.all.last", 1000 * everybody, "ms", count),
    ]


def _pss(root: int) -> int:
    return sum(processes.pss(pid) for pid in processes.tree(root))


async def _idle(seconds: float, pid: int) -> tuple[float, float]:
    """Per cent of one processor: of the process, and of what serves it in PostgreSQL."""
    groups = processes.tree(pid), await asyncio.to_thread(_serving)
    before = [processes.cpu(group) for group in groups]
    begun = time.monotonic()
    await asyncio.sleep(seconds)
    took = time.monotonic() - begun
    used = [
        processes.spent(old, processes.cpu(group))
        for group, old in zip(groups, before, strict=True)
    ]
    return 100 * used[0] / took, 100 * used[1] / took


def _serving() -> list[int]:
    try:
        return processes.serving("fieldbook-wake")
    finally:
        connection.close()


async def _one_by_one(bench: Bench, handsets: Sequence[Waiting]) -> list[float]:
    """Seconds from a commit to its one handset, sorted."""
    chance = random.Random(1)  # noqa: S311 (the same handsets each time)
    waits, ends = [], time.monotonic() + 12 * bench.seconds
    while len(waits) < bench.n and time.monotonic() < ends:
        handset = chance.choice(handsets)
        heard = len(handset.woken)
        at = await asyncio.to_thread(_tell, [handset])
        await _until(bench, [(handset, heard)])
        waits.append(handset.woken[heard] - at)
        await asyncio.sleep(chance.uniform(0, wake.EVERY))  # no step with its looks
    return sorted(waits)


async def _all_at_once(bench: Bench, handsets: Sequence[Waiting]) -> float:
    """Seconds from the last commit of an alert to all of them until the last one has heard."""
    heard = [(each, len(each.woken)) for each in handsets]
    for number in range(0, len(handsets), _PORTION):
        at = await asyncio.to_thread(_tell, handsets[number : number + _PORTION])
    await _until(bench, heard)
    return max(each.woken[before] for each, before in heard) - at


def _tell(handsets: Sequence[Waiting]) -> float:
    """The moment of the commit. In a thread of its own: the loop has handsets to hear."""
    try:
        with feed.work():
            recipients = [each.officer for each in handsets]
            feed.tell(recipients=recipients, kind=Kind.SUBMISSION, doc=uuid4())
        return time.monotonic()
    finally:
        connection.close()


async def _until(bench: Bench, expected: Sequence[tuple[Waiting, int]]) -> None:
    ends = time.monotonic() + 30 + 4 * bench.seconds
    while not all(len(handset.woken) > before for handset, before in expected):
        if time.monotonic() > ends:
            raise OSError("a handset of the bench was never woken")
        await asyncio.sleep(0.002)
