"""The duty report: what an officer filed in a shift, what needs somebody first, and on what."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.notebook.models import Entry
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.desk import text
from tests.written import INTEL, SEARCH

DUTY, PAGE = "/api/v1/duty", "/duty/"


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    written.systems()
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def report(phone: Handset, **asked: str) -> dict[str, Any]:
    answer = phone.api.get(DUTY, asked)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def span(start: timedelta, end: timedelta) -> dict[str, str]:
    now = clock.now()
    return {"from": clock.iso(now + start), "to": clock.iso(now + end)}


def skewed(submission: Submission, skew_ms: int) -> None:
    """As if its handset's clock had been off. Entries are written once, so triggers stand aside."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Entry.objects.filter(revision__submission=submission).update(skew_ms=skew_ms)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_everything_filed_stands_with_its_state_and_its_systems(phone: Handset) -> None:
    search, intel = journeys.send(phone, SEARCH), journeys.send(phone, INTEL)
    said = report(phone)
    assert said["officer"]["login"] == phone.officer.login
    by_reference = {one["reference"]: one for one in said["filed"]}
    assert set(by_reference) == {search.reference, intel.reference}
    one = by_reference[search.reference]
    assert (one["kind"], one["state"], one["review_state"]) == (SEARCH, "released", "waiting")
    assert {sent["system"] for sent in one["deliveries"]} == {"records", "stop-search"}
    assert (one["attention"], one["attachments_pending"]) == ([], 0)
    assert by_reference[intel.reference]["state_label"] == "Waiting for review"
    assert (said["more"], said["unread"]) == (0, 0)


def test_a_shift_is_the_last_sixteen_hours_unless_said(phone: Handset) -> None:
    journeys.send(phone)
    assert len(report(phone)["filed"]) == 1
    day = timedelta(days=1)
    assert report(phone, **span(-2 * day, -day))["filed"] == []
    assert len(report(phone, **span(-day, day))["filed"]) == 1
    ahead = report(phone, **{"from": clock.iso(clock.now() - timedelta(hours=1))})
    assert len(ahead["filed"]) == 1


def test_what_was_written_in_the_shift_but_arrived_later_is_in_it(phone: Handset) -> None:
    day = timedelta(days=1)
    journeys.send(phone, written_at=clock.iso(clock.now() - 2 * day))
    assert len(report(phone, **span(-3 * day, -day))["filed"]) == 1
    assert len(report(phone)["filed"]) == 1  # and in the one it was received in


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "yesterday"},
        {"from": "2026-11-22T10:00:00"},
        {"from": "2026-11-22T10:00:00Z", "to": "2026-11-22T10:00:00Z"},
        {"from": "2026-11-22T10:00:00Z", "to": "2026-11-21T10:00:00Z"},
        {"from": "2026-01-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"},
        {"to": "0001-01-01T00:00:00Z"},
    ],
    ids=["words", "no offset", "nothing", "backwards", "too long", "the first year"],
)
def test_no_shift_is_refused(phone: Handset, asked: dict[str, str]) -> None:
    assert phone.api.get(DUTY, asked).status_code == 400


def test_what_needs_somebody_stands_first(phone: Handset) -> None:
    journeys.send(phone, SEARCH)
    journeys.send(phone, INTEL, body={})
    root = journeys.send(phone, INTEL)
    first = journeys.last(phone)
    for _ in range(2):
        journeys.send(phone, INTEL, submission=root.pk, parents=(first,))
    said = report(phone)["filed"]
    assert [bool(one["attention"]) for one in said] == [True, True, False]
    reasons = {one["reference"]: one["attention"] for one in said}
    assert reasons[root.reference][0] == "Two versions were written: say which stands"


def test_what_came_late_or_from_a_revoked_device_says_so(phone: Handset) -> None:
    phone.api = make.api(make.token(phone.device, age=timedelta(days=1)))
    journeys.send(phone)
    reader = handset.of(phone.officer)
    assert report(reader)["filed"][0]["attention"] == ["Sent after the sign-in had ended"]
    identity.revoke_device(device=phone.device, by=phone.officer, reason="Lost")
    journeys.send(phone)
    reasons = [one["attention"] for one in report(reader)["filed"]]
    assert any("Sent from a revoked device" in said for said in reasons)


def test_what_a_device_has_not_brought_is_counted(phone: Handset) -> None:
    kept = journeys.write(phone)
    journeys.write(phone)
    journeys.write(phone)
    phone.push(kept, journeys.write(phone))
    (device,) = report(phone)["devices"]
    assert (device["brought"], device["missing"], device["revoked"]) == (2, 2, False)
    assert (device["name"], device["clock"]) == ("Pixel", "")


def test_a_clock_that_was_off_is_flagged_and_nothing_is_corrected(phone: Handset) -> None:
    made = journeys.send(phone)
    before = report(phone)["filed"][0]
    skewed(made, -4 * 60_000)
    said = report(phone)
    assert said["filed"][0]["clock"] == {
        **before["clock"],
        "skew_ms": -240_000,
        "flagged": True,
        "said": "device clock 4 min fast",
    }
    assert said["filed"][0]["written_at"] == before["written_at"]
    assert said["devices"][0]["clock"] == "device clock 4 min fast"


def test_documents_give_the_clock_of_every_revision(phone: Handset, sergeant: Officer) -> None:
    made = journeys.send(phone)
    skewed(made, 10 * 60_000)
    whole = phone.api.get(f"/api/v1/submissions/{made.pk}").json()
    (revision,) = whole["revisions"]
    assert whole["clock"] == revision["clock"]
    assert revision["clock"]["said"] == "device clock 10 min slow"
    device_time = Entry.objects.get(revision__submission=made).device_time
    assert revision["clock"]["device_time"] == device_time
    sheet = text(make.at_desk(sergeant).get(f"/desk/{made.pk}/"))
    assert "Device clock 10 min slow." in sheet


def test_a_supervisor_reads_the_report_of_whom_they_cover_and_the_ledger_knows(
    phone: Handset, sergeant: Officer
) -> None:
    made = journeys.send(phone)
    api = make.signed_in(sergeant)
    said = api.get(DUTY, {"officer": phone.officer.login}).json()
    assert [one["reference"] for one in said["filed"]] == [made.reference]
    (event,) = Event.objects.filter(act="consultation", actor=sergeant.actor)
    assert (event.subject, event.purpose) == (phone.officer.actor, "duty report")
    assert event.details["submissions"] == 1


def test_ones_own_report_is_no_consultation(phone: Handset) -> None:
    report(phone)
    assert not Event.objects.filter(act="consultation").exists()


def test_nobody_else_reads_it(phone: Handset) -> None:
    stranger = make.supervisor(posted=make.unit("Elsewhere"))
    for reader in (make.officer(), stranger):
        for login in (phone.officer.login, "99-1"):  # not covered and not there look alike
            answer = make.signed_in(reader).get(DUTY, {"officer": login})
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_the_page_shows_it_for_paper(phone: Handset, sergeant: Officer) -> None:
    made = journeys.send(phone, SEARCH)
    skewed(made, -4 * 60_000)
    browser = make.at_desk(sergeant)
    said = text(browser.get(PAGE, {"officer": phone.officer.login}))
    assert made.reference in said
    assert "device clock 4 min fast" in said
    assert "1 entry filed" in said
    assert "Nothing was filed in this time" in text(browser.get(PAGE))


def test_the_page_refuses_what_it_can_not_show(phone: Handset, sergeant: Officer) -> None:
    browser = make.at_desk(sergeant)
    backwards = {"from": "2026-11-22T10:00", "to": "2026-11-21T10:00"}
    assert "last 16 hours" in text(browser.get(PAGE, backwards))
    assert browser.get(PAGE, backwards).status_code == 400
    assert browser.get(PAGE, {"officer": "99-1"}).status_code == 404
    assert Client().get(PAGE).status_code == 302
