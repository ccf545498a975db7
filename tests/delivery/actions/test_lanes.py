"""Claiming the heads of lanes, and settling them only while the lease is one's own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery import actions as delivery
from field_api.delivery.actions.lanes import Claim, renew
from field_api.delivery.models import Delivery
from field_api.delivery.rules import BATCH, MAX_IN_FLIGHT, Next, State
from field_api.feed import actions as feed
from field_api.ledger.models import Event
from tests import make
from tests.delivery.parcels import DONE, fresh, make_due, parcel, put, standing
from tests.written import SEARCH

pytestmark = pytest.mark.django_db


def claimed(system: System) -> list[UUID]:
    return [held.id for held in delivery.claim(system=system)]


def only(system: System) -> Claim:
    (held,) = delivery.claim(system=system)
    return held


def versions(count: int) -> list[Delivery]:
    """That many versions of one subject, for one system."""
    subject = uuid4()
    return [put(parcel(subject=subject))[0] for _ in range(count)]


def test_what_is_due_is_leased(records: System) -> None:
    (made,) = put()
    held = only(records)
    assert (held.id, held.ask_first, held.tries, held.attempts) == (made.pk, False, 1, 0)
    row = fresh(made)
    assert (row.state, row.lease_token) == ("sending", held.token)
    assert claimed(records) == []


def test_what_is_not_due_yet_is_left(records: System) -> None:
    put()
    assert delivery.settle(only(records), Next(State.DUE, wait=60.0))
    assert claimed(records) == []


def test_the_longest_due_goes_first(records: System) -> None:
    made = [put()[0] for _ in range(3)]
    Delivery.objects.filter(pk=made[2].pk).update(due_at="2020-01-01T00:00:00Z")
    first = delivery.claim(system=records, limit=1)
    assert [held.id for held in first] == [made[2].pk]


def test_a_batch_and_what_is_in_flight_are_bounded(records: System) -> None:
    put(*(parcel() for _ in range(MAX_IN_FLIGHT + 9)))
    sizes = [len(delivery.claim(system=records)) for _ in range(4)]
    assert sizes == [BATCH, MAX_IN_FLIGHT - BATCH, 0, 0]


def test_leases_that_ran_out_are_no_longer_in_flight(records: System) -> None:
    put(*(parcel() for _ in range(MAX_IN_FLIGHT)))
    while claimed(records):
        pass
    make_due()
    assert len(claimed(records)) == BATCH


def test_each_system_has_its_own_work(systems: dict[str, System]) -> None:
    put(parcel(SEARCH))
    assert len(claimed(systems["stop-search"])) == 1
    assert len(claimed(systems["records"])) == 1


def test_a_version_waits_for_the_one_before(records: System) -> None:
    first, second, _ = versions(3)
    held = only(records)
    assert (held.id, claimed(records)) == (first.pk, [])
    delivery.settle(held, DONE)
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
    delivery.settle(only(records), Next(state, reason="because"))
    assert claimed(records) == ([second.pk] if passes else [])


def test_a_version_that_waits_to_be_tried_again_holds_the_lane(records: System) -> None:
    versions(2)
    delivery.settle(only(records), Next(State.DUE, wait=60.0))
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
    assert (second.ask_first, second.tries) == (True, 2)


def test_once_in_doubt_it_is_asked_until_it_is_settled(records: System) -> None:
    put()
    only(records)
    make_due()
    held = only(records)
    delivery.settle(held, Next(State.DUE, ask_first=True))
    assert only(records).ask_first


def test_a_lost_lease_settles_nothing(records: System) -> None:
    (made,) = put()
    lost = only(records)
    make_due()
    held = only(records)
    before = fresh(made)
    assert not delivery.settle(lost, Next(State.REJECTED, reason="stale"))
    after = fresh(made)
    assert (after.state, after.lease_token, after.reason) == ("sending", held.token, before.reason)
    assert delivery.settle(held, DONE)
    assert not delivery.settle(held, Next(State.DUE)), "settled once"
    assert fresh(made).state == "delivered"


def test_what_is_known_is_written_down(records: System) -> None:
    (made,) = put()
    faults = [FieldFault("/summary", "is empty")]
    result = Next(State.REJECTED, reason="x" * 999, uses_attempt=True)
    delivery.settle(only(records), result, faults=faults)
    row = fresh(made)
    assert (row.state, row.attempts, len(row.reason)) == ("rejected", 1, 300)
    assert row.faults == [{"pointer": "/summary", "text": "is empty"}]
    assert row.settled_at and row.lease_token is None


def test_a_reference_once_given_is_kept(records: System) -> None:
    (made,) = put()
    delivery.settle(only(records), Next(State.DUE, reference="R-7"))
    delivery.settle(only(records), Next(State.DELIVERED))
    assert fresh(made).remote_ref == "R-7"


def test_whoever_waits_for_it_is_told(records: System) -> None:
    officer, sent = make.officer(), parcel()
    put(parcel(subject=sent.subject, tell=(officer.pk,)))
    before = feed.head(officer.pk)
    delivery.settle(only(records), DONE)
    page = feed.changes(recipient=officer.pk, cursor=before, limit=9)
    assert [entry.doc for entry in page.entries] == [sent.subject]


@pytest.mark.parametrize(
    ("state", "disclosed"), [(State.DELIVERED, 1), (State.REJECTED, 1), (State.DUE, 0)]
)
def test_a_disclosure_is_on_the_ledger(records: System, state: State, disclosed: int) -> None:
    (made,) = put()
    delivery.settle(only(records), Next(state, reference="R-7"))
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


def test_a_lease_can_be_held_for_longer(records: System) -> None:
    (made,) = put()
    held = only(records)
    Delivery.objects.filter(pk=made.pk).update(due_at=Now())
    assert renew(held=[held], system=records) == {made.pk}
    assert claimed(records) == []


def test_a_lease_that_was_lost_is_not_held_for_longer(records: System) -> None:
    (made,) = put()
    lost = only(records)
    make_due()
    only(records)
    assert renew(held=[lost], system=records) == set()
    make_due()
    assert claimed(records) == [made.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same(records: System) -> None:
    made = put(*(parcel() for _ in range(60)))
    together = Barrier(2)

    def work(_: int) -> list[UUID]:
        mine: list[UUID] = []
        try:
            together.wait(60)
            while batch := delivery.claim(system=records, limit=3):
                mine += [held.id for held in batch]
                assert all(delivery.settle(held, DONE) for held in batch)
            return mine
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(work, range(2))
    assert len(left) + len(right) == len(made)
    assert {*left, *right} == {one.pk for one in made}
    assert standing(made) == ["delivered"] * 60
    assert {one.tries for one in Delivery.objects.all()} == {1}
