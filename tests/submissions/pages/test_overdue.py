"""/desk/overdue/: what was brought up to whoever looks, and the story that says who acted."""

from datetime import date, timedelta

from django.test import Client

from field_api.identity import actions as identity
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.submissions.actions import escalating
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset
from tests.submissions.desk import INTEL, SEARCH, decide, page, sent, text

PAGE = "/desk/overdue/"


def test_nothing_brought_up_says_so(phone: Handset, browser: Client) -> None:
    sent(phone, SEARCH)
    assert "Nothing was brought up to you" in text(browser.get(PAGE))


def test_it_lists_what_waits_and_nothing_of_what_was_written(
    phone: Handset, browser: Client
) -> None:
    inspector = make.officer(role=Role.INSPECTOR)
    submission = sent(phone, SEARCH)
    late = clock.now() - timedelta(days=2)
    Submission.objects.filter(pk=submission).update(review_by=late)
    escalating.escalate()
    answer = make.at_desk(inspector).get(PAGE)
    said = text(answer)
    assert Submission.objects.get(pk=submission).reference in said
    assert "Overdue by 2 days" in said and "Response" in said
    assert page(submission) in answer.content.decode()
    assert phone.officer.surname not in said.replace(inspector.display_name, "")
    assert "Nothing was brought up to you" in text(browser.get(PAGE))


def test_a_stranger_is_sent_to_sign_in(db: None) -> None:
    assert Client().get(PAGE).status_code == 302


def test_the_story_says_who_acted_and_by_which_policy_it_moved(phone: Handset) -> None:
    stand_in = make.officer()
    starts, ends = date(2020, 1, 1), today() + timedelta(days=1)
    identity.post(
        officer=stand_in, unit=make.unit(), role=Role.SUPERVISOR, starts_on=starts, ends_on=ends
    )
    submission, browser = sent(phone, INTEL), make.at_desk(stand_in)
    assert decide(browser, page(submission), "approve").status_code == 302
    said = text(browser.get(page(submission)))
    assert f"Approved by {stand_in.display_name} (acting)" in said
    assert "Sent for review: read before it goes out" in said
