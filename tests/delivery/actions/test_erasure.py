"""What is erased here is erased there, or a person sees to it; and none of it goes out any more."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery import actions as delivery
from field_api.delivery.actions import erasure, replay, tasks
from field_api.delivery.actions.erasure import Erased
from field_api.delivery.models import Delivery, Payload, Task
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.mapping import actions as mapping
from tests import make, written
from tests.delivery.parcels import DONE, claims, fresh, make_due, parcel, put, settled
from tests.delivery.replays import (
    WRONG,
    again,
    ended,
    latest,
    until_somebody_waits_for_a_lock,
    why,
)
from tests.queries.sandbox import TOKEN, Sandbox
from tests.written import SEARCH

pytestmark = pytest.mark.django_db

Boxes = dict[str, Sandbox]


def erased(subject: UUID) -> Erased:
    with feed.work():
        return erasure.erase(subject=subject, actor="officer:34-1", reason="review")


def order(of: Delivery) -> Delivery:
    return Delivery.objects.get(system=of.system, subject=of.subject_id, intent="erase")


def told(of: Delivery) -> Any:
    return json.loads(bytes(order(of).payload.body))


def test_a_system_that_has_it_is_told_behind_all_it_was_given(records: System) -> None:
    subject = uuid4()
    rows = [ended(DONE, subject=subject) for _ in range(2)]
    (made,) = erased(subject).deliveries
    row = fresh(made)
    assert (row.state, row.intent, row.lane_seq) == ("due", "erase", 3)
    assert told(row) == {"erase": str(subject), "keys": [str(one.key) for one in rows]}
    assert row.payload.content_type == "application/json"
    (held,) = claims(records)
    assert (held.id, held.item.intent, held.sha256) == (row.pk, "erase", row.payload_sha256)


def test_there_it_is_gone_when_it_has_been_told(boxes: Boxes) -> None:
    subject = uuid4()
    rows = [put(parcel(subject=subject))[0] for _ in range(2)]
    delivery.drain(rows[0].system_id)
    erased(subject)
    delivery.drain(rows[0].system_id)
    assert order(rows[0]).state == "delivered"
    for row in rows:
        url = f"{boxes['records'].url}/api/entries/by-key/{row.key}"
        answer = httpx2.get(url, headers={"Authorization": f"Bearer {TOKEN}"})
        assert (answer.status_code, answer.json()["error"]) == (404, "erased")


def test_a_system_that_can_not_be_told_is_a_persons_task(records: System) -> None:
    config = {"base_url": written.NOWHERE, "erase_path": None}
    written.system("records", config=config)
    was = ended(DONE)
    (task,) = erased(was.subject_id).tasks
    row = order(was)
    assert (row.state, task.todo, task.delivery_id) == ("held", "erase", row.pk)
    assert row.reason == "Records can't be told to erase: a person asks for it"
    tasks.done(task=task.pk, by=make.supervisor(), note="They erased it.")
    assert order(was).state == "cancelled"


def test_each_system_by_what_it_has(systems: dict[str, System]) -> None:
    made = {one.system.code: one for one in put(parcel(SEARCH))}
    settled(claims(systems["records"])[0], DONE)
    (only,) = erased(made["records"].subject_id).deliveries
    assert only.system.code == "records"
    assert fresh(made["stop-search"]).state == "cancelled"
    assert claims(systems["stop-search"]) == []


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (State.DELIVERED, True),
        (State.AWAITING, True),
        (State.UNCERTAIN, True),
        (State.POISONED, True),
        (State.REJECTED, False),
        (State.HELD, False),
    ],
)
def test_who_may_have_it_is_told(records: System, state: State, goes: bool) -> None:
    was = ended(Next(state, reason="r"))
    assert bool(erased(was.subject_id).deliveries) == goes
    expected = "delivered" if state is State.DELIVERED else "cancelled"
    assert fresh(was).state == expected
    assert fresh(was).reason == "the entry has been erased"


def test_what_it_took_and_then_rejected_it_may_still_have(records: System) -> None:
    was = ended(Next(State.REJECTED, reason="r", reference="RMS-1"))
    assert erased(was.subject_id).deliveries


def test_what_never_left_leaves_no_trace_outside(records: System) -> None:
    (made,) = put()
    found = erased(made.subject_id)
    assert (found.deliveries, found.tasks) == ([], [])
    assert claims(records) == []


def test_every_key_it_was_given_is_named_also_an_older_generations(records: System) -> None:
    was = ended(Next(State.UNCERTAIN, reason="silence"))
    again(make.supervisor(), was, fresh_key=True)
    settled(claims(records)[0], DONE)
    erased(was.subject_id)
    assert told(was)["keys"] == [str(was.key), str(latest(was).key)]


def test_a_call_under_way_loses_its_lease_and_brings_nothing_back(records: System) -> None:
    (made,) = put()
    (held,) = claims(records)
    until = fresh(made).due_at
    erased(made.subject_id)
    assert not settled(held, Next(State.DUE, reason="busy"))
    assert fresh(made).state == "cancelled"
    assert order(made).due_at == until + timedelta(seconds=records.settle_seconds)
    make_due()
    assert [one.id for one in claims(records)] == [order(made).pk]


def test_doubt_just_past_is_given_time_to_settle(records: System) -> None:
    was = ended(Next(State.DUE, ask_first=True, reason="silence"))
    erased(was.subject_id)
    wait = order(was).due_at - clock.now()
    assert wait > timedelta(seconds=records.settle_seconds - 4)
    assert fresh(was).state == "cancelled"


def test_bytes_go_and_hashes_stay(records: System) -> None:
    subject = uuid4()
    row = ended(DONE, subject=subject)
    (other,) = put()
    erased(subject)
    after = fresh(row)
    assert after.payload_sha256 == row.payload_sha256 != ""
    assert not Payload.objects.filter(delivery=row).exists()
    assert mapping.kept(row.revision) is None
    assert bytes(Payload.objects.get(delivery=other).body) and mapping.kept(other.revision)


def test_what_a_system_said_of_the_content_goes_too(records: System) -> None:
    fault = FieldFault("/summary", "names nobody called Sample")
    was = ended(Next(State.REJECTED, reason=fault.text, faults=(fault,)))
    erased(was.subject_id)
    task, row = Task.objects.get(), fresh(was)
    assert (task.text, bool(task.done_at)) == ("", True)
    assert "Sample" not in row.reason and row.faults == []


def test_nothing_of_it_goes_again(records: System) -> None:
    was = ended(DONE)
    erased(was.subject_id)
    assert why(was) == why(was, rerender=True) == "the entry has been erased"


def test_the_order_to_erase_itself_may_go_again(records: System) -> None:
    was = ended(DONE)
    erased(was.subject_id)
    settled(claims(records)[0], WRONG)
    again(make.supervisor(), order(was))
    rows = Delivery.objects.filter(intent="erase").order_by("generation")
    first, second = rows
    assert (first.state, second.state, second.generation) == ("cancelled", "due", 2)
    assert bytes(second.payload.body) == bytes(first.payload.body) != b""


def test_an_order_that_is_not_accepted_is_a_persons_business(records: System) -> None:
    was = ended(DONE)
    erased(was.subject_id)
    settled(claims(records)[0], Next(State.REJECTED, reason="not ours to erase"))
    assert Task.objects.open().get().delivery_id == order(was).pk


def test_erasing_twice_tells_once(records: System) -> None:
    was = ended(DONE)
    assert len(erased(was.subject_id).deliveries) == 1
    assert erased(was.subject_id).deliveries == []
    assert Delivery.objects.filter(intent="erase").count() == 1


def test_of_a_subject_nobody_was_told_of_there_is_nothing_to_do(records: System) -> None:
    assert erased(uuid4()) == Erased([], [])


def test_the_author_hears_and_the_ledger_says_who_was_told(records: System) -> None:
    author = make.officer()
    was = ended(DONE, tell=(author.pk,))
    before = feed.head(author.pk)
    erased(was.subject_id)
    assert feed.head(author.pk) != before
    event = Event.objects.get(act="erasure")
    assert (event.actor, event.purpose) == ("officer:34-1", "review")
    assert event.details == {"told": {"records": str(order(was).key)}, "asked": []}


def test_a_replay_under_way_passes_it_over(records: System) -> None:
    rows = [ended() for _ in range(2)]
    by = make.supervisor()
    scope = replay.Scope(states=(State.REJECTED,))
    made = replay.order(system=records, scope=scope, by=by, reason="fixed")
    erased(rows[0].subject_id)
    assert replay.run(made.pk, seconds=60) == 1
    assert [latest(row).generation for row in rows] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_what_is_just_being_sent_again_does_not_slip_past_it(
    records: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = ended()
    made = replay.order(
        system=records,
        scope=replay.Scope(deliveries=(was.pk,)),
        by=make.supervisor(),
        reason="fixed",
    )
    inside, go_on = threading.Event(), threading.Event()

    def linger(systems: set[int]) -> None:
        inside.set()
        assert go_on.wait(60)

    def closing(action: Callable[[], object]) -> object:
        try:
            return action()
        finally:
            connection.close()

    monkeypatch.setattr(replay, "nudge", linger)
    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(closing, lambda: replay.run(made.pk, seconds=60))
        assert inside.wait(60)
        erasing = pool.submit(closing, lambda: erased(was.subject_id))
        until_somebody_waits_for_a_lock()
        go_on.set()
        assert running.result(60) == 1 and erasing.result(60)
    assert (latest(was).generation, latest(was).state) == (2, "cancelled")
    assert claims(records) == []


def test_a_system_says_what_it_offers_also_without_its_secret(
    records: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = ended(DONE)
    monkeypatch.delenv(written.SECRET)
    assert len(erased(was.subject_id).deliveries) == 1
