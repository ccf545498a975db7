"""Replays: which deliveries, on whose word, and each only once however it is run."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery import tasks
from field_api.delivery.actions import plans, replay
from field_api.delivery.actions.scopes import Scope
from field_api.delivery.models import Delivery, Replay
from field_api.delivery.rules import Next, State
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock, hints
from field_api.lib.problems import Problem
from tests import make
from tests.delivery.parcels import claims, parcel, put, settled
from tests.delivery.replays import (
    WRONG,
    again,
    ended,
    latest,
    these,
    until_somebody_waits_for_a_lock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db: None) -> Officer:
    return make.supervisor()


def test_states_and_times_choose(records: System, by: Officer) -> None:
    rows = [ended() for _ in range(3)]
    doubt = ended(Next(State.UNCERTAIN, reason="silence"))
    Delivery.objects.filter(pk=rows[0].pk).update(settled_at=Now() - timedelta(hours=3))
    Delivery.objects.filter(pk=rows[1].pk).update(settled_at=Now() - timedelta(hours=1))
    since, until = clock.now() - timedelta(hours=4), clock.now() - timedelta(hours=2)

    def chosen(**scope: Any) -> int:
        return plans.plan(system=records, scope=Scope(**scope), by=by).total

    assert chosen(since=since) == 4
    assert chosen(since=since, until=until) == 1
    assert chosen(states=(State.UNCERTAIN,)) == 1
    made = replay.order(
        system=records, scope=Scope(states=(State.REJECTED,), since=until), by=by, reason="fixed"
    )
    replay.run(made.pk, seconds=60)
    assert [latest(row).generation for row in (*rows, doubt)] == [1, 2, 2, 1]


def test_another_systems_are_not_touched(systems: dict[str, System], by: Officer) -> None:
    other = ended(system="intelligence")
    with pytest.raises(Problem) as refused:
        replay.order(system=systems["records"], scope=these(other), by=by, reason="fixed")
    assert refused.value.code == "nothing-to-send"


@pytest.mark.parametrize(
    ("scope", "reason", "code"),
    [
        (Scope(), "fixed", "scope-empty"),
        (Scope(states=(State.DUE,)), "fixed", "scope-open"),
        (Scope(states=(State.REJECTED,)), " ", "reason-needed"),
    ],
)
def test_an_order_says_what_and_why(
    records: System, by: Officer, scope: Scope, reason: str, code: str
) -> None:
    ended()
    with pytest.raises(Problem) as refused:
        replay.order(system=records, scope=scope, by=by, reason=reason)
    assert (refused.value.code, Replay.objects.exists()) == (code, False)


def test_ten_thousand_are_the_most(
    records: System, by: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [ended() for _ in range(3)]
    for module in (replay, plans):
        monkeypatch.setattr(module, "REPLAY_MOST", 2)
    assert not plans.plan(system=records, scope=these(*rows), by=by).whole
    with pytest.raises(Problem) as refused:
        replay.order(system=records, scope=these(*rows), by=by, reason="fixed")
    assert refused.value.code == "replay-too-large"


@pytest.fixture
def waiting(
    records: System, by: Officer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Replay, list[Delivery]]]:
    """Five deliveries, more than one person may send again, in portions of two."""
    monkeypatch.setattr(replay, "REPLAY_ALONE", 4)
    monkeypatch.setattr(replay, "SLICE", 2)
    rows = [ended() for _ in range(5)]
    yield replay.order(system=records, scope=these(*rows), by=by, reason="fixed"), rows


Waiting = tuple[Replay, list[Delivery]]


def test_more_than_fifty_wait_for_a_second_person(waiting: Waiting, by: Officer) -> None:
    ordered, rows = waiting
    assert ordered.state == "waiting" and replay.run(ordered.pk, seconds=60) == 0
    with pytest.raises(Problem) as own:
        replay.second(replay=ordered.pk, by=by)
    assert own.value.code == "own-replay"
    replay.second(replay=ordered.pk, by=make.supervisor())
    assert replay.run(ordered.pk, seconds=60) == 5
    ordered.refresh_from_db()
    assert (ordered.state, ordered.made, ordered.after) == (
        "done",
        5,
        max(rows, key=lambda row: row.subject_id).pk,
    )
    with pytest.raises(Problem, match="not-waiting"):
        replay.second(replay=ordered.pk, by=make.supervisor())


def test_the_database_too_lets_nobody_second_their_own(waiting: Waiting, by: Officer) -> None:
    with pytest.raises(IntegrityError, match="nobody_seconds"), transaction.atomic():
        Replay.objects.update(seconded_by=by, seconded_at=Now())


def test_the_same_order_twice_is_one(waiting: Waiting, by: Officer) -> None:
    ordered, rows = waiting
    same = replay.order(system=ordered.system, scope=these(*rows), by=by, reason="clicked again")
    assert same.pk == ordered.pk
    assert Event.objects.filter(details__verb="order replay").count() == 1


def test_run_twice_nothing_goes_twice(records: System, by: Officer) -> None:
    was = ended()
    made = again(by, was)
    assert replay.run(made.pk, seconds=60) == 0
    assert Delivery.objects.filter(revision=was.revision).count() == 2


def test_its_progress_is_seen_and_it_can_be_stopped(waiting: Waiting, by: Officer) -> None:
    ordered, _ = waiting
    replay.second(replay=ordered.pk, by=make.supervisor())
    assert replay._portion(ordered.pk) == 2
    ordered.refresh_from_db()
    assert (ordered.state, ordered.made, ordered.total) == ("running", 2, 5)
    replay.stop(replay=ordered.pk, by=by, reason="enough")
    assert replay.run(ordered.pk, seconds=60) == 0
    assert Delivery.objects.filter(generation=2).count() == 2
    with pytest.raises(Problem, match="replay-ended"):
        replay.stop(replay=ordered.pk, by=by, reason="enough")


def test_one_that_was_left_is_found_by_the_sweep_and_ends(waiting: Waiting) -> None:
    ordered, _ = waiting
    assert replay.unfinished() == []
    replay.second(replay=ordered.pk, by=make.supervisor())
    replay._portion(ordered.pk)
    assert replay.unfinished() == [ordered.pk]
    while replay.unfinished():
        tasks.again(ordered.pk)
    ordered.refresh_from_db()
    assert (ordered.state, ordered.made) == ("done", 5)


def test_what_it_makes_itself_is_not_part_of_it(records: System, by: Officer) -> None:
    was = ended()
    made = replay.order(
        system=records, scope=Scope(states=(State.REJECTED,)), by=by, reason="fixed"
    )
    assert replay._portion(made.pk) == 1
    settled(claims(records)[0], WRONG)
    assert replay.run(made.pk, seconds=60) == 0
    assert latest(was).generation == 2


class Crash(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_cut_short_anywhere_it_goes_on_where_it_was(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered, rows = waiting
    replay.second(replay=ordered.pk, by=make.supervisor())

    def crash(systems: set[int]) -> None:
        if Delivery.objects.filter(generation=2).count() >= 4:
            raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(replay, "nudge", crash)
        with pytest.raises(Crash):
            replay.run(ordered.pk, seconds=60)
    ordered.refresh_from_db()
    assert (ordered.made, Delivery.objects.filter(generation=2).count()) == (2, 2)
    assert replay.run(ordered.pk, seconds=60) == 3
    assert sorted(latest(row).generation for row in rows) == [2] * 5


@pytest.mark.django_db(transaction=True)
def test_two_who_run_it_at_once_make_each_once(waiting: Waiting) -> None:
    ordered, _ = waiting
    replay.second(replay=ordered.pk, by=make.supervisor())
    together = threading.Barrier(2)

    def work(_: int) -> int:
        try:
            together.wait(60)
            return replay.run(ordered.pk, seconds=60)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 5
    assert Delivery.objects.count() == 10
    ordered.refresh_from_db()
    assert (ordered.state, ordered.made) == ("done", 5)


@pytest.mark.django_db(transaction=True)
def test_nobody_claims_a_later_version_while_one_goes_back_into_its_lane(
    records: System, by: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = uuid4()
    old = ended(subject=subject)
    (new,) = put(parcel(subject=subject))
    made = replay.order(system=records, scope=these(old), by=by, reason="fixed")
    inside, go_on = threading.Event(), threading.Event()

    def linger(systems: set[int]) -> None:
        inside.set()
        assert go_on.wait(60)

    def run() -> int:
        try:
            return replay.run(made.pk, seconds=60)
        finally:
            connection.close()

    def claim() -> list[UUID]:
        try:
            return [held.id for held in claims(records)]
        finally:
            connection.close()

    monkeypatch.setattr(replay, "nudge", linger)
    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(run)
        assert inside.wait(60)
        claiming = pool.submit(claim)
        until_somebody_waits_for_a_lock()
        go_on.set()
        assert claiming.result(60) == [latest(old).pk] != [new.pk]
        assert running.result(60) == 1


def test_every_sweep_looks_after_replays_and_late_answers(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered, rows = waiting
    replay.second(replay=ordered.pk, by=make.supervisor())
    then = Now() - timedelta(days=2)
    late = Delivery.objects.filter(pk=rows[0].pk)
    late.update(state="awaiting", settled_at=then, due_at=then)
    hinted: list[tuple[str, int]] = []
    monkeypatch.setattr(hints, "send", lambda task, key, **_: hinted.append((task, key)))
    delivery.sweep()
    assert {("delivery.replay", ordered.pk), ("delivery.ask", ordered.system_id)} <= {*hinted}
