"""Many handsets' worth of the same batch at once: one entry each, one answer, nobody stuck."""

import json
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from celery import current_app
from django.db import connection

from field_api.delivery.models import Delivery
from field_api.feed.models import FeedEntry
from field_api.lib import hints
from field_api.notebook.models import Entry, Flag
from field_api.submissions.models import Revision, Submission
from tests import handset, written
from tests.handset import Handset, Item
from tests.sync.door import statuses
from tests.written import INTEL, NOTE, SEARCH

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, ROUNDS = 8, 3


def batch(mine: Handset, theirs: Handset) -> list[Item]:
    """Several kinds, a revision of one of them, and a colleague's: every lock there is."""
    root = uuid4()
    items = [mine.write(kind, written.body(kind)) for kind in (NOTE, SEARCH, INTEL)]
    items.append(mine.write(INTEL, written.body(INTEL), submission=root))
    items.append(
        mine.write(INTEL, written.body(INTEL), submission=root, parents=(items[-1]["id"],))
    )
    items += [theirs.write(kind, written.body(kind)) for kind in (NOTE, SEARCH)]
    return items


def test_the_same_batch_shuffled_from_many_threads_is_kept_once(mine: Handset) -> None:
    items, together = batch(mine, handset.of()), Barrier(THREADS)

    def push(seed: int) -> list[dict[str, object]]:
        dice, answers = random.Random(seed), []
        try:
            together.wait(60)
            for _ in range(ROUNDS):
                answers += mine.push(*dice.sample(items, len(items)))["results"]
            return answers
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        results = [one for answers in pool.map(push, range(THREADS)) for one in answers]
    said = Counter((result["id"], result.pop("status")) for result in results)
    for item in items:
        assert said[item["id"], "accepted"] == 1
        assert said[item["id"], "duplicate"] == THREADS * ROUNDS - 1
    assert len({json.dumps(result, sort_keys=True) for result in results}) == len(items)
    assert Entry.objects.count() == Revision.objects.count() == len(items)
    assert not Flag.objects.exists()
    assert Delivery.objects.count() == 6
    assert_gapless()


def assert_gapless() -> None:
    for recipient in set(FeedEntry.objects.values_list("recipient_id", flat=True)):
        entries = FeedEntry.objects.filter(recipient_id=recipient).order_by("seq")
        seqs = list(entries.values_list("seq", flat=True))
        assert len(seqs) == len(set(seqs)) == Submission.objects.filter(author=recipient).count()


def test_two_handsets_of_one_officer_revise_the_same_thing_at_once(mine: Handset) -> None:
    """Both are kept, whoever came first: a fork that is shown, not one that is lost."""
    (made,) = mine.push(mine.write(INTEL, written.body(INTEL)))["results"]
    root, other = str(mine.minted[-1]["id"]), handset.of(mine.officer)
    together = Barrier(2)

    def revise(phone: Handset) -> list[str]:
        item = phone.write(
            INTEL, written.body(INTEL), submission=made["submission"], parents=(root,)
        )
        try:
            together.wait(60)
            return statuses(phone.push(item))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(revise, [mine, other])) == [["accepted"], ["accepted"]]
    submission = Submission.objects.get(pk=made["submission"])
    assert (submission.state, submission.revisions.count()) == ("needs_attention", 3)


def test_two_handsets_of_one_officer_begin_the_same_thing_at_once(mine: Handset) -> None:
    other, submission, together = handset.of(mine.officer), uuid4(), Barrier(2)

    def begin(phone: Handset) -> str:
        item = phone.write(INTEL, written.body(INTEL), submission=submission)
        try:
            together.wait(60)
            while (said := statuses(phone.push(item))) == ["busy"]:
                pass
            return said[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(begin, [mine, other])) == ["accepted", "accepted"]
    assert Submission.objects.get().state == "needs_attention"
    assert Revision.objects.count() == 2


def test_without_a_broker_a_push_is_answered_and_the_broker_is_left_to_another_thread(
    mine: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    send = current_app.send_task

    def note_thread(*args: object, **named: object) -> object:
        asked.append(threading.current_thread().name)
        return send(*args, **named)

    monkeypatch.setattr(current_app, "send_task", note_thread)
    assert statuses(mine.push(mine.write(NOTE, written.body()))) == ["accepted"]
    hints._waiting.join()
    assert Delivery.objects.get().state == "due"
    assert set(asked) == {"hints"}  # to drain, and where it is time for it to read
