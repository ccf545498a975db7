"""W3: everything down, then ten news; alone in the tables, and among a million others'."""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.bench import processes, sync_rows
from backend.bench.figures import Bench, Figure, share
from backend.bench.officers import Handset
from backend.bench.sync_people import Plain
from backend.bench.sync_readers import Ours, Reader, Theirs
from backend.story.tale import Failed
from field_api.identity.models import Officer

NEWS = 10
_OWN, _ALL = 50, 5000  # times --n: 10,000 of one's own, 1,000,000 in all
_BEST_OF, _ROUNDS = 2, 20
_PLAIN = "a DRF ModelViewSet, CursorPagination of 500, updated_since"
_BEFORE = "ours with only the reader's own news in the feed"


@dataclass(frozen=True, slots=True)
class Readers:
    """Officers who have written nothing yet, on their handsets, and as many users of the baseline:
    the first reads alone, the second among the others."""

    officers: Sequence[Officer]
    handsets: Sequence[Handset]
    users: Sequence[int]


@dataclass(frozen=True, slots=True)
class Pulled:
    """Seconds for everything, ms of CPU a document, and seconds for each time ten were new."""

    documents: int
    full: float
    cpu_ms: float
    news: list[float]


def figures(bench: Bench, plain: Plain, readers: Readers) -> Iterator[Figure]:
    own, everything = bench.n * _OWN, bench.n * _ALL
    apart = everything // own
    alone, among = (Ours(bench.house, handset) for handset in readers.handsets)
    plain_alone, plain_among = (Theirs(plain, user) for user in readers.users)
    bench.say(f"  {own:,} documents of one reader")
    template = UUID(alone.write(1)[0])
    plain_alone.write(1)
    first, second = (str(officer.pk) for officer in readers.officers)
    sync_rows.documents(template, 1, first=1, last=own, step=1, author=first)
    sync_rows.news(1, first=1, last=own, step=1, recipient=first)
    sync_rows.plain_notes(rows=own, author=str(plain.keys[readers.users[0]]))
    sync_rows.settled()
    before = _measured(bench, alone, own)
    yield from _shown("sync.w3.alone", before, _measured(bench, plain_alone, own))
    bench.say(f"  {everything:,} rows, and among them {own:,} of another reader")
    others = f"CASE WHEN mod(n, {apart}) = 0 THEN {second} ELSE {first} END"
    step = min(sync_rows.OTHERS_DOCUMENTS, apart)
    sync_rows.documents(template, 2, first=step, last=everything, step=step, author=others)
    sync_rows.news(2, first=1, last=everything, step=1, recipient=_anyone(apart, second))
    users = [str(plain.keys[user]) for user in readers.users]
    theirs = f"CASE WHEN mod(n, {apart}) = 0 THEN {users[1]} ELSE {users[0]} END"
    sync_rows.plain_notes(rows=everything, author=theirs)
    sync_rows.settled()
    after = _measured(bench, among, own)
    yield from _shown("sync.w3.among", after, _measured(bench, plain_among, own))
    yield from _growth(before, after)


def _anyone(apart: int, reader: str) -> str:
    """Every so manieth is the reader's; the others are nobody's in particular, and a hundred."""
    return f"CASE WHEN mod(n, {apart}) = 0 THEN {reader} ELSE 1000000000 + mod(n, 101) END"


def _measured(bench: Bench, reader: Reader, least: int) -> Pulled:
    """`least` is how many documents there are to be read at the least."""
    # Else what is read is paid for with looks through all that this process has loaded, thousands
    # of sealed pushes among it: the more members a document has, the more often.
    gc.collect()
    gc.freeze()
    full = min((_full(bench, reader, least) for _ in range(_BEST_OF)), key=lambda one: one.full)
    rounds = max(2, min(_ROUNDS, bench.n // 10))
    full.news.extend(sorted(_news(reader) for _ in range(rounds)))
    return full


def _full(bench: Bench, reader: Reader, least: int) -> Pulled:
    postgres = bench.house.pid("postgres")
    reader.again()
    before, begun = processes.spent_by([reader.web], postgres), time.perf_counter()
    found = set(reader.read())
    took = time.perf_counter() - begun
    used = processes.spent_by([reader.web], postgres) - before
    if len(found) < least:
        raise Failed(f"a full pull brought {len(found)} documents of {least}")
    return Pulled(len(found), took, used * 1000 / len(found), [])


def _news(reader: Reader) -> float:
    written = set(reader.write(NEWS))
    begun = time.perf_counter()
    found = set(reader.read())
    took = time.perf_counter() - begun
    if not written <= found:
        raise Failed(f"{len(written - found)} of {NEWS} news did not come")
    return took


def _shown(name: str, ours: Pulled, plain: Pulled) -> Iterator[Figure]:
    n = ours.documents
    yield Figure(f"{name}.full", ours.full, "s", n, plain.full, _PLAIN)
    yield Figure(f"{name}.full.cpu", ours.cpu_ms, "ms/document", n, plain.cpu_ms, _PLAIN)
    for word, part in (("p50", 0.5), ("p99", 0.99)):
        value, base = share(ours.news, part) * 1000, share(plain.news, part) * 1000
        yield Figure(f"{name}.news.{word}", value, "ms", len(ours.news), base, _PLAIN)


def _growth(before: Pulled, after: Pulled) -> Iterator[Figure]:
    n = after.documents
    yield Figure("sync.w3.growth.full", after.full, "s", n, before.full, _BEFORE)
    value, base = share(after.news, 0.5) * 1000, share(before.news, 0.5) * 1000
    yield Figure("sync.w3.growth.news", value, "ms", len(after.news), base, _BEFORE)
