"""A tasking reaches whom it is given to and who may know of it, and rests on what it came from."""

from datetime import timedelta
from uuid import uuid4

import pytest

from field_api.alerts.actions import Whom
from field_api.alerts.models import Alert
from field_api.identity.models import Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock, wall
from field_api.lib.problems import Problem
from field_api.policy.models import HandlingGroup
from field_api.sync.actions.withdrawal import reconcile_reader
from field_api.tasking import actions as tasking
from field_api.tasking.actions import Ground, giving
from field_api.tasking.models import Asked, Said, Target, Tasking
from field_api.tasking.rules import Verb
from tests import handset, make
from tests.alerts.raised import alert, cleared_low
from tests.handset import Handset
from tests.sync.door import pulled
from tests.tasking.asked import KNOWN, WHAT, asked, held, hit, listing, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def test_a_patrol_of_the_unit_is_asked_and_other_units_are_not(phone: Handset) -> None:
    roads = handset.of(make.officer(posted=make.unit("Roads")))
    row = asked()
    (doc,) = held(phone).values()
    assert (doc["verb"], doc["what"], doc["said"], doc["going"]) == ("arrest", WHAT, [], [])
    assert doc["sought"] == {"type": "person", "attributes": KNOWN}
    assert (doc["forms"][0], doc["outcomes"][0]) == ("arrest", "arrested")
    assert doc["from"] == row.author.display_name
    assert held(roads) == {}


def test_it_is_in_the_feed_of_everything_and_in_a_lane_of_its_own(phone: Handset) -> None:
    row = asked()
    for lane in ({}, {"kinds": "tasking"}, {"kinds": "alert,tasking"}):
        (change,) = pulled(phone, **lane)["changes"]
        assert (change["kind"], change["id"]) == ("tasking", str(row.pk))
    assert pulled(phone, kinds="submission,query,alert")["changes"] == []


def test_the_same_form_sent_twice_is_one(sergeant: Officer, phone: Handset) -> None:
    key = uuid4()
    first, again = asked(by=sergeant, key=key), asked(by=sergeant, key=key)
    assert first == again
    assert len(held(phone)) == 1


def test_a_marking_or_a_group_above_an_officer_keeps_it_from_them(sergeant: Officer) -> None:
    low = handset.of(cleared_low(make.officer()))
    asked(by=sergeant)
    assert held(low) == {}
    assert not Asked.objects.filter(officer=low.officer).exists()


def test_a_group_nobody_else_is_in_may_not_be_named(sergeant: Officer) -> None:
    HandlingGroup.objects.create(force=make.force(), code="lantern", name="Lantern")
    with pytest.raises(Problem) as refused:
        asked(by=sergeant, groups=["34:lantern"])
    assert refused.value.code == "tasking-not-allowed"


def test_who_may_alert_nobody_may_task_nobody() -> None:
    for by in (make.officer(), make.supervisor(posted=make.unit("Roads"))):
        with pytest.raises(Problem) as refused:
            asked(by=by)
        assert refused.value.status == 403
    asked(by=make.officer(posted=make.unit("Roads"), role=Role.INTEL))


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"what": " "}, "/what"),
        ({"marking": "SECRET"}, "/marking"),
        ({"due": clock.now() - timedelta(days=1)}, "/due"),
        ({"due": clock.now() + timedelta(days=99)}, "/due"),
    ],
    ids=["empty", "secret", "past", "far"],
)
def test_what_is_no_tasking_is_refused(other: dict[str, object], pointer: str) -> None:
    with pytest.raises(Problem) as refused:
        asked(**other)
    assert pointer in {fault.pointer for fault in refused.value.errors}


def test_giving_it_to_another_takes_it_from_the_first(sergeant: Officer, phone: Handset) -> None:
    other = handset.of()
    row = asked(Whom(officer=phone.officer), by=sergeant)
    cursor = pulled(phone)["cursor"]
    assert held(other) == {}
    reach = tasking.give(tasking=row.pk, to=[Whom(officer=other.officer)], by=sergeant)
    assert reach.officers == (other.officer.pk,)
    assert held(phone, cursor) == {str(row.pk): None}
    assert held(other)[str(row.pk)]["what"] == WHAT


def test_a_posting_that_ended_takes_it_back_and_one_that_begins_brings_it(phone: Handset) -> None:
    row, new = asked(), handset.of(make.officer(posted=make.unit("Roads")))
    cursor = pulled(phone)["cursor"]
    roads = {"unit": make.unit("Roads"), "role": "officer", "starts_on": today()}
    Posting.objects.filter(officer=phone.officer).delete()
    Posting.objects.create(officer=phone.officer, **roads)
    Posting.objects.filter(officer=new.officer).update(unit=make.unit())
    assert tasking.keep_up() == 2
    assert tasking.keep_up() == 0
    assert held(phone, cursor) == {str(row.pk): None}
    assert held(new)[str(row.pk)]["what"] == WHAT


def test_a_clearance_taken_back_takes_it_off_the_handset(phone: Handset) -> None:
    row = asked()
    cleared_low(phone.officer)
    assert held(phone) == {str(row.pk): None}
    assert reconcile_reader(phone.officer).withdrawn == 1


def test_more_than_a_portion_are_told_and_taken_from_in_several(
    monkeypatch: pytest.MonkeyPatch, sergeant: Officer
) -> None:
    monkeypatch.setattr(giving, "PORTION", 2)
    phones = [handset.of() for _ in range(5)]
    row = asked(by=sergeant)
    assert all(str(row.pk) in held(one) for one in phones)
    tasking.close(tasking=row.pk, by=sergeant, why="Found by others")
    assert all(held(one) == {str(row.pk): None} for one in phones)
    assert Tasking.objects.get(pk=row.pk).over_at


def test_from_a_hit_it_begins_with_what_the_listing_knows(sergeant: Officer) -> None:
    found = hit(listing(sergeant))
    ground = tasking.ground(source="hit", row=found.pk, by=sergeant)
    assert (ground.verb, ground.what, ground.place) == (Verb.ARREST, WHAT, "Sixfields car park")
    assert ground.sought == {"type": "person", "attributes": KNOWN}
    row = asked(by=sergeant, ground=ground)
    assert (row.source, row.cause, row.listing) == ("hit", found.pk, found.listing_id)
    assert Event.objects.filter(
        subject=f"listing:{found.listing_id}", act="consultation", actor=sergeant.actor
    ).exists()


def test_from_an_alert_of_the_watch_list_it_knows_the_listing(sergeant: Officer) -> None:
    raised = alert(by=sergeant)
    found = hit(listing(sergeant), alert=raised)
    ground = tasking.ground(source="alert", row=raised.pk, by=sergeant)
    assert (ground.listing, ground.alert) == (found.listing, raised)
    assert ground.what == raised.what
    plain = tasking.ground(source="alert", row=alert(by=sergeant).pk, by=sergeant)
    assert (plain.listing, plain.sought) == (None, {})


def test_it_may_not_be_marked_below_what_it_comes_from(sergeant: Officer) -> None:
    ground = tasking.ground(source="listing", row=listing(sergeant).pk, by=sergeant)
    with pytest.raises(Problem) as refused:
        asked(by=sergeant, ground=ground, marking="OFFICIAL")
    assert [fault.pointer for fault in refused.value.errors] == ["/marking"]


def test_what_is_covert_becomes_no_tasking(sergeant: Officer) -> None:
    covert = listing(sergeant, covert=True, groups=["34:lantern"])
    with pytest.raises(Problem) as refused:
        tasking.ground(source="listing", row=covert.pk, by=sergeant)
    assert refused.value.code == "tasking-covert"


@pytest.mark.parametrize("source", ["listing", "hit", "alert"])
def test_what_an_officer_may_not_see_is_not_found(source: str, sergeant: Officer) -> None:
    away = make.officer(posted=make.unit(of=make.force("35")), role=Role.INTEL)
    row = {
        "listing": lambda: listing(sergeant).pk,
        "hit": lambda: hit(listing(sergeant)).pk,
        "alert": lambda: alert(by=sergeant).pk,
    }[source]()
    with pytest.raises(Problem) as refused:
        tasking.ground(source=source, row=row, by=away)
    assert refused.value.status == 404


def test_another_forces_taskings_are_behind_the_second_wall(phone: Handset) -> None:
    row = asked()
    away = make.officer(posted=make.unit("Away", of=make.force("35")))
    for officer, counted in ((row.author, [1, 1, 1, 0]), (away, [0, 0, 0, 0])):
        with wall.nothing():
            wall.admit(officer.pk)
            tables = (Tasking, Target, Asked, Said)
            assert [table.objects.count() for table in tables] == counted


def test_making_is_a_decision_and_a_disclosure_in_the_ledger(phone: Handset) -> None:
    row = asked()
    events = Event.objects.filter(subject=f"tasking:{row.pk}").order_by("pk")
    assert [(one.act, one.actor) for one in events] == [
        ("decision", row.author.actor),
        ("disclosure", row.author.actor),
    ]
    assert all(WHAT not in str(one.details) for one in events)


def test_an_alert_that_is_gone_leaves_the_tasking(sergeant: Officer) -> None:
    raised = alert(by=sergeant)
    ground = tasking.ground(source="alert", row=raised.pk, by=sergeant)
    row = asked(by=sergeant, ground=ground, marking="OFFICIAL")
    Alert.objects.filter(pk=raised.pk).delete()
    row.refresh_from_db()
    assert row.alert is None


def test_a_tasking_by_hand_rests_on_nothing() -> None:
    assert tasking.ground(source="desk", row=None, by=make.supervisor()) == Ground()
    assert wanted().due is None
