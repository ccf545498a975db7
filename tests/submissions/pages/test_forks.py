"""The desk where several versions stand: all can be read, neither is called the one."""

from typing import Any
from uuid import UUID

from django.test import Client

from tests.handset import Handset
from tests.submissions.desk import SEARCH, example, hidden, page, sent, state, text


def versions(phone: Handset, submission: UUID, *surnames: str, **other: Any) -> list[str]:
    """Push revisions that all follow the first. Gives their ids."""
    first = phone.minted[-1]["id"]
    items = [
        phone.write(
            SEARCH, example(SEARCH, surname=name), submission=submission, parents=(first,), **other
        )
        for name in surnames
    ]
    phone.push(*items)
    return [item["id"] for item in items]


def test_both_versions_are_shown_and_neither_is_said_to_stand(
    phone: Handset, browser: Client
) -> None:
    submission = sent(phone, SEARCH)
    versions(phone, submission, "Left", "Right")
    assert state(submission) == "needs_attention"
    answer = browser.get(page(submission))
    said = text(answer)
    assert "Two versions of this stand" in said
    assert f"Only {phone.officer.display_name} can say which stands" in said
    assert "How they differ version 2 beside 3" in said or "version 3 beside 2" in said
    assert {"only here: Left", "only here: Right"} <= set(marked(answer))
    assert "(stands)" not in said
    assert said.count("(one that stands)") == 2
    assert hidden(answer) == {}  # there is nothing to decide


def marked(answer: Any) -> list[str]:
    content = answer.content.decode()
    parts = [part.partition("</del>")[0] for part in content.split("<del>")[1:]]
    parts += [part.partition("</ins>")[0] for part in content.split("<ins>")[1:]]
    return [
        part.replace('<span class="visually-hidden">', "").replace("</span>", "") for part in parts
    ]


def test_more_than_two_can_be_held_against_each_other(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH)
    first, second, _ = versions(phone, submission, "Left", "Right", "Middle")
    answer = browser.get(page(submission), {"from": first, "to": second})
    assert "3 versions of this stand" in text(answer)
    assert set(marked(answer)) == {"only here: Left", "only here: Right"}


def test_a_withdrawal_may_be_one_of_them(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH)
    first = phone.minted[-1]["id"]
    about = {"submission": submission, "parents": (first,)}
    changed = phone.write(SEARCH, example(SEARCH, surname="Changed"), **about)
    taken_back = phone.write(SEARCH, {"reason": "Wrong form"}, intent="withdraw", **about)
    phone.push(changed, taken_back)
    assert "(a withdrawal)" in text(browser.get(page(submission)))


def test_once_the_author_has_said_which_one_stands(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH)
    both = versions(phone, submission, "Left", "Right")
    phone.push(
        phone.write(
            SEARCH, example(SEARCH, surname="Right"), submission=submission, parents=tuple(both)
        )
    )
    said = text(browser.get(page(submission)))
    assert "versions of this stand" not in said
    assert said.count("(stands)") == 1
    assert said.count("written") >= 4  # all of them can still be read
