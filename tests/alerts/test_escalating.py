"""What was not seen in time is brought up to whoever supervises the officer."""

from datetime import timedelta

import pytest

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Whom, telling
from field_api.alerts.models import Addressed, Alert, Target
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.lib import clock
from tests import handset, make
from tests.alerts.raised import alert, cleared_low, held, told
from tests.handset import Handset

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


@pytest.fixture
def inspector(db: None) -> Officer:
    return make.officer(posted=make.unit("Control"), role=Role.INSPECTOR)


def to(phone: Handset, by: Officer) -> Alert:
    return alert(Whom(officer=phone.officer), by=by, unit=make.unit("Control"))


def long_ago(row: Alert) -> None:
    Addressed.objects.filter(alert=row).update(told_at=clock.now() - timedelta(hours=1))


def test_the_sergeant_of_who_has_not_seen_it_is_told_whom(
    phone: Handset, inspector: Officer
) -> None:
    sergeant = handset.of(make.supervisor())
    row = to(phone, inspector)
    assert alerts.escalate() == 0
    long_ago(row)
    assert held(sergeant) == {}
    assert alerts.escalate() == 1
    (doc,) = held(sergeant).values()
    assert (doc["unseen"], doc["unseen_by"]) == (1, [phone.officer.display_name])
    assert "unseen" not in held(phone)[str(row.pk)]
    assert alerts.escalate() == 0  # once


def test_who_saw_it_is_not_brought_up(phone: Handset, inspector: Officer) -> None:
    make.supervisor()
    row = to(phone, inspector)
    told(phone, row, "seen")
    long_ago(row)
    assert alerts.escalate() == 0


def test_who_only_got_it_is(phone: Handset, inspector: Officer) -> None:
    make.supervisor()
    row = to(phone, inspector)
    told(phone, row, "delivered")
    long_ago(row)
    assert alerts.escalate() == 1


def test_who_sees_it_late_is_no_longer_named(phone: Handset, inspector: Officer) -> None:
    sergeant = handset.of(make.supervisor())
    row = to(phone, inspector)
    long_ago(row)
    alerts.escalate()
    told(phone, row, "seen")
    assert "unseen" not in held(sergeant)[str(row.pk)]


def test_without_a_sergeant_it_goes_up_the_tree(inspector: Officer) -> None:
    station = make.unit("Station")
    team = make.unit("Team", parent=station)
    above = handset.of(make.officer(posted=station, role=Role.INSPECTOR))
    row = to(handset.of(make.officer(posted=team)), inspector)
    long_ago(row)
    alerts.escalate()
    assert held(above)[str(row.pk)]["unseen"] == 1


def test_nobody_is_told_of_their_own_silence(inspector: Officer) -> None:
    sergeant = handset.of(make.supervisor())
    row = to(sergeant, inspector)
    long_ago(row)
    assert alerts.escalate() == 1
    assert not Target.objects.filter(alert=row, escalation=True).exists()


def test_a_sergeant_who_may_not_know_of_it_is_passed_over(
    phone: Handset, inspector: Officer
) -> None:
    low = handset.of(cleared_low(make.supervisor()))
    row = alert(
        Whom(officer=phone.officer),
        by=inspector,
        unit=make.unit("Control"),
        marking="OFFICIAL-SENSITIVE",
    )
    long_ago(row)
    alerts.escalate()
    assert held(low) == {}


def test_a_sergeant_who_leaves_hears_no_more_of_it(phone: Handset, inspector: Officer) -> None:
    sergeant = handset.of(make.supervisor())
    row = to(phone, inspector)
    long_ago(row)
    alerts.escalate()
    sergeant.officer.postings.update(unit=make.unit("Roads"))
    assert telling.readdress() == 1
    assert held(sergeant) == {str(row.pk): None}
