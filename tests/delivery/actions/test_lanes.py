"""Claiming the heads of lanes, and settling them only while the lease is one's own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery import actions as delivery
from field_api.delivery.actions.lanes import Claim, hand_back
from field_api.delivery.actions.settle import Carried
from field_api.delivery.models import Delivery
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from field_api.ledger.models import Event
from tests import make, written
from tests.delivery.parcels import (
    DONE,
    claims,
    fresh,
    make_due,
    parcel,
    put,
    settled,
    standing,
)
from tests.written import NOTE, SEARCH

pytestmark = pytest.mark.django_db


def claimed(system: System) -> list[UUID]:
    return [held.id for held in claims(system)]


def only(system: System) -> Claim:
    (held,) = claims(system)
    return held


def versions(count: int) -> list[Delivery]:
    """That many versions of one subject, for one system."""
    subject = uuid4()
    return [put(parcel(subject=subject))[0] for _ in range(count)]


def test_what_is_due_is_leased(records: System) -> None:
    (made,) = put()
    held = only(records)
    assert (held.id, held.ask_first, held.tries, held.attempts) == (made.pk, False, 0, 0)
    row = fresh(made)
    assert (row.state, row.lease_token) == ("sending", held.token)
    assert claimed(records) == []


@pytest.mark.parametrize(
    ("clearance", "marking", "told"),
    [
        ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL-SENSITIVE", "OFFICIAL", "OFFICIAL"),
        ("OFFICIAL", "OFFICIAL-SENSITIVE", "OFFICIAL"),
    ],
)
def test_its_marking_goes_with_it(records: System, clearance: str, marking: str, told: str) -> None:
    written.system("records", clearance=clearance)
    delivery.route(kind=NOTE, system=records, redacts=True)
    put(parcel(marking=marking))
    records.refresh_from_db()
    assert only(records).item.marking == told


def test_what_is_not_due_yet_is_left(records: System) -> None:
    put()
    assert settled(only(records), Next(State.DUE, wait=60.0))
    assert claimed(records) == []


def test_the_longest_due_goes_first(records: System) -> None:
    made = [put()[0] for _ in range(3)]
    Delivery.objects.filter(pk=made[2].pk).update(due_at="2020-01-01T00:00:00Z")
    first = claims(records, limit=1)
    assert [held.id for held in first] == [made[2].pk]


def test_what_is_in_flight_is_bounded(records: System) -> None:
    most = records.max_in_flight
    put(*(parcel() for _ in range(most + 9)))
    assert [len(claims(records, limit=10)) for _ in range(3)] == [10, most - 10, 0]


def test_leases_that_ran_out_are_no_longer_in_flight(records: System) -> None:
    put(*(parcel() for _ in range(records.max_in_flight + 1)))
    while claimed(records):
        pass
    make_due()
    assert len(claims(records, suspects=False)) == 1


def test_what_may_have_ended_its_worker_travels_alone(records: System) -> None:
    put(*(parcel() for _ in range(3)))
    claimed(records)
    make_due()
    (later,) = put()
    for _ in range(3):
        batch = delivery.claim(system=records)
        assert (len(batch.claims), batch.alone) == (1, True)
        assert settled(batch.claims[0], DONE)
    assert claimed(records) == [later.pk]


def test_each_system_has_its_own_work(systems: dict[str, System]) -> None:
    put(parcel(SEARCH))
    assert len(claimed(systems["stop-search"])) == 1
    assert len(claimed(systems["records"])) == 1


def test_a_version_waits_for_the_one_before(records: System) -> None:
    first, second, _ = versions(3)
    held = only(records)
    assert (held.id, claimed(records)) == (first.pk, [])
    settled(held, DONE)
    assert claimed(records) == [second.pk]


@pytest.mark.parametrize(
    ("state", "passes"),
    [
        (State.DELIVERED, True),
        (State.REJECTED, True),
        (State.HELD, True),
        (State.UNCERTAIN, False),
    ],
)
def test_whether_the_next_version_may_pass(records: System, state: State, passes: bool) -> None:
    _, second = versions(2)
    settled(only(records), Next(state, reason="because"))
    assert claimed(records) == ([second.pk] if passes else [])


def test_a_version_that_waits_to_be_tried_again_holds_the_lane(records: System) -> None:
    versions(2)
    settled(only(records), Next(State.DUE, wait=60.0))
    assert claimed(records) == []


def test_one_lane_holds_up_no_other(records: System) -> None:
    versions(2)
    (other,) = put()
    assert other.pk in claimed(records)


def test_a_dead_workers_lease_is_taken_over_by_one_who_asks_first(records: System) -> None:
    put()
    first = only(records)
    make_due()
    second = only(records)
    assert (second.id, second.token != first.token) == (first.id, True)
    assert (second.ask_first, second.tries) == (True, 1)


def test_once_in_doubt_it_is_asked_until_it_is_settled(records: System) -> None:
    put()
    only(records)
    make_due()
    held = only(records)
    settled(held, Next(State.DUE, ask_first=True))
    assert only(records).ask_first


def test_a_lost_lease_settles_nothing(records: System) -> None:
    (made,) = put()
    lost = only(records)
    make_due()
    held = only(records)
    before = fresh(made)
    assert not settled(lost, Next(State.REJECTED, reason="stale"))
    after = fresh(made)
    assert (after.state, after.lease_token, after.reason) == ("sending", held.token, before.reason)
    assert settled(held, DONE)
    assert not settled(held, Next(State.DUE)), "settled once"
    assert fresh(made).state == "delivered"


def test_what_is_known_is_written_down(records: System) -> None:
    (made,) = put()
    faults = (FieldFault("/summary", "is empty"),)
    settled(only(records), Next(State.REJECTED, reason="x" * 999, uses_attempt=True, faults=faults))
    row = fresh(made)
    assert (row.state, row.attempts, len(row.reason)) == ("rejected", 1, 300)
    assert row.faults == [{"pointer": "/summary", "text": "is empty"}]
    assert row.settled_at and row.lease_token is None


def test_a_reference_once_given_is_kept(records: System) -> None:
    (made,) = put()
    settled(only(records), Next(State.DUE, reference="R-7"))
    settled(only(records), Next(State.DELIVERED))
    assert fresh(made).remote_ref == "R-7"


def test_whoever_waits_for_it_is_told(records: System) -> None:
    officer, sent = make.officer(), parcel()
    put(parcel(subject=sent.subject, tell=(officer.pk,)))
    before = feed.head(officer.pk)
    settled(only(records), DONE)
    page = feed.changes(recipient=officer.pk, cursor=before, limit=9)
    assert [entry.doc for entry in page.entries] == [sent.subject]


@pytest.mark.parametrize(
    ("state", "disclosed"), [(State.DELIVERED, 1), (State.REJECTED, 1), (State.DUE, 0)]
)
def test_a_disclosure_is_on_the_ledger(records: System, state: State, disclosed: int) -> None:
    (made,) = put()
    settled(only(records), Next(state, reference="R-7"))
    events = list(Event.objects.filter(act="disclosure", recipient="records"))
    assert len(events) == disclosed
    for event in events:
        assert event.details["payload_sha256"] == made.payload_sha256
        assert event.subject == f"submission:{made.subject_id}"


def test_a_paused_system_is_given_nothing_until_it_is_resumed(records: System) -> None:
    by = make.supervisor()
    put()
    connectors.pause(system=records, by=by, reason="Upgrade")
    assert claimed(records) == []
    connectors.resume(system=records, by=by, reason="Done")
    assert len(claimed(records)) == 1


def test_a_call_that_was_never_begun_is_as_if_nobody_had_claimed_it(records: System) -> None:
    (made,) = put()
    assert hand_back([only(records)]) == 1
    held = only(records)
    assert (held.id, held.ask_first) == (made.pk, False)


def test_a_lease_that_was_lost_is_not_ours_to_hand_back(records: System) -> None:
    put()
    lost = only(records)
    make_due()
    held = only(records)
    assert hand_back([lost]) == 0
    assert settled(held, DONE)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same(records: System) -> None:
    made = put(*(parcel() for _ in range(60)))
    together = Barrier(2)

    def work(_: int) -> list[UUID]:
        mine: list[UUID] = []
        try:
            together.wait(60)
            while batch := claims(records, limit=3):
                mine += [held.id for held in batch]
                done = delivery.settle([Carried(held, DONE) for held in batch])
                assert len(done) == len(batch)
            return mine
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(work, range(2))
    assert len(left) + len(right) == len(made)
    assert {*left, *right} == {one.pk for one in made}
    assert standing(made) == ["delivered"] * 60
    assert {one.tries for one in Delivery.objects.all()} == {1}
