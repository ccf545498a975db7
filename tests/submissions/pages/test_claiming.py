"""Two supervisors at one queue: who reads what is said, and nobody decides over another unasked."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from field_api.identity.models import Officer
from field_api.submissions.models import Claim, Step
from tests import make
from tests.handset import Handset
from tests.submissions.desk import INTEL, code, decide, hidden, page, sent, state, text

BACK = {"send_back_reason": "grading", "send_back_text": "Read it again."}


@pytest.fixture
def other(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def theirs(other: Officer) -> Client:
    return make.at_desk(other)


def test_reading_claims_and_the_other_is_told_on_both_pages(
    phone: Handset, browser: Client, theirs: Client, sergeant: Officer
) -> None:
    submission = sent(phone, INTEL)
    browser.get(page(submission))
    said = f"PS {sergeant.collar_number} is reading this, since less than a minute"
    assert said in text(theirs.get("/desk/"))
    answer = theirs.get(page(submission))
    assert said in text(answer)
    assert "What is known" in text(answer)  # in nobody's way
    assert "is reading this" not in text(browser.get(page(submission)))
    assert "is reading this" not in text(browser.get("/desk/"))


def test_a_look_in_passing_claims_nothing(phone: Handset, browser: Client) -> None:
    submission = sent(phone, INTEL)
    browser.head(page(submission))
    make.at_desk(make.supervisor(posted=make.unit("Elsewhere"))).get(page(submission))
    assert not Claim.objects.exists()


def test_to_decide_over_a_claim_one_has_to_say_so_and_nothing_typed_is_lost(
    phone: Handset, browser: Client, theirs: Client
) -> None:
    submission = sent(phone, INTEL)
    browser.get(page(submission))
    answer = decide(theirs, page(submission), "send_back", **BACK)
    assert answer.status_code == 409
    assert 'href="#over"' in answer.content.decode()
    assert 'id="over"' in answer.content.decode()
    assert "Nothing was decided" in text(answer)
    assert "Read it again." in text(answer)
    assert state(submission) == "needs_review"
    assert decide(theirs, page(submission), "send_back", **BACK, over="1").status_code == 302
    assert state(submission) == "returned"
    assert not Claim.objects.exists()


def test_the_next_is_one_that_nobody_else_reads(
    phone: Handset, browser: Client, theirs: Client
) -> None:
    first, second, third = (sent(phone, INTEL) for _ in range(3))
    theirs.get(page(second))
    answer = decide(browser, page(first), "approve")
    assert answer.headers["Location"] == page(third)
    assert decide(browser, page(third), "approve").headers["Location"] == "/desk/"


def test_together_leaves_what_somebody_else_began_to_read(
    phone: Handset, browser: Client, theirs: Client
) -> None:
    mine, taken = sent(phone, INTEL), sent(phone, INTEL)
    for one in (mine, taken):
        browser.get(page(one))
    Claim.objects.filter(submission=taken).delete()  # as when it ran out
    theirs.get(page(taken))
    assert f'value="{taken}"' not in browser.get("/desk/").content.decode()
    posted = {"otp": code(browser), "pick": [str(mine), str(taken)]}
    answer: Any = browser.post("/desk/approve?by=oldest", posted)
    assert answer.headers["Location"] == "/desk/?by=oldest"
    assert "Approved: 1 of 2. Left to who is reading them: 1." in text(browser.get("/desk/"))
    assert (state(mine), state(taken)) == ("released", "needs_review")
    assert Step.objects.filter(move="approve").count() == 1


def test_who_reads_on_keeps_it_and_who_lost_it_is_told(
    phone: Handset, browser: Client, theirs: Client, other: Officer
) -> None:
    submission = sent(phone, INTEL)
    browser.get(page(submission))
    still = page(submission) + "reading"
    assert browser.post(still).json() == {"said": ""}
    Claim.objects.update(officer=other)
    said = browser.post(still).json()["said"]
    assert said == f"PS {other.collar_number} has begun to read this."
    assert browser.get(still).status_code == 405


def test_keeping_it_needs_the_token_of_the_page(phone: Handset, sergeant: Officer) -> None:
    submission, browser = sent(phone, INTEL), make.at_desk(sergeant, enforce_csrf_checks=True)
    assert hidden(browser.get(page(submission)))
    still = page(submission) + "reading"
    assert browser.post(still).status_code == 403
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    assert browser.post(still, headers={"X-CSRFToken": token}).status_code == 200
