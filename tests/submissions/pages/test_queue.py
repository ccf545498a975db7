"""/desk/: what waits, in which order, for whom."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from field_api.lib import clock
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset
from tests.submissions.desk import INTEL, SEARCH, page, sent, text


def test_an_empty_queue_says_so(phone: Handset, browser: Client) -> None:
    assert "Nothing waits for you" in text(browser.get("/desk/"))


def test_the_queue_says_what_waits_and_what_for(phone: Handset, browser: Client) -> None:
    intel, search = sent(phone, INTEL), sent(phone, SEARCH)
    said = text(browser.get("/desk/"))
    assert "2 waiting: urgent and overdue first" in said
    for submission in (intel, search):
        assert Submission.objects.get(pk=submission).reference in said
    assert "Approve before release" in said
    assert "Look at after release" in said
    assert f"{phone.officer.display_name}, Response" in said


def test_overdue_goes_first_then_the_oldest(phone: Handset, browser: Client) -> None:
    first, second, third = (sent(phone, SEARCH) for _ in range(3))
    late = clock.now() - timedelta(days=2)
    Submission.objects.filter(pk=third).update(review_by=late)
    answer = browser.get("/desk/")
    assert "1 overdue" in text(answer)
    assert "Overdue by 2 days" in text(answer)
    order = re.findall(r'list__row" href="/desk/([^/]+)/', answer.content.decode())
    assert order == [str(third), str(first), str(second)]


def test_a_kind_can_be_chosen(phone: Handset, browser: Client) -> None:
    sent(phone, INTEL), sent(phone, SEARCH)
    said = text(browser.get("/desk/", {"kind": INTEL}))
    assert "1 waiting:" in said
    assert "Look at after release" not in said
    assert "Nothing waits for you of this kind" in text(browser.get("/desk/", {"kind": "no-such"}))


def test_another_units_work_is_not_in_the_queue(phone: Handset) -> None:
    sent(phone, SEARCH)
    elsewhere = make.at_desk(make.supervisor(posted=make.unit("Elsewhere")))
    assert "Nothing waits for you" in text(elsewhere.get("/desk/"))


def test_strangers_are_sent_to_sign_in_and_who_does_not_review_to_their_own(phone: Handset) -> None:
    submission = sent(phone, INTEL)
    stranger, officer = Client(), make.at_desk(phone.officer)
    for address in ("/desk/", page(submission), "/console/"):
        answer: Any = stranger.get(address)
        assert answer.headers["Location"] == f"/desk/sign-in?next={address}"
        answer = officer.get(address)
        assert answer.headers["Location"] == "/desk/sign-in/yours"
