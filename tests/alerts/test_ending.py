"""Recalled, run out, replaced, forgotten."""

from datetime import timedelta

import pytest

from field_api.alerts import actions as alerts
from field_api.alerts.actions import desk
from field_api.alerts.models import Alert
from field_api.alerts.rules.saying import KEPT
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from tests import handset, make
from tests.alerts.raised import alert, held, told
from tests.handset import Handset
from tests.sync.door import pulled

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


def run_out(row: Alert) -> None:
    Alert.objects.filter(pk=row.pk).update(
        valid_from=clock.now() - timedelta(hours=2), valid_until=clock.now() - timedelta(hours=1)
    )


def test_a_recalled_alert_leaves_the_handset(phone: Handset) -> None:
    row = alert()
    cursor = pulled(phone)["cursor"]
    alerts.recall(alert=row.pk, by=row.author, why="Found at home")
    assert held(phone, cursor) == {str(row.pk): None}
    kept = Alert.objects.get(pk=row.pk)
    assert (kept.recalled_by, kept.why, kept.over_at is not None) == (
        row.author,
        "Found at home",
        True,
    )


def test_whoever_answers_for_the_unit_may_recall_it(phone: Handset) -> None:
    row, colleague = alert(), make.supervisor()
    alerts.recall(alert=row.pk, by=colleague, why="Wrong van")
    with pytest.raises(Problem) as over:
        alerts.recall(alert=row.pk, by=colleague, why="Wrong van")
    assert over.value.code == "alert-over"


@pytest.mark.parametrize("who", ["patrol", "other-unit", "other-force"])
def test_nobody_else_may(phone: Handset, who: str) -> None:
    away = make.unit("Away", of=make.force("35"))
    people = {
        "patrol": phone.officer,
        "other-unit": make.supervisor(posted=make.unit("Roads")),
        "other-force": make.supervisor(posted=away),
    }
    row = alert()
    with pytest.raises(Problem) as refused:
        alerts.recall(alert=row.pk, by=people[who], why="Because")
    assert refused.value.status == 404
    assert str(row.pk) in held(phone)


def test_a_recall_says_why(phone: Handset) -> None:
    row = alert()
    with pytest.raises(Problem):
        alerts.recall(alert=row.pk, by=row.author, why=" ")
    assert row.is_running


def test_one_that_ran_out_leaves_the_handset_by_itself(phone: Handset) -> None:
    row = alert()
    cursor = pulled(phone)["cursor"]
    run_out(row)
    assert held(phone) == {str(row.pk): None}  # before anybody swept
    assert alerts.keep_up() == 2
    assert held(phone, cursor) == {str(row.pk): None}
    assert alerts.keep_up() == 0


def test_the_desk_reads_it_when_it_is_over(phone: Handset) -> None:
    row = alert()
    told(phone, row, "seen")
    run_out(row)
    (shown,) = desk.listed(row.author)
    assert (shown.alert, shown.figures.seen) == (row, 1)
    assert not desk.one(officer=row.author, alert=row.pk).may_recall


def test_a_year_after_its_end_it_is_forgotten() -> None:
    old, newer = alert(), alert()
    for row, ago in ((old, KEPT + timedelta(days=1)), (newer, KEPT - timedelta(days=1))):
        Alert.objects.filter(pk=row.pk).update(over_at=clock.now() - ago)
    assert alerts.forget_old() == 1
    assert list(Alert.objects.all()) == [newer]
    assert Event.objects.filter(act="erasure", subject=f"alert:{old.pk}").exists()
