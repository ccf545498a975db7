"""Deciding at the desk: bound to what was seen, and nothing typed is ever lost."""

import pytest
from django.conf import settings
from django.test import Client

from field_api.identity.actions.devices import revoke_device
from field_api.identity.models import Officer
from field_api.submissions.models import Step, Submission
from tests import handset, make
from tests.handset import Handset
from tests.submissions.desk import (
    INTEL,
    SEARCH,
    code,
    decide,
    hidden,
    page,
    revised,
    sent,
    state,
    text,
)


def test_approving_releases_and_opens_the_next(phone: Handset, browser: Client) -> None:
    first, second = sent(phone, INTEL), sent(phone, INTEL)
    answer = decide(browser, page(first), "approve")
    assert answer.headers["Location"] == page(second)
    assert state(first) == "released"
    said = text(browser.get(page(second)))
    assert f"Approved: {Submission.objects.get(pk=first).reference}" in said
    assert "This is the last that waits." in said
    assert "no decision can be undone" in said


def test_the_last_leads_back_to_the_queue(phone: Handset, browser: Client) -> None:
    skipped, last = sent(phone, INTEL), sent(phone, INTEL)
    assert decide(browser, page(last), "approve").headers["Location"] == "/desk/"
    queue = browser.get("/desk/")
    assert "Approved:" in text(queue)
    assert "Read the next" in text(queue)
    assert page(skipped) in queue.content.decode()


def test_the_chosen_kind_is_kept_through_a_decision(phone: Handset, browser: Client) -> None:
    first, _, second = (sent(phone, kind) for kind in (INTEL, SEARCH, INTEL))
    of_kind = f"?kind={INTEL}"
    answer = decide(browser, page(first) + of_kind, "approve")
    assert answer.headers["Location"] == page(second) + of_kind
    answer = decide(browser, page(second) + of_kind, "approve")
    assert answer.headers["Location"] == f"/desk/{of_kind}"


def test_what_has_gone_out_is_looked_at(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH)
    decide(browser, page(submission), "confirm")
    row = Submission.objects.get(pk=submission)
    assert (row.state, row.review_state) == ("released", "done")
    assert "Nothing here waits for a decision" in text(browser.get(page(submission)))


def test_sending_back_carries_the_comments_at_the_fields(phone: Handset, browser: Client) -> None:
    submission = sent(phone, INTEL)
    typed = {
        "send_back_reason": "grading",
        "send_back_text": "Read it again.",
        "comment/items/0/assessment": "C, surely?",
        "comment/priority": "  ",
    }
    assert decide(browser, page(submission), "send_back", **typed).status_code == 302
    step = Step.objects.get(submission=submission, move="send_back")
    assert (step.reason_code, step.text) == ("grading", "Read it again.")
    assert step.comments == [{"pointer": "/items/0/assessment", "text": "C, surely?"}]
    said = text(browser.get(page(submission)))
    assert "Grading does not fit the text" in said
    assert "C, surely?" in said


def test_rejecting_ends_it(phone: Handset, browser: Client) -> None:
    submission = sent(phone, INTEL)
    typed = {"reject_reason": "duplicate", "reject_text": "See 34/26/000001."}
    assert decide(browser, page(submission), "reject", **typed).status_code == 302
    assert state(submission) == "rejected"


@pytest.mark.parametrize(
    ("decision", "typed", "at"),
    [
        ("send_back", {"send_back_text": "Why?"}, "send_back_reason"),
        ("send_back", {"send_back_reason": "duplicate", "send_back_text": "x"}, "send_back_reason"),
        ("send_back", {"send_back_reason": "grading"}, "send_back_text"),
        ("reject", {"reject_reason": "duplicate"}, "reject_text"),
        ("approve", {"comment/priority": "High?"}, "decide"),
        ("approve", {"send_back_text": "Why?"}, "decide"),
        ("approve", {"revision": "x"}, "decide"),
        ("approve", {"hash": "0"}, "decide"),
        ("", {}, "decide"),
        ("shred", {}, "decide"),
        ("send_back", {"comment/priority": "x" * 2001}, "comment-priority"),
    ],
)
def test_a_form_left_unfinished_says_where_and_keeps_what_was_typed(
    phone: Handset, browser: Client, decision: str, typed: dict[str, str], at: str
) -> None:
    submission = sent(phone, INTEL)
    answer = decide(browser, page(submission), decision, **typed)
    content = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{at}"' in content
    assert f'id="{at}"' in content
    for name, value in typed.items():
        assert name in ("revision", "hash") or value in content
    assert state(submission) == "needs_review"


def test_a_decision_on_what_no_longer_stands_is_refused_and_nothing_typed_is_lost(
    phone: Handset, browser: Client
) -> None:
    submission = sent(phone, INTEL)
    seen = hidden(browser.get(page(submission)))
    revised(phone, submission, INTEL, priority="high", who_else_knows="Nobody else.")
    typed = {
        "decision": "send_back",
        "send_back_reason": "grading",
        "send_back_text": "Not yet.",
        "comment/priority": "High?",
        "comment/items/7/narrative": "Gone now",
    }
    answer = browser.post(page(submission), {**seen, **typed})
    said = text(answer)
    assert answer.status_code == 409
    assert "It changed while you were reading" in said
    assert "Nobody else." in said
    for words in ("Not yet.", "High?", "Gone now"):
        assert words in said
    assert hidden(answer)["hash"] != seen["hash"]
    assert state(submission) == "needs_review"
    again = browser.post(page(submission), {**hidden(answer), **typed})
    assert again.status_code == 302


def test_a_second_decision_is_told_that_it_came_too_late(phone: Handset, browser: Client) -> None:
    submission = sent(phone, INTEL)
    seen = hidden(browser.get(page(submission)))
    decide(browser, page(submission), "approve")
    typed = {"decision": "send_back", "send_back_reason": "grading", "send_back_text": "No."}
    answer = browser.post(page(submission), {**seen, **typed})
    assert answer.status_code == 409
    assert "This no longer waits for a decision" in text(answer)
    assert "What you had typed No." in text(answer)


def test_nobody_decides_on_their_own_work(phone: Handset, sergeant: Officer) -> None:
    own = handset.of(sergeant)
    submission, browser = sent(own, INTEL), make.at_desk(sergeant)
    assert "Nothing waits for you" in text(browser.get("/desk/"))
    answer = browser.get(page(submission))
    assert "Nobody decides on their own work" in text(answer)
    assert b'name="decision"' not in answer.content
    seen = hidden(make.at_desk(make.supervisor()).get(page(submission)))
    refused = browser.post(page(submission), {**seen, "otp": code(browser), "decision": "approve"})
    assert refused.status_code == 403
    assert state(submission) == "needs_review"


def test_what_a_revoked_device_sent_is_admitted_by_a_person(
    phone: Handset, browser: Client, sergeant: Officer
) -> None:
    revoke_device(device=phone.device, by=sergeant, reason="Lost.")
    submission = sent(phone, INTEL)
    assert "Set aside: revoked device" in text(browser.get("/desk/"))
    assert b"comment/" not in browser.get(page(submission)).content
    decide(browser, page(submission), "admit")
    assert state(submission) == "needs_review"


def test_what_a_revoked_device_sent_can_be_rejected(
    phone: Handset, browser: Client, sergeant: Officer
) -> None:
    revoke_device(device=phone.device, by=sergeant, reason="Lost.")
    submission = sent(phone, INTEL)
    typed = {"reject_reason": "not-police-purpose", "reject_text": "Not written by the officer."}
    assert decide(browser, page(submission), "reject", **typed).status_code == 302
    assert state(submission) == "rejected"


def test_a_decision_needs_the_token_of_its_own_page(phone: Handset, sergeant: Officer) -> None:
    submission, browser = sent(phone, INTEL), make.at_desk(sergeant, enforce_csrf_checks=True)
    seen = hidden(browser.get(page(submission)))
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    posted = {**seen, "decision": "approve"}
    assert browser.post(page(submission), {**posted, "csrfmiddlewaretoken": ""}).status_code == 403
    assert state(submission) == "needs_review"
    posted |= {"csrfmiddlewaretoken": token, "otp": code(browser)}
    assert browser.post(page(submission), posted).status_code == 302


@pytest.mark.parametrize(
    ("decision", "typed"),
    [("approve", {}), ("reject", {"reject_reason": "duplicate", "reject_text": "Twice."})],
)
@pytest.mark.parametrize("otp", ["", "000000", "12 34"])
def test_a_decision_that_lets_out_or_ends_wants_a_new_code(
    phone: Handset, browser: Client, decision: str, typed: dict[str, str], otp: str
) -> None:
    submission = sent(phone, INTEL)
    answer = decide(browser, page(submission), decision, **typed, otp=otp)
    assert answer.status_code == 403
    assert 'href="#otp"' in answer.content.decode() and 'id="otp"' in answer.content.decode()
    assert all(value in answer.content.decode() for value in typed.values())
    assert state(submission) == "needs_review"


def test_a_code_spent_on_a_form_that_lacked_a_reason_still_counts(
    phone: Handset, browser: Client
) -> None:
    submission = sent(phone, INTEL)
    typed = {"reject_reason": "duplicate"}
    answer = decide(browser, page(submission), "reject", **typed)
    assert answer.status_code == 422 and "Your code was accepted" in text(answer)
    given = {**hidden(answer), **typed, "decision": "reject", "reject_text": "Twice."}
    assert browser.post(page(submission), given).status_code == 302
    assert state(submission) == "rejected"


def test_leave_to_reject_is_none_to_approve(phone: Handset, browser: Client) -> None:
    submission = sent(phone, INTEL)
    answer = decide(browser, page(submission), "reject", reject_reason="duplicate")
    refused = browser.post(page(submission), {**hidden(answer), "decision": "approve"})
    assert refused.status_code == 403 and state(submission) == "needs_review"


def test_what_was_edited_after_the_grant_is_not_approved(phone: Handset, browser: Client) -> None:
    submission = sent(phone, INTEL)
    answer = decide(browser, page(submission), "reject", reject_reason="duplicate")
    revised(phone, submission, INTEL, priority="high")
    now = hidden(browser.get(page(submission)))
    typed = {"reject_reason": "duplicate", "reject_text": "Twice.", "decision": "reject"}
    kept = {**now, "grant": hidden(answer)["grant"], **typed}
    assert browser.post(page(submission), kept).status_code == 409
    assert state(submission) == "needs_review"
