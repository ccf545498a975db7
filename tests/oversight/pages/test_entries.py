"""/console/entries/<submission>/: one entry on its way to every system."""

from uuid import UUID

from django.test import Client

from field_api.connectors.models import System
from field_api.delivery.models import Payload, Task
from field_api.ledger.models import Event
from tests import make
from tests.handset import Handset
from tests.oversight.letters import attempt, delivery
from tests.submissions.desk import INTEL, sent, text


def page(submission: UUID) -> str:
    return f"/console/entries/{submission}/"


def test_each_attempt_stands_where_it_belongs(
    phone: Handset, browser: Client, records: System
) -> None:
    submission, later = sent(phone, INTEL), make.system("stop-search")
    removed = ["/items/0/source"]
    row = delivery(records, submission, "uncertain", removed=removed)
    attempt(row, "uncertain", reason="no answer in 10 s")
    attempt(row, "unknown", step="lookup")
    delivery(records, submission, "due", lane_seq=2)
    done = delivery(later, submission, "delivered", remote_ref="X-1")
    attempt(done, "delivered")
    said = text(browser.get(page(submission)))
    assert "Records Version 1 Not known" in said
    assert "Sent: no clear answer" in said
    assert "Asked for it: it could not say" in said
    assert "Version 2 Waiting Held behind version 1: uncertain" in said
    assert "Stop-Search Version 1 Accepted as X-1 Sent: accepted" in said
    assert "12 ms" in said
    assert str(row.key) in said
    assert "/items/0/source" in said


def test_what_was_left_out_is_not_called_nothing_once_it_is_forgotten(
    phone: Handset, browser: Client, records: System
) -> None:
    submission = sent(phone, INTEL)
    Payload.objects.filter(delivery=delivery(records, submission, "delivered")).delete()
    said = text(browser.get(page(submission)))
    assert "Left out no longer kept, as its bytes" in said


def test_reading_it_is_a_consultation(phone: Handset, browser: Client, records: System) -> None:
    submission = sent(phone, INTEL)
    row = delivery(records, submission)
    browser.get(page(submission))
    browser.get(f"/console/deliveries/{row.pk}/")
    found = Event.objects.filter(act="consultation", subject=f"submission:{submission}")
    assert sorted(found.values_list("purpose", flat=True)) == [
        "looking into a delivery",
        "tracing its delivery",
    ]


def test_another_units_entry_is_not_there_and_nothing_is_recorded(phone: Handset) -> None:
    submission = sent(phone, INTEL)
    elsewhere = make.at_desk(make.supervisor(posted=make.unit("Elsewhere")))
    assert elsewhere.get(page(submission)).status_code == 404
    assert not Event.objects.filter(act="consultation").exists()


def test_tasks_stand_with_the_version_they_are_about(
    phone: Handset, browser: Client, records: System
) -> None:
    submission = sent(phone, INTEL)
    Task.objects.create(delivery=delivery(records, submission), todo="erase")
    assert "Erase it there by hand: to be done" in text(browser.get(page(submission)))
