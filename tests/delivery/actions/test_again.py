"""One delivery sent again: whether it may be, under which key, in its place in the lane."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery import rules
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import Next, State, Todo
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from tests import make, written
from tests.delivery.parcels import DONE, claims, fresh, parcel, put, settled
from tests.delivery.replays import WRONG, again, ended, latest, why
from tests.queries.sandbox import Sandbox
from tests.written import INTEL, NOTE

pytestmark = pytest.mark.django_db

Boxes = dict[str, Sandbox]


@pytest.fixture
def by(db: None) -> Officer:
    return make.supervisor()


def test_a_rejected_one_goes_again_byte_for_byte_under_its_key(
    records: System, by: Officer
) -> None:
    was = ended()
    made = again(by, was)
    assert (made.state, made.made, made.skipped, made.total) == ("done", 1, 0, 1)
    now = latest(was)
    assert (now.generation, now.lane_seq, now.state) == (2, 1, "due")
    assert (now.key, now.ask_first) == (was.key, False), "a rejected one is not there: send it"
    assert now.pk == rules.key(system="records", revision=was.revision, generation=2)
    assert bytes(now.payload.body) == bytes(was.payload.body)
    assert now.payload_sha256 == was.payload_sha256


def test_the_old_one_waits_for_nobody_any_more_and_keeps_why(records: System, by: Officer) -> None:
    was = ended()
    again(by, was)
    row = fresh(was)
    assert row.state == "cancelled"
    assert row.reason == "sent again as generation 2 (rejected: no good)"
    assert row.faults == was.faults and row.settled_at == was.settled_at


def test_who_ordered_what_and_why_is_on_the_ledger(records: System, by: Officer) -> None:
    made = again(by, ended())
    event = Event.objects.get(act="decision", subject="system:records")
    assert (event.actor, event.purpose) == (by.actor, "fixed")
    assert event.details["replay"] == made.pk


def test_the_author_is_told(records: System, by: Officer) -> None:
    author = make.officer()
    was = ended(tell=(author.pk,))
    before = feed.head(author.pk)
    again(by, was)
    assert feed.head(author.pk) != before


def test_a_fresh_key_is_a_key_of_its_own(records: System, by: Officer) -> None:
    was = ended()
    again(by, was, fresh_key=True)
    now = latest(was)
    assert now.key == now.pk != was.key


def test_a_system_that_has_it_is_asked_and_gets_no_second_copy(boxes: Boxes, by: Officer) -> None:
    """The intelligence system keeps doubles, so that one would show."""
    (was,) = put(parcel(INTEL))
    delivery.drain(was.system_id)
    again(by, fresh(was))
    delivery.drain(was.system_id)
    now = latest(was)
    assert (now.generation, now.state, now.remote_ref) == (2, "delivered", fresh(was).remote_ref)
    assert list(now.attempt_log.values_list("step", "outcome")) == [("lookup", "found")]
    assert fresh(was).state == "delivered", "it was delivered, whatever came later"


def test_under_a_fresh_key_a_system_takes_it_a_second_time(boxes: Boxes, by: Officer) -> None:
    (was,) = put()
    delivery.drain(was.system_id)
    again(by, fresh(was), fresh_key=True)
    delivery.drain(was.system_id)
    now = latest(was)
    assert now.state == "delivered" and now.remote_ref != fresh(was).remote_ref


def test_what_a_system_refused_it_takes_when_its_fault_has_been_mended(
    boxes: Boxes, by: Officer
) -> None:
    boxes["records"].breaks(status=422, on="entries")
    (was,) = put()
    delivery.drain(was.system_id)
    assert fresh(was).state == "rejected"
    assert Task.objects.open().get().todo == "correct"
    boxes["records"].heal()
    again(by, fresh(was))
    delivery.drain(was.system_id)
    assert latest(was).state == "delivered"
    assert not Task.objects.open().exists(), "nobody needs to correct what was taken"


def test_a_system_that_can_not_be_asked_is_sent_no_double(records: System, by: Officer) -> None:
    written.system("records", lookup="none")
    was = ended(DONE)
    assert "only under a fresh key" in why(was)
    again(by, was, fresh_key=True)
    assert latest(was).generation == 2


def test_what_a_person_has_asked_about_goes_without_asking(records: System, by: Officer) -> None:
    """Nobody else can: the system answers no lookups."""
    written.system("records", lookup="none")
    was = ended(Next(State.UNCERTAIN, reason="silence"))
    assert Task.objects.open().get().todo == Todo.ASK.value
    again(by, was)
    assert latest(was).ask_first is False
    assert not Task.objects.open().exists()


def test_in_doubt_it_is_asked_first(records: System, by: Officer) -> None:
    was = ended(Next(State.UNCERTAIN, reason="silence"))
    again(by, was)
    assert latest(was).ask_first
    assert fresh(was).ask_first, "the doubt stays written down"


def test_what_is_on_its_way_is_left_alone(records: System) -> None:
    (made,) = put()
    assert why(made) == "it is on its way"


def test_only_the_latest_generation_goes_again(records: System, by: Officer) -> None:
    was = ended()
    again(by, was)
    assert why(was) == "it was sent again already, as generation 2"
    settled(claims(records)[0], WRONG)
    again(by, latest(was))
    assert latest(was).generation == 3


def test_it_never_overtakes_a_later_version(records: System, by: Officer) -> None:
    subject = uuid4()
    old = ended(subject=subject)
    new = ended(DONE, subject=subject)
    assert why(old) == "a later version has been delivered: send that one again"
    again(by, old, new)
    assert latest(old).generation == 1 and latest(new).generation == 2


def test_where_order_does_not_matter_it_may(records: System, by: Officer) -> None:
    delivery.route(kind=NOTE, system=records, ordering="none")
    subject = uuid4()
    old = ended(subject=subject)
    ended(DONE, subject=subject)
    again(by, old)
    assert latest(old).generation == 2


def test_a_later_version_that_takes_its_place_is_enough(records: System) -> None:
    delivery.route(kind=NOTE, system=records, ordering="latest_wins")
    subject = uuid4()
    old = ended(subject=subject)
    put(parcel(subject=subject))
    assert why(old) == "a later version goes in its place"


def test_a_later_version_that_has_not_gone_waits_for_it(records: System, by: Officer) -> None:
    subject = uuid4()
    old = ended(subject=subject)
    (new,) = put(parcel(subject=subject))
    again(by, old)
    (held,) = claims(records)
    assert held.id == latest(old).pk
    settled(held, DONE)
    assert [one.id for one in claims(records)] == [new.pk]


def test_versions_of_one_lane_go_again_in_their_order(records: System, by: Officer) -> None:
    subject = uuid4()
    rows = [ended(subject=subject) for _ in range(3)]
    assert again(by, *reversed(rows)).made == 3
    gone = []
    for _ in rows:
        (held,) = claims(records)
        settled(held, DONE)
        gone.append(held.item.version)
    assert gone == [1, 2, 3]


def test_a_time_limit_begins_again(records: System, by: Officer) -> None:
    delivery.route(kind=NOTE, system=records, deliver_by_seconds=600, when_late="end")
    was = ended()
    Delivery.objects.filter(pk=was.pk).update(
        created_at=Now() - timedelta(hours=1), deliver_by=Now() - timedelta(minutes=50)
    )
    again(by, fresh(was))
    left = latest(was).deliver_by
    assert left and timedelta(minutes=9) < left - clock.now() <= timedelta(minutes=10)
