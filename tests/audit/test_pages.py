"""/desk/audit/: for auditors, by POST, and nothing of it in an address."""

import csv
import io
import re

import pytest
from django.test import Client

from field_api.audit.models import Finding, Sample
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from tests import make
from tests.audit.rows import question, taken_in
from tests.submissions.desk import text

pytestmark = pytest.mark.django_db

PAGES = ("", "findings/", "answers/", "reports/", "processing/")


@pytest.mark.parametrize("page", PAGES)
def test_auditors_alone_come_in(page: str, browser: Client) -> None:
    assert browser.get(f"/desk/audit/{page}").status_code == 200
    for role in (Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL, Role.FORCE_ADMIN, Role.OFFICER):
        answer = make.at_desk(make.officer(role=role)).get(f"/desk/audit/{page}")
        assert (answer.status_code, answer.headers["Location"][:13]) == (302, "/desk/sign-in")


def test_an_auditor_is_not_shown_the_queue(browser: Client) -> None:
    for page in ("/desk/", "/console/", "/duty/"):
        answer = browser.get(page)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/audit/")
    assert browser.get("/desk/audit/").status_code == 200  # still signed in


def test_an_auditor_signs_in() -> None:
    who, client = make.officer(role=Role.AUDITOR), Client()
    asked = {"login": who.login, "password": make.PASSWORD, "otp": make.code(who)}
    answer = client.post("/desk/sign-in", asked, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/audit/"


def test_a_search_says_what_was_done_and_stands_in_the_ledger(
    auditor: Officer, browser: Client
) -> None:
    one, other = make.officer(), make.officer()
    mine, theirs = question(one), question(other)
    answer = browser.post("/desk/audit/", {"officer": one.login.lower(), "act": "consultation"})
    said = text(answer)
    assert mine.subject in said
    assert theirs.subject not in said
    assert "vrm FB26DEM" in said
    looked = Event.objects.get(actor=auditor.actor, subject="ledger")
    assert looked.details["filters"] == {"officer": one.login.lower(), "act": "consultation"}
    assert looked.details["events"] == [mine.pk]


def test_a_search_is_no_address(browser: Client) -> None:
    one = make.officer()
    for _ in range(51):
        question(one)
    form = {"officer": one.login, "act": "consultation"}
    first = browser.post("/desk/audit/", form)
    after = re.search(r'name="after" value="(\d+)"', first.content.decode())
    assert after
    assert len(re.findall('class="event"', first.content.decode())) == 50
    rest = browser.post("/desk/audit/", {**form, "after": after[1]})
    assert len(re.findall('class="event"', rest.content.decode())) == 1
    for page in (first, rest):
        assert one.login not in " ".join(re.findall(r'(?:href|action)="([^"]*)"', text_of(page)))
    # Asked for as an address, it is not heard.
    assert one.login not in text(browser.get(f"/desk/audit/?officer={one.login}&act=consultation"))


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_an_export_is_guarded_and_recorded(auditor: Officer, browser: Client) -> None:
    one = make.officer()
    row = question(one, criteria={"surname": "=HYPERLINK(1)"}, recipient="@SUM(1)")
    Event.objects.create(act="access", actor=one.actor, subject="+1", purpose="-1")
    answer = browser.post("/desk/audit/export", {"officer": one.login, "act": "consultation"})
    (found,) = csv.DictReader(io.StringIO(answer.getvalue().decode()))
    assert (found["id"], found["recipient"]) == (str(row.pk), "'@SUM(1)")
    told = Event.objects.get(actor=auditor.actor, details__did="export")
    assert told.details["events"] == 1
    assert browser.get("/desk/audit/export").status_code == 405


def test_a_finding_is_read_and_concluded(auditor: Officer, browser: Client) -> None:
    one = make.officer()
    row = question(one)
    taken_in(row)
    finding = Finding.objects.create(
        what="self", key="1", officer=one, look_id=row.pk, noticed_at=row.at, happened_at=row.at
    )
    page = f"/desk/audit/findings/{finding.pk}/"
    assert "May be about themselves" in text(browser.get("/desk/audit/findings/"))
    assert "Stopped on Abington Street" in text(browser.get(page))
    assert browser.post(page, {"state": "explained"}).status_code == 422
    browser.post(page, {"state": "explained", "conclusion": "A namesake, born elsewhere"})
    finding.refresh_from_db()
    assert (finding.state, finding.concluded_by) == ("explained", auditor)
    assert "Nothing here" in text(browser.get("/desk/audit/findings/"))
    assert "namesake" in text(browser.get(page))


def test_a_finding_about_oneself_or_elsewhere_is_not_there(
    auditor: Officer, browser: Client
) -> None:
    elsewhere = make.officer(posted=make.unit(of=make.force("35")))
    for who in (auditor, elsewhere):
        row = question(who)
        taken_in(row)
        finding = Finding.objects.create(
            what="self", key=who.login, officer=who, noticed_at=row.at, happened_at=row.at
        )
        assert browser.get(f"/desk/audit/findings/{finding.pk}/").status_code == 404
    assert "Nothing here" in text(browser.get("/desk/audit/findings/"))


def test_an_answer_is_given_at_the_desk_and_judged(drawn: None, browser: Client) -> None:
    sergeant = make.supervisor()
    row = question(sergeant)
    taken_in(row)
    desk = make.at_desk(sergeant)
    assert "FB26DEM" in text(desk.get("/desk/asked/"))
    empty = desk.post("/desk/asked/", {"sample": row.pk, "text": " "})
    assert empty.status_code == 422
    assert "Say why in a few words." in text(empty)
    desk.post("/desk/asked/", {"sample": row.pk, "text": "Seen at the scene"})
    assert "Seen at the scene" in text(browser.get("/desk/audit/answers/"))
    assert browser.post("/desk/audit/answers/", {"sample": row.pk}).status_code == 422
    browser.post("/desk/audit/answers/", {"sample": row.pk, "judged": "explained"})
    assert Sample.objects.get(pk=row.pk).judged == "explained"
    assert "Nothing waits" in text(browser.get("/desk/audit/answers/"))


def test_pages_carry_no_inline_script_or_style(browser: Client) -> None:
    for page in PAGES:
        content = browser.get(f"/desk/audit/{page}").content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", content)
