"""Mails, received by a real server on this machine."""

import socket
from datetime import timedelta

import pytest
from django.test import override_settings

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State
from field_api.oversight.actions import telling
from field_api.oversight.models import Alert, Notice
from field_api.oversight.rules.alarms import QUIET, What
from tests import written
from tests.oversight import rows
from tests.oversight.actions.conftest import Letterbox

pytestmark = pytest.mark.django_db


def told() -> int:
    """A round of the watch, and the mails it led to."""
    rows.watched()
    return telling.tell()


def later(by: timedelta) -> None:
    """As if so much time had passed since every mail."""
    rows.older(Notice.objects.filter(sent_at__isnull=False), by, "sent_at")
    rows.older(Notice.objects.filter(sent_at=None), by, "due_at")


def test_the_systems_contact_is_told_what_how_much_and_where_to_look(
    records: System, letterbox: Letterbox
) -> None:
    System.objects.filter(pk=records.pk).update(contact="owner@records.example")
    waiting = rows.delivery(
        records,
        age=timedelta(seconds=220),
        due_at=rows.ago(seconds=-60),
        reason="Sample, 07700 900123",
    )
    assert told() == 1
    assert letterbox.messages[0]["X-Envelope-To"] == "owner@records.example"
    assert letterbox.messages[0]["Auto-Submitted"] == "auto-generated"
    for part in ("[Fieldbook] Records", "(70 %)", "allowed are 5 min", "https://fieldbook.force"):
        assert part in letterbox.last()
    for never in ("Sample", "07700", str(waiting.pk), str(waiting.subject_id)):
        assert never not in letterbox.last()
    alert = Alert.objects.get(what=What.LAG.value)
    assert (alert.told_level, alert.told_at is not None) == (70, True)


def test_nothing_new_is_no_mail(records: System, letterbox: Letterbox) -> None:
    rows.delivery(records, State.REJECTED)
    assert [told(), told()] == [1, 0]
    later(QUIET)
    assert told() == 0


def test_however_much_happens_two_mails_in_a_quarter_of_an_hour_are_the_most(
    records: System, letterbox: Letterbox
) -> None:
    rows.delivery(records, State.REJECTED)
    waiting = rows.delivery(records, age=timedelta(seconds=20))
    sent = [told()]
    for _ in range(12):
        rows.older(Delivery.objects.filter(pk=waiting.pk), timedelta(seconds=40), "created_at")
        sent.append(told())
    # The first at once, the next when the time is used up; what else happened waits.
    assert sum(sent) == 2 and sent[0] == 1
    assert "100 %" in letterbox.last()
    for _ in range(9):
        rows.delivery(records, State.HELD)
    assert told() == 0
    later(QUIET)
    assert told() == 1
    assert "10 deliveries need a person" in letterbox.last()


def test_many_systems_are_each_told_of_in_their_own_mail(letterbox: Letterbox) -> None:
    for code in ("records", "intelligence", "stop-search"):
        rows.delivery(written.system(code), State.REJECTED)
    assert told() == 3
    assert {str(m["Subject"]).split(":")[0] for m in letterbox.messages} == {
        "[Fieldbook] Records",
        "[Fieldbook] Intelligence",
        "[Fieldbook] Stop-Search",
    }


def test_the_end_of_an_alert_is_told_once(records: System, letterbox: Letterbox) -> None:
    dead = rows.delivery(records, State.REJECTED)
    told()
    rows.delivery(records, State.DELIVERED, subject=dead.subject, lane_seq=2)
    later(QUIET)
    assert [told(), told()] == [1, 0]
    assert letterbox.messages[-1]["Subject"].endswith("over")
    assert Alert.objects.get().all_clear_at is not None


def test_a_mail_that_cannot_be_sent_is_sent_later_and_says_how_it_is_then(
    records: System, letterbox: Letterbox
) -> None:
    dead = rows.delivery(records, State.REJECTED)
    letterbox.refuses = True
    assert told() == 0
    assert Alert.objects.get().told_at is None
    failed = Notice.objects.get()
    assert (failed.sent_at, failed.failures, failed.reason) == (None, 1, "SMTPDataError")
    letterbox.refuses = False
    assert told() == 0, "it waits a minute before it tries again"
    rows.delivery(records, State.DELIVERED, subject=dead.subject, lane_seq=2)
    later(timedelta(minutes=2))
    assert told() == 1
    assert "Over: deliveries that need a person" in letterbox.last()


def test_a_server_that_is_away_loses_nothing(records: System, letterbox: Letterbox) -> None:
    rows.delivery(records, State.REJECTED)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()[1]
    with override_settings(EMAIL_PORT=nobody):
        assert told() == 0
    later(timedelta(minutes=2))
    assert told() == 1
    assert Alert.objects.get().told_at


def test_a_worker_that_dies_while_it_sends_leaves_the_mail_to_another(
    records: System, letterbox: Letterbox
) -> None:
    rows.delivery(records, State.REJECTED)
    rows.watched()
    assert telling._claim() is not None
    assert telling.tell() == 0, "somebody is at it"
    later(timedelta(minutes=2))
    assert telling.tell() == 1


def test_what_rises_while_the_mail_is_on_its_way_is_owed_another(
    records: System, letterbox: Letterbox
) -> None:
    waiting = rows.delivery(records, age=timedelta(seconds=160))
    rows.watched()
    notice = telling._claim()
    assert notice
    before = list(telling._untold())
    rows.older(Delivery.objects.filter(pk=waiting.pk), timedelta(seconds=200), "created_at")
    rows.watched()
    telling._told(notice, before)
    assert [alert.level for alert in telling._untold().filter(what="lag")] == [100]


def test_the_house_itself_is_told_of_to_the_desk(records: System, letterbox: Letterbox) -> None:
    System.objects.update(contact="owner@records.example")
    rows.delivery(records, age=timedelta(seconds=130))
    told()
    about = {m["X-Envelope-To"]: str(m["Subject"]) for m in letterbox.messages}
    assert about == {"desk@force.example": "[Fieldbook] Fieldbook itself: standing still (100 %)"}


def test_without_anybody_to_tell_alerts_stand_in_the_console_only(
    records: System, letterbox: Letterbox
) -> None:
    rows.delivery(records, State.REJECTED)
    with override_settings(ALERT_EMAIL=[]):
        assert told() == 0
    with override_settings(EMAIL_HOST=""):
        assert told() == 0
    assert not Notice.objects.exists()
    assert Alert.objects.open().exists()
    assert told() == 1
