"""What is noticed, when it is over, and that one worker looks at a time."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import State
from field_api.ledger.models import Event
from field_api.oversight.actions import alerts
from field_api.oversight.models import Alert, Difference, Reconciliation, Watch
from field_api.oversight.rules.alarms import What
from tests import make, written
from tests.contracts.certificates import Authority
from tests.oversight import rows

pytestmark = pytest.mark.django_db


def standing(what: What) -> list[tuple[int, str]]:
    return list(Alert.objects.open().filter(what=what.value).values_list("level", "key"))


def level(what: What) -> int:
    return max((level for level, _ in standing(what)), default=0)


def test_a_quiet_house_has_nothing_to_say(records: System) -> None:
    assert rows.watched()
    assert not Alert.objects.exists()


@pytest.mark.parametrize(("seconds", "expected"), [(140, 0), (160, 50), (220, 70), (400, 100)])
def test_waiting_is_judged_by_the_systems_own_budget(
    records: System, seconds: int, expected: int
) -> None:
    rows.delivery(records, age=timedelta(seconds=seconds))
    rows.watched()
    assert level(What.LAG) == expected


def test_an_alert_rises_and_falls_with_its_cause_and_ends_below_its_slack(
    records: System,
) -> None:
    waiting = rows.delivery(records, age=timedelta(seconds=160))
    rows.watched()
    mine = Delivery.objects.filter(pk=waiting.pk)
    rows.older(mine, timedelta(seconds=200), "created_at")
    rows.watched()
    assert level(What.LAG) == 100
    rows.older(mine, timedelta(seconds=-230), "created_at")  # 130 s: 43 %
    rows.watched()
    assert level(What.LAG) == 50
    rows.older(mine, timedelta(seconds=-30), "created_at")
    rows.watched()
    assert standing(What.LAG) == []
    assert Alert.objects.get(what=What.LAG.value).cleared_at


def test_what_comes_again_is_a_new_alert(records: System) -> None:
    for _ in range(2):
        waiting = rows.delivery(records, age=timedelta(seconds=160))
        rows.watched()
        Delivery.objects.filter(pk=waiting.pk).delete()
        rows.watched()
    assert Alert.objects.filter(what=What.LAG.value).count() == 2


def test_a_paused_system_may_wait(records: System) -> None:
    rows.delivery(records, age=timedelta(hours=2))
    rows.circuit(records, open_until=rows.ago(seconds=-60), opened_at=rows.ago(hours=1))
    connectors.pause(system=records, by=make.officer(), reason="their upgrade")
    rows.watched()
    assert not Alert.objects.exists()


def test_dead_letters_count_until_a_later_version_or_a_replay_takes_their_place(
    records: System,
) -> None:
    dead = rows.delivery(records, State.REJECTED)
    doubt = rows.delivery(records, State.UNCERTAIN)
    rows.watched()
    found = Alert.objects.get(what=What.DEAD_LETTERS.value)
    assert found.details == {"count": 2, "states": {"rejected": 1, "uncertain": 1}}
    rows.delivery(records, subject=dead.subject, lane_seq=2)
    # One that holds its lane is not overtaken by what waits behind it; its replay overtakes it.
    rows.delivery(records, subject=doubt.subject, lane_seq=2)
    rows.watched()
    found.refresh_from_db()
    assert found.details["states"] == {"uncertain": 1}
    rows.delivery(records, subject=doubt.subject, lane_seq=1, generation=2)
    rows.watched()
    assert standing(What.DEAD_LETTERS) == []


def test_more_dead_letters_are_a_higher_level(records: System) -> None:
    for _ in range(10):
        rows.delivery(records, State.HELD)
    rows.watched()
    assert level(What.DEAD_LETTERS) == 70


def test_a_system_left_alone_for_long_is_somebodys_business(records: System) -> None:
    rows.circuit(records, open_until=rows.ago(seconds=-5), opened_at=rows.ago(seconds=30))
    rows.watched()
    assert level(What.BREAKER) == 0
    rows.circuit(records, open_until=rows.ago(seconds=5), opened_at=rows.ago(minutes=6))
    rows.watched()
    assert level(What.BREAKER) == 70
    rows.circuit(records, open_until=None, opened_at=None, ceiling=2)
    rows.watched()
    assert standing(What.BREAKER) == []


def test_what_is_past_its_time_is_told_until_it_is_there(records: System) -> None:
    late = rows.delivery(records, deliver_by=rows.ago(minutes=1), late_told_at=rows.ago(minutes=1))
    rows.delivery(records, deliver_by=rows.ago(minutes=-1))
    rows.watched()
    assert Alert.objects.get(what=What.LATE.value).details == {"count": 1}
    Delivery.objects.filter(pk=late.pk).update(
        state=State.DELIVERED.value, settled_at=rows.ago(seconds=1)
    )
    rows.watched()
    assert standing(What.LATE) == []


@override_settings(STALLED_SECONDS=60)
def test_a_house_that_tries_nothing_is_told_of_without_a_system(records: System) -> None:
    due = rows.delivery(records, age=timedelta(seconds=90))
    rows.watched()
    found = Alert.objects.get(what=What.STALLED.value)
    assert (found.system, found.level) == (None, 100)
    Attempt.objects.create(
        delivery=due, lease_token=due.pk, step="send", outcome="busy", duration_ms=1
    )
    rows.watched()
    assert standing(What.STALLED) == []


@override_settings(STALLED_SECONDS=60)
def test_work_that_waits_for_its_breaker_is_not_stalled(records: System) -> None:
    rows.delivery(records, age=timedelta(seconds=90))
    rows.circuit(records, open_until=rows.ago(seconds=-60), opened_at=rows.ago(seconds=10))
    rows.watched()
    assert standing(What.STALLED) == []


def test_differences_and_a_night_without_an_answer_are_told_of(records: System) -> None:
    night = rows.ago(days=1)
    run = Reconciliation.objects.create(
        system=records, since=night, until=rows.ago(), compared_until=night, night=night.date()
    )
    found = Difference.objects.create(reconciliation=run, what="unknown", key=run_key())
    rows.watched()
    assert standing(What.RECONCILIATION) == [(50, "")]
    Difference.objects.filter(pk=found.pk).update(settled_at=rows.ago())
    Reconciliation.objects.update(state="failed", ended_at=rows.ago())
    rows.watched()
    assert standing(What.RECONCILIATION) == [(50, "failed")]


def run_key() -> object:
    return "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("hours", "expected"), [(61 * 24, 0), (50 * 24, 50), (20 * 24, 70), (6 * 24, 90), (-0.5, 100)]
)
def test_a_certificate_that_ends_is_told_of_in_time_and_renewing_it_ends_that(
    records: System, tmp_path: Path, hours: float, expected: int
) -> None:
    file = Authority(tmp_path, lasts=timedelta(hours=hours)).file
    System.objects.update(config=records.config | {"ca_file": str(file)})
    rows.watched()
    key = "ca_file of Sandbox authority"
    assert standing(What.CERTIFICATE) == ([(expected, key)] if expected else [])
    file.write_bytes(Authority(tmp_path, lasts=timedelta(days=365)).file.read_bytes())
    rows.watched()
    assert standing(What.CERTIFICATE) == []


def test_two_certificates_by_one_name_are_one_alert_of_the_worse(
    records: System, tmp_path: Path
) -> None:
    """As authorities have them while they change over."""
    old = Authority(tmp_path, lasts=timedelta(days=20)).file
    both = old.read_bytes() + Authority(tmp_path, lasts=timedelta(days=50)).file.read_bytes()
    old.write_bytes(both)
    System.objects.update(config=records.config | {"ca_file": str(old)})
    for _ in range(2):
        rows.watched()
        assert [level for level, _ in standing(What.CERTIFICATE)] == [70]


def test_who_acknowledges_is_named_once_and_asked_again_when_it_gets_worse(
    records: System,
) -> None:
    waiting = rows.delivery(records, age=timedelta(seconds=160))
    rows.watched()
    alert = Alert.objects.get(what=What.LAG.value)
    first, second = make.supervisor(), make.supervisor()
    alerts.acknowledge(alert=alert, by=first)
    alerts.acknowledge(alert=alert, by=second)
    alert.refresh_from_db()
    assert alert.acknowledged_by == first
    assert Event.objects.filter(subject=f"alert:{alert.pk}").count() == 1
    rows.older(Delivery.objects.filter(pk=waiting.pk), timedelta(seconds=200), "created_at")
    rows.watched()
    alert.refresh_from_db()
    assert (alert.level, alert.acknowledged_at, alert.acknowledged_by) == (100, None, None)


def test_alerts_are_for_those_who_steer(records: System) -> None:
    rows.delivery(records, State.REJECTED)
    rows.watched()
    assert Alert.objects.visible_to(make.supervisor()).open().count() == 1
    assert not Alert.objects.visible_to(make.officer()).exists()


def test_a_round_comes_no_sooner_than_it_should(records: System) -> None:
    assert alerts.watch()
    assert not alerts.watch()
    assert Watch.objects.get().watched_at


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_look_at_once() -> None:
    written.system("records")
    looked: list[bool] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [alerts._WATCH_LOCK])

        def look() -> None:
            looked.append(rows.watched())
            connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert looked == [False]
    assert rows.watched()
