"""Approving several that were read, under one code."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from field_api.identity.models import Grant, Granted
from field_api.submissions.models import Step
from tests.handset import Handset
from tests.submissions.desk import INTEL, SEARCH, code, page, revised, sent, state, text

TOGETHER = "/desk/approve"


def approve(browser: Client, *submissions: UUID, **typed: str) -> Any:
    asked: dict[str, Any] = {"otp": code(browser), **typed}
    return browser.post(TOGETHER, {**asked, "pick": [str(one) for one in submissions]}, follow=True)


def test_what_was_read_is_approved_with_one_code(phone: Handset, browser: Client) -> None:
    read = [sent(phone, INTEL), sent(phone, SEARCH)]
    unread = sent(phone, INTEL)
    assert b'name="pick"' not in browser.get("/desk/").content
    for one in read:
        browser.get(page(one))
    queue = browser.get("/desk/").content.decode()
    assert [f'value="{one}"' in queue for one in (*read, unread)] == [True, True, False]
    assert "Approved: 2" in text(approve(browser, *read, unread))
    assert [state(one) for one in (*read, unread)] == ["released", "released", "needs_review"]
    assert Grant.objects.count() == 1
    # Confirming what has gone out releases nothing, and spends nothing.
    assert Granted.objects.exclude(used_at=None).get().object == f"submission:{read[0]}"


def test_what_changed_since_it_was_read_stays(phone: Handset, browser: Client) -> None:
    kept, changed = sent(phone, INTEL), sent(phone, INTEL)
    for one in (kept, changed):
        browser.get(page(one))
    revised(phone, changed, INTEL, priority="high")
    assert f'value="{changed}"' not in browser.get("/desk/").content.decode()
    assert "Approved: 1 of 2" in text(approve(browser, kept, changed))
    assert (state(kept), state(changed)) == ("released", "needs_review")


@pytest.mark.parametrize("otp", ["", "000000", "rubbish"])
def test_without_a_code_nothing_is_approved_and_the_ticks_stay(
    phone: Handset, browser: Client, otp: str
) -> None:
    submission = sent(phone, INTEL)
    browser.get(page(submission))
    answer = approve(browser, submission, otp=otp)
    assert answer.status_code == 403
    assert f'value="{submission}" checked' in answer.content.decode()
    assert not Step.objects.filter(move="approve").exists()


def test_none_and_too_many_are_refused(phone: Handset, browser: Client) -> None:
    assert approve(browser).status_code == 422
    read = [sent(phone, INTEL) for _ in range(21)]
    for one in read:
        browser.get(page(one))
    assert approve(browser, *read).status_code == 422
    assert not Grant.objects.exists()


def test_ticking_what_was_never_opened_approves_nothing(phone: Handset, browser: Client) -> None:
    submission = sent(phone, INTEL)
    assert approve(browser, submission).status_code == 422
    assert state(submission) == "needs_review"
