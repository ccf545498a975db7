"""Sync: entries up, one by one and fifty at a time; news down, all of it and what is new, also
among a million others; what each cursor misses while sixteen push. Beside a plain ModelViewSet over
the same note, and PostgreSQL alone, all in one run.
"""

from collections.abc import Iterator

from backend.bench import processes, sync_people, sync_pull, sync_push, sync_skips
from backend.bench.entries import pause
from backend.bench.figures import Bench, Figure
from backend.bench.sync_people import Plain
from backend.bench.sync_pull import Readers

_MIB = 1024 * 1024
_WEB = "the ModelViewSet's web processes"
_COLLAR = 9101
_PUSHERS = max(sync_push.SINGLES)
_READERS, _FOLLOWED = slice(_PUSHERS, _PUSHERS + 2), _PUSHERS + 2


def figures(bench: Bench) -> Iterator[Figure]:
    house = bench.house
    pause()
    plain = sync_people.plain(house, _FOLLOWED + 1)
    yield from _memory(bench, plain, "rest")
    people = sync_people.officers(_COLLAR, _FOLLOWED + 1)
    handsets = [sync_people.handset(house.base, each) for each in people]
    yield from sync_push.figures(bench, handsets[:_PUSHERS], plain)
    followed = [sync_people.handset(house.base, people[-1]) for _ in range(sync_skips.CLIENTS)]
    yield from sync_skips.figures(bench, plain, _FOLLOWED, followed, handsets[-1])
    readers = Readers(people[_READERS], handsets[_READERS], range(_PUSHERS, _FOLLOWED))
    yield from sync_pull.figures(bench, plain, readers)
    yield from _memory(bench, plain, "after")


def _memory(bench: Bench, plain: Plain, when: str) -> Iterator[Figure]:
    ours, theirs = (
        [processes.pss(pid) for pid in processes.tree(root)]
        for root in (bench.house.pid("web"), plain.process.pid)
    )
    name = f"sync.memory.web.{when}"
    yield Figure(name, sum(ours) / _MIB, "MiB", len(ours), sum(theirs) / _MIB, _WEB)
