"""/console/reconciliation/: where a system holds something else, and the alerts that say so."""

import csv
import io
from uuid import uuid4

import pytest
from django.test import Client

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.oversight.models import Alert, Difference, Reconciliation
from tests.submissions.desk import text

RUNS = "/console/reconciliation/"


@pytest.fixture
def run(records: System) -> Reconciliation:
    ended = "2026-01-02T00:00:00Z"
    return Reconciliation.objects.create(
        system=records,
        since="2026-01-01T00:00:00Z",
        until=ended,
        compared_until=ended,
        state="done",
        ended_at=ended,
        unknown=1,
    )


def test_a_difference_is_shown_exported_and_settled(browser: Client, run: Reconciliation) -> None:
    apart = Difference.objects.create(
        reconciliation=run, what="unknown", key=uuid4(), reference="=HYPERLINK(1)"
    )
    assert "Records 1 Jan, 00:00 to 2 Jan, 00:00 1 difference" in text(browser.get(RUNS))
    page = f"{RUNS}{run.pk}/"
    said = text(browser.get(page))
    assert "Unknown to us" in said
    assert str(apart.key) in said
    answer = browser.get(f"{page}differences.csv")
    assert (
        answer["Content-Disposition"] == f'attachment; filename="differences-records-{run.pk}.csv"'
    )
    (row,) = csv.DictReader(io.StringIO(answer.getvalue().decode()))
    assert (row["key"], row["reference"]) == (str(apart.key), "'=HYPERLINK(1)")
    note = {"difference": str(apart.pk), f"difference-{apart.pk}-note": "A test of theirs"}
    assert "A test of theirs" in text(browser.post(page, note, follow=True))


def test_settling_needs_a_note_and_a_difference(browser: Client, run: Reconciliation) -> None:
    apart = Difference.objects.create(reconciliation=run, what="missing", key=uuid4())
    page = f"{RUNS}{run.pk}/"
    answer = browser.post(page, {"difference": str(apart.pk)})
    assert answer.status_code == 422
    assert "Say what was done." in text(answer)
    for number in ("", "x", "9" * 30, str(apart.pk + 1)):
        assert browser.post(page, {"difference": number}).status_code == 404


def test_a_comparison_needs_a_system_and_both_ends(browser: Client, records: System) -> None:
    answer = browser.post(RUNS, {"system": "nothing", "since": "2026-01-01T00:00"})
    assert answer.status_code == 422
    said = text(answer)
    assert "Choose a system." in said
    assert "Give both ends of the time." in said


def test_what_cannot_be_compared_says_why(
    browser: Client, sergeant: Officer, records: System
) -> None:
    connectors.pause(system=records, by=sergeant, reason="Being moved")
    span = {"since": "2026-01-01T00:00", "until": "2026-01-02T00:00"}
    answer = browser.post(RUNS, {"system": "records", **span})
    assert answer.status_code == 409
    assert "Records: it is paused" in text(answer)


def test_onlookers_see_no_comparison(onlooker: Client, run: Reconciliation) -> None:
    assert "Records 1 Jan" not in text(onlooker.get(RUNS))
    for path in ("", "differences.csv"):
        assert onlooker.get(f"{RUNS}{run.pk}/{path}").status_code == 404


def test_an_alert_stands_on_top_until_somebody_sees_to_it(
    browser: Client, sergeant: Officer, records: System
) -> None:
    details = {"seconds": 1200, "budget": 300, "open": 1}
    alert = Alert.objects.create(system=records, what="lag", level=100, details=details)
    assert "100 %: the oldest delivery waits for 20 min" in text(browser.get("/console/"))
    answer = browser.post(f"/console/alerts/{alert.pk}/", follow=True)
    assert f"{sergeant.display_name} sees to it." in text(answer)
    assert browser.post("/console/alerts/99/").status_code == 404
