"""The sealer against writers that commit in any order, beside one that reads past the last id.

If the control misses nothing, the race was none and the sealer's own result proves nothing.
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

import pytest
from django.db import connection, transaction

from field_api.ledger import actions as ledger
from field_api.ledger.models import Event, Leaf
from field_api.ledger.rules import Act
from tests.ledger.sealed import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WRITERS, EACH = 12, 40
LONGEST = 0.05  # seconds that a writer dawdles before it commits


class Rollback(Exception):
    pass


def in_thread(job: Callable[[], set[int]]) -> Callable[[], set[int]]:
    def run() -> set[int]:
        try:
            return job()
        finally:
            connection.close()

    return run


def write(seed: int) -> set[int]:
    """Events in transactions that dawdle, and then commit or give up."""
    dice, committed = random.Random(seed), set()
    for n in range(EACH):
        try:
            with transaction.atomic():
                event = ledger.record(act=Act.ACCESS, actor=f"officer:{seed}", subject=f"entry:{n}")
                time.sleep(dice.uniform(0, LONGEST))
                if dice.random() < 0.1:
                    raise Rollback
        except Rollback:
            continue
        committed.add(event.pk)
    return committed


def sealed() -> int:
    ledger.seal()
    return Leaf.objects.count()


def seal(done: Flag) -> set[int]:
    while not done.is_set():
        ledger.seal()
        time.sleep(0.002)
    return set()


def read_on(done: Flag) -> set[int]:
    """The control: whatever is newer than the last that was seen."""
    seen: set[int] = set()
    while True:
        last = done.is_set()
        after = max(seen, default=0)
        seen |= set(Event.objects.filter(pk__gt=after).values_list("pk", flat=True))
        if last:
            return seen
        time.sleep(0.002)


def test_every_event_is_sealed_once_where_a_reader_of_ids_misses_some() -> None:
    done = Flag()
    with ThreadPoolExecutor(WRITERS + 3) as pool:
        # Two, as two workers would: one of them finds the lock taken.
        sealers = [pool.submit(in_thread(lambda: seal(done))) for _ in range(2)]
        control = pool.submit(in_thread(lambda: read_on(done)))
        writers = [pool.submit(in_thread(lambda n=n: write(n))) for n in range(WRITERS)]
        committed = set().union(*(writer.result() for writer in writers))
        done.set()
        for sealer in sealers:
            sealer.result()
        missed = committed - control.result()
    until(lambda: sealed() == len(committed))
    assert set(Leaf.objects.values_list("event", flat=True)) == committed
    assert missed, "the control missed nothing: there was no race"
    leaves, _, unsealed, bad = ledger.verify()
    assert (leaves, unsealed, bad) == (len(committed), 0, None)


def test_an_open_transaction_holds_back_only_what_it_must() -> None:
    """What it wrote waits for it; nothing that it may yet come before is passed over."""
    with ThreadPoolExecutor(1) as pool:
        wrote, go = Flag(), Flag()

        def dawdle() -> set[int]:
            with transaction.atomic():
                event = ledger.record(act=Act.ACCESS, actor="officer:1", subject="entry:1")
                wrote.set()
                assert go.wait(60)
            return {event.pk}

        slow = pool.submit(in_thread(dawdle))
        try:
            assert wrote.wait(60)
            with transaction.atomic():
                ledger.record(act=Act.ACCESS, actor="officer:2", subject="entry:2")
            assert ledger.seal() == 0
            assert ledger.lag_seconds() > 0
        finally:
            go.set()
        slow.result()
    until(lambda: sealed() == 2)
    assert list(Leaf.objects.order_by("position").values_list("event", flat=True)) == sorted(
        Event.objects.values_list("pk", flat=True)
    )
