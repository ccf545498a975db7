"""Delivered, seen, acted: each told once, with the handset's time beside ours."""

from typing import Any
from uuid import uuid4

import pytest

from field_api.alerts import actions as alerts
from field_api.alerts.actions import desk
from field_api.alerts.models import Alert, Receipt
from field_api.ledger.models import Event
from field_api.lib import clock
from tests import handset, make
from tests.alerts.raised import alert, held, tell, told
from tests.handset import Handset

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(db: None) -> Handset:
    return handset.of()


@pytest.fixture
def row(phone: Handset) -> Alert:
    return alert()


def counted(row: Alert) -> tuple[int, int, int, int]:
    found = desk.one(officer=row.author, alert=row.pk).figures
    return found.addressed, found.delivered, found.seen, found.acted


def test_what_is_told_is_counted_at_the_desk(phone: Handset, row: Alert) -> None:
    assert counted(row) == (2, 0, 0, 0)
    assert told(phone, row, "delivered") == ["accepted"]
    assert counted(row) == (2, 1, 0, 0)
    assert told(phone, row, "seen") == ["accepted"]
    assert counted(row) == (2, 1, 1, 0)
    assert told(phone, row, "acted", outcome="attending", words="Two minutes away") == ["accepted"]
    assert told(phone, row, "acted", outcome="done") == ["accepted"]
    assert counted(row) == (2, 1, 1, 1)


def test_the_same_again_is_the_same(phone: Handset, row: Alert) -> None:
    assert told(phone, row, "seen", "seen") == ["accepted", "duplicate"]
    assert told(phone, row, "seen") == ["duplicate"]
    assert Receipt.objects.count() == 1


def test_a_later_step_proves_those_before_it(phone: Handset, row: Alert) -> None:
    told(phone, row, "acted", outcome="no_trace")
    assert counted(row) == (2, 1, 1, 1)


def test_an_alert_that_was_never_theirs_is_unknown(row: Alert) -> None:
    stranger = handset.of(make.officer(posted=make.unit("Roads")))
    assert told(stranger, row, "seen") == ["unknown"]
    answer = tell(stranger, {"alert": str(uuid4()), "step": "seen"})
    assert [one["status"] for one in answer.json()["results"]] == ["unknown"]
    assert not Receipt.objects.exists()


def test_what_was_seen_before_it_was_recalled_counts(phone: Handset, row: Alert) -> None:
    alerts.recall(alert=row.pk, by=row.author, why="Found")
    assert told(phone, row, "seen") == ["accepted"]
    assert counted(row)[2] == 1


def test_the_two_clocks_are_kept_apart(phone: Handset, row: Alert) -> None:
    hours_ago = "2026-11-22T09:00:00Z"
    tell(phone, {"alert": str(row.pk), "step": "delivered", "at": hours_ago})
    tell(phone, {"alert": str(row.pk), "step": "seen", "at": "soon"})
    delivered, seen = Receipt.objects.order_by("pk")
    assert delivered.device_at == clock.parse(hours_ago)
    assert (clock.now() - delivered.received_at).total_seconds() < 60
    assert seen.device_at is None


def test_the_other_handset_of_the_officer_learns_of_it(phone: Handset, row: Alert) -> None:
    told(phone, row, "seen")
    told(phone, row, "acted", outcome="done", words="Stopped")
    other = handset.of(phone.officer)
    (doc,) = held(other).values()
    assert doc["seen_at"]
    assert [(one["outcome"], one["words"]) for one in doc["acted"]] == [("done", "Stopped")]


def test_seeing_is_a_consultation_and_acting_a_decision(phone: Handset, row: Alert) -> None:
    told(phone, row, "delivered", "seen")
    told(phone, row, "acted", outcome="done", words="Stopped")
    events = Event.objects.filter(actor=phone.officer.actor, subject=f"alert:{row.pk}")
    found = list(events.order_by("id").values_list("act", "details__step", "details__outcome"))
    assert found == [("consultation", "seen", None), ("decision", "acted", "done")]
    assert "Stopped" not in str(list(events.values_list("details", flat=True)))


@pytest.mark.parametrize(
    "said",
    [
        {"step": "acted"},
        {"step": "seen", "outcome": "done"},
        {"step": "seen", "words": "x"},
        {"step": "acted", "outcome": "done", "words": "x" * 501},
        {"step": "read"},
    ],
    ids=["acted-how", "seen-done", "seen-words", "too-long", "no-step"],
)
def test_what_is_no_receipt_is_refused(phone: Handset, row: Alert, said: dict[str, Any]) -> None:
    assert tell(phone, {"alert": str(row.pk), **said}).status_code == 400
    assert not Receipt.objects.exists()


def test_receipts_take_a_session(row: Alert) -> None:
    assert make.api().post("/api/v1/alerts/receipts", {"receipts": []}).status_code == 401
