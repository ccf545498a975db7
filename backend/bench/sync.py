"""Sync: entries up, one by one and fifty at a time; news down, all of it and what is new, also
among a million others; what each cursor misses while sixteen push. Beside a plain ModelViewSet over
the same note, and PostgreSQL alone, all in one run.
"""

from collections.abc import Iterator

from backend.bench import processes, sync_people, sync_push
from backend.bench.entries import pause
from backend.bench.figures import Bench, Figure
from backend.bench.sync_people import Plain

_MIB = 1024 * 1024
_WEB = "the ModelViewSet's web processes"
_COLLAR = 9101


def figures(bench: Bench) -> Iterator[Figure]:
    house = bench.house
    pause()
    plain = sync_people.plain(house, max(sync_push.SINGLES) + 1)
    yield from _memory(bench, plain, "rest")
    people = sync_people.officers(_COLLAR, max(sync_push.SINGLES))
    handsets = [sync_people.handset(house.base, each) for each in people]
    yield from sync_push.figures(bench, handsets, plain)
    yield from _memory(bench, plain, "after")


def _memory(bench: Bench, plain: Plain, when: str) -> Iterator[Figure]:
    ours, theirs = (
        [processes.pss(pid) for pid in processes.tree(root)]
        for root in (bench.house.pid("web"), plain.process.pid)
    )
    name = f"sync.memory.web.{when}"
    yield Figure(name, sum(ours) / _MIB, "MiB", len(ours), sum(theirs) / _MIB, _WEB)
