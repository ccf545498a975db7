"""The feed against writers that commit in any order, beside a plain sequence that must fail.

If the control loses nothing, the race was none and the feed's own result proves nothing.
"""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from uuid import UUID, uuid4

import pytest
from django.db import connection

from field_api.feed import actions as feed
from field_api.feed.models import FeedEntry
from field_api.feed.rules import Kind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

STREAMS, WRITERS, SECONDS = (1, 2, 3), 12, 8.0
LONGEST = 0.05  # seconds that a writer dawdles before it commits


class Rollback(Exception):
    pass


@contextmanager
def naive_feed() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (id bigserial PRIMARY KEY, stream bigint, doc uuid)")
        try:
            yield
        finally:
            cursor.execute("DROP TABLE naive")


def in_thread(job: Callable[[], set[UUID]]) -> Callable[[], set[UUID]]:
    def run() -> set[UUID]:
        try:
            return job()
        finally:
            connection.close()

    return run


def write(stream: int, seed: int, until: float) -> set[UUID]:
    """Both feeds in one transaction, then dawdle, then commit or give up."""
    dice, committed = random.Random(seed), set()
    while time.monotonic() < until:
        doc = uuid4()
        try:
            with feed.work(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO naive (stream, doc) VALUES (%s, %s)", [stream, doc])
                feed.tell(recipients=[stream], kind=Kind.SUBMISSION, doc=doc)
                time.sleep(dice.uniform(0, LONGEST))
                if dice.random() < 0.1:
                    raise Rollback
        except Rollback:
            continue
        committed.add(doc)
    return committed


def read_feed(stream: int, done: Event) -> set[UUID]:
    seen, cursor = set(), ""
    while True:
        last = done.is_set()
        page = feed.changes(recipient=stream, cursor=cursor, limit=7)
        seen |= {entry.doc for entry in page.entries}
        cursor = page.cursor
        if last and not page.more:
            return seen
        time.sleep(0.002)


def read_naive(stream: int, done: Event) -> set[UUID]:
    seen, last_id = set(), 0
    while True:
        last = done.is_set()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, doc FROM naive WHERE stream = %s AND id > %s ORDER BY id",
                [stream, last_id],
            )
            rows = cursor.fetchall()
        seen |= {doc for _, doc in rows}
        last_id = rows[-1][0] if rows else last_id
        if last:
            return seen
        time.sleep(0.002)


@pytest.mark.long
def test_the_feed_loses_nothing_where_a_sequence_does() -> None:
    done, until = Event(), time.monotonic() + SECONDS
    with naive_feed(), ThreadPoolExecutor(WRITERS + 2 * len(STREAMS)) as pool:
        told = [pool.submit(in_thread(lambda s=s: read_feed(s, done))) for s in STREAMS]
        control = [pool.submit(in_thread(lambda s=s: read_naive(s, done))) for s in STREAMS]
        writers = [
            pool.submit(in_thread(lambda n=n: write(STREAMS[n % len(STREAMS)], n, until)))
            for n in range(WRITERS)
        ]
        committed = set().union(*(writer.result() for writer in writers))
        done.set()
        heard = set().union(*(reader.result() for reader in told))
        control_heard = set().union(*(reader.result() for reader in control))
    assert heard == committed
    assert len(control_heard) < len(committed), "the control lost nothing: there was no race"
    assert_gapless()


def assert_gapless() -> None:
    for stream in STREAMS:
        entries = FeedEntry.objects.filter(recipient_id=stream).order_by("seq")
        seqs = list(entries.values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))


def test_writers_with_the_same_audience_in_any_order_do_not_deadlock() -> None:
    audience = list(range(1, 21))

    def tell(seed: int) -> set[UUID]:
        dice, docs = random.Random(seed), set()
        for _ in range(60):
            doc = uuid4()
            with feed.work():
                shuffled = dice.sample(audience, k=len(audience))
                feed.tell(recipients=shuffled, kind=Kind.SUBMISSION, doc=doc)
            docs.add(doc)
        return docs

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(in_thread(lambda n=n: tell(n))) for n in range(4)]
        told = set().union(*(job.result(timeout=60) for job in jobs))
    for officer in audience:
        entries = FeedEntry.objects.filter(recipient_id=officer)
        assert set(entries.values_list("doc_id", flat=True)) == told
