"""An alert reaches, with the commit that raises it, whom it is meant for and who may know of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Cause, Whom, telling
from field_api.alerts.models import Addressed, Alert, Target
from field_api.alerts.rules import Subject
from field_api.feed import actions as feed
from field_api.identity.models import Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.intelligence.models import Record
from field_api.ledger.models import Event
from field_api.lib import clock, wall
from field_api.lib.problems import Problem
from field_api.policy.models import HandlingGroup, Membership
from field_api.submissions.models import Submission
from field_api.sync.actions.withdrawal import reconcile_reader
from tests import handset, make, written
from tests.alerts.raised import ADVICE, WHAT, alert, cleared_low, held, saying
from tests.handset import Handset
from tests.sync.door import pulled

pytestmark = pytest.mark.django_db

SECRET_ENOUGH = "OFFICIAL-SENSITIVE"


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


def test_a_patrol_of_the_unit_hears_it_and_other_units_do_not(phone: Handset) -> None:
    roads = handset.of(make.officer(posted=make.unit("Roads")))
    row = alert()
    (doc,) = held(phone).values()
    assert (doc["what"], doc["advice"], doc["seen_at"], doc["acted"]) == (WHAT, ADVICE, None, [])
    assert doc["from"] == row.author.display_name
    assert held(roads) == {}


def test_it_is_in_the_feed_of_everything_and_in_a_lane_of_its_own(phone: Handset) -> None:
    row = alert()
    for asked in ({}, {"kinds": "alert"}, {"kinds": "submission,query,alert"}):
        (change,) = pulled(phone, **asked)["changes"]
        assert (change["kind"], change["id"]) == ("alert", str(row.pk))
    assert pulled(phone, kinds="submission,query")["changes"] == []


def test_a_unit_means_all_below_it_and_a_role_those_who_hold_it() -> None:
    top = make.unit("Top")
    below = make.unit("Below", parent=top)
    patrol, sergeant = (
        handset.of(make.officer(posted=below)),
        handset.of(make.supervisor(posted=below)),
    )
    everybody = alert(Whom(unit=top), unit=top)
    sergeants = alert(Whom(unit=top, role=Role.SUPERVISOR), unit=top)
    there = alert(Whom(unit=top, below=False), unit=top)
    assert set(held(patrol)) == {str(everybody.pk)}
    assert set(held(sergeant)) == {str(everybody.pk), str(sergeants.pk)}
    assert not there.addressed.filter(officer=patrol.officer).exists()


def test_an_officer_who_is_named_hears_it_wherever_they_serve(phone: Handset) -> None:
    roads = handset.of(make.officer(posted=make.unit("Roads")))
    alert(Whom(officer=roads.officer))
    assert len(held(roads)) == 1
    assert held(phone) == {}


def test_who_serves_nowhere_today_hears_nothing() -> None:
    gone = make.officer()
    gone.postings.update(ends_on=today())
    assert not alert(Whom(officer=gone), Whom(unit=make.unit())).addressed.filter(officer=gone)


def test_a_marking_above_an_officer_keeps_it_from_them(phone: Handset) -> None:
    low = handset.of(cleared_low(make.officer()))
    made, reach = alerts.raise_(
        saying=saying(marking=SECRET_ENOUGH),
        to=[Whom(unit=make.unit()), Whom(officer=low.officer)],
        by=make.supervisor(),
        unit=make.unit(),
    )
    assert low.officer.pk not in reach.officers
    assert reach.kept_from == 1
    assert held(low) == {}
    assert set(held(phone)) == {str(made.pk)}


def test_a_group_keeps_it_from_whoever_is_not_in_it(phone: Handset) -> None:
    group = HandlingGroup.objects.create(force=make.force(), code="lantern", name="Lantern")
    given = {"given_by": make.supervisor(), "given_at": clock.now(), "starts_on": today()}
    within = handset.of()
    Membership.objects.create(officer=within.officer, group=group, **given)
    alert(groups=["34:lantern"])
    assert held(phone) == {}
    assert len(held(within)) == 1


def test_a_clearance_taken_back_takes_it_off_the_handset(phone: Handset) -> None:
    row = alert(marking=SECRET_ENOUGH)
    cursor = pulled(phone)["cursor"]
    cleared_low(phone.officer)
    assert held(phone) == {str(row.pk): None}  # whatever the pointer says
    assert reconcile_reader(phone.officer).withdrawn == 1
    assert held(phone, cursor) == {str(row.pk): None}


def test_a_posting_that_ended_takes_it_back_and_one_that_begins_brings_it(phone: Handset) -> None:
    row, new = alert(), handset.of(make.officer(posted=make.unit("Roads")))
    cursor = pulled(phone)["cursor"]
    roads = {"unit": make.unit("Roads"), "role": "officer", "starts_on": today()}
    Posting.objects.filter(officer=phone.officer).delete()
    Posting.objects.create(officer=phone.officer, **roads)
    Posting.objects.filter(officer=new.officer).update(unit=make.unit())
    assert telling.readdress() == 2
    assert telling.keep_up() == 0
    assert held(phone, cursor) == {str(row.pk): None}
    assert held(new)[str(row.pk)]["what"] == WHAT
    assert telling.readdress() == 0


def test_more_than_a_portion_are_told_in_several(
    phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PORTION", 2)
    phones = [phone, *(handset.of() for _ in range(4))]
    row = alert()
    assert Addressed.objects.filter(alert=row, told_at=None).count() == 4  # with the sergeant
    assert alerts.keep_up() == 4
    assert all(str(row.pk) in held(one) for one in phones)
    alerts.recall(alert=row.pk, by=row.author, why="Found")
    while not Alert.objects.get(pk=row.pk).over_at:
        assert alerts.keep_up()
    assert all(held(one) == {str(row.pk): None} for one in phones)


def test_what_was_raised_once_is_not_raised_again(phone: Handset) -> None:
    match = Cause("watch", uuid4(), once="vrm:AB12CDE")
    first, again = alert(cause=match), alert(cause=match)
    assert first == again
    assert len(held(phone)) == 1


def test_an_alert_stands_or_falls_with_what_raised_it(phone: Handset) -> None:
    with pytest.raises(ZeroDivisionError), feed.work():
        alert()
        raise ZeroDivisionError
    assert held(phone) == {}
    assert not Alert.objects.exists()


def test_another_forces_alerts_are_behind_the_second_wall(phone: Handset) -> None:
    row = alert()
    tables = (Alert, Target, Addressed)
    away = make.officer(posted=make.unit("Away", of=make.force("35")))
    for officer, counted in ((row.author, [1, 1, 2]), (away, [0, 0, 0])):
        with wall.nothing():
            wall.admit(officer.pk)
            assert [table.objects.count() for table in tables] == counted


def test_raising_is_a_disclosure_in_the_ledger(phone: Handset) -> None:
    row = alert()
    event = Event.objects.get(subject=f"alert:{row.pk}")
    assert (event.act, event.actor, event.recipient) == (
        "disclosure",
        row.author.actor,
        "2 officers",
    )
    assert WHAT not in str(event.details)


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"what": ""}, "/what"),
        ({"marking": "SECRET"}, "/marking"),
        ({"valid_until": clock.now() - timedelta(days=1)}, "/valid_until"),
    ],
    ids=["empty", "secret", "past"],
)
def test_what_is_no_alert_is_refused(other: dict[str, object], pointer: str) -> None:
    with pytest.raises(Problem) as refused:
        alert(**other)
    assert pointer in {fault.pointer for fault in refused.value.errors}


def test_it_may_not_tell_of_an_entry_what_the_entry_may_not(phone: Handset) -> None:
    written.forms()
    written.systems()
    (result,) = phone.push(phone.write(written.NOTE, written.body()))["results"]
    entry = Submission.objects.get(pk=result["submission"])
    spoken = {"subject_kind": Subject.SUBMISSION, "subject": entry.pk}
    for table in (Submission, Record):
        table.objects.filter(pk=entry.pk).update(marking=SECRET_ENOUGH)
    with pytest.raises(Problem):
        alert(**spoken)
    alert(marking=SECRET_ENOUGH, **spoken)
    (doc,) = held(phone).values()
    assert doc["subject"] == {"kind": "submission", "id": str(entry.pk)}
    colleague = handset.of()
    telling.readdress()
    telling.keep_up()
    (doc,) = held(colleague).values()
    assert doc["subject"] is None  # they may hear the alert, and not read the entry
