"""Choosing and ordering what waits, by the address."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from field_api.lib import clock
from field_api.submissions.actions.desk import Need, Waiting
from field_api.submissions.models import Submission
from field_api.submissions.pages.sieve import Sieve
from field_api.submissions.risks import Risk
from tests.handset import Handset
from tests.submissions.desk import INTEL, SEARCH, decide, page, sent, text


def waiting(hours: float = 1, **other: Any) -> Waiting:
    """One place of a queue, that many hours old."""
    now = clock.now()
    stated: dict[str, Any] = {
        "id": uuid4(),
        "kind": INTEL,
        "need": Need.APPROVE,
        "since": now - timedelta(hours=hours),
        "due": None,
        "urgent": False,
        "overdue": False,
        "unit": 1,
        "unit_name": "Response",
    }
    return Waiting(**{**stated, **other})


def in_hours(hours: float) -> Any:
    return clock.now() + timedelta(hours=hours)


LATE = waiting(30, due=in_hours(-1), overdue=True)
DUE = waiting(20, due=in_hours(5), need=Need.CONFIRM, kind=SEARCH)
FAR = waiting(100, due=in_hours(60), unit=2, unit_name="Roads")
URGENT = waiting(0.5, urgent=True, due=in_hours(30))
ALL = (LATE, DUE, FAR, URGENT)
RISKS = {DUE.id: Risk.HIGH, FAR.id: Risk.MEDIUM}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ALL),
        ({"kind": SEARCH}, (DUE,)),
        ({"kind": "no-such"}, ()),
        ({"unit": "2"}, (FAR,)),
        ({"need": "confirm"}, (DUE,)),
        ({"urgency": "urgent"}, (LATE, URGENT)),
        ({"urgency": "overdue"}, (LATE,)),
        ({"urgency": "soon"}, (LATE, DUE)),
        ({"age": "24"}, (LATE, FAR)),
        ({"risk": "high"}, (DUE,)),
        ({"risk": "medium"}, (DUE, FAR)),
        ({"age": "24", "risk": "medium"}, (FAR,)),
        ({"by": "due"}, (LATE, DUE, URGENT, FAR)),
        ({"by": "oldest"}, (FAR, LATE, DUE, URGENT)),
        ({"by": "newest"}, (URGENT, DUE, LATE, FAR)),
        ({"by": "risk"}, (DUE, FAR, LATE, URGENT)),
        ({"by": "'; --", "age": "99", "unit": "x", "risk": "HIGH"}, ALL),
    ],
    ids=lambda value: "-".join(value) + "-".join(value.values()) if type(value) is dict else None,
)
def test_what_is_chosen_is_left(asked: dict[str, str], left: tuple[Waiting, ...]) -> None:
    assert Sieve.read(asked).sifted(ALL, RISKS) == list(left)


def test_an_address_says_what_was_chosen_and_nothing_else() -> None:
    asked = {"kind": "note", "age": "24", "by": "due", "next": "https://evil.example"}
    assert Sieve.read(asked).query == "?kind=note&age=24&by=due"
    assert Sieve.read({"unit": "9" * 10, "need": "x"}).query == ""


def order(answer: Any) -> list[UUID]:
    found = re.findall(r'list__row" href="/desk/([^/]+)/', answer.content.decode())
    return [UUID(one) for one in found]


def test_risk_orders_and_sifts_the_queue_by_what_was_graded(
    phone: Handset, browser: Client
) -> None:
    low = sent(phone, INTEL, priority="low")
    high = sent(phone, INTEL, priority="high")
    answer = browser.get("/desk/", {"by": "risk"})
    assert order(answer) == [high, low]
    assert text(answer).count("High risk") == 1
    assert order(browser.get("/desk/", {"risk": "high"})) == [high]
    assert order(browser.get("/desk/")) == [low, high]


def test_what_was_chosen_is_kept_over_decisions(phone: Handset, browser: Client) -> None:
    first, _, third = (sent(phone, INTEL, priority=one) for one in ("high", "low", "high"))
    chosen = "?risk=high&by=oldest"
    answer = decide(browser, page(first) + chosen, "approve")
    assert answer.headers["Location"] == page(third) + chosen
    last = decide(browser, page(third) + chosen, "approve")
    assert last.headers["Location"] == f"/desk/{chosen}"
    assert "Nothing waits for you of what you chose" in text(browser.get(f"/desk/{chosen}"))


def test_a_row_counts_its_points_and_the_page_leads_to_each(
    phone: Handset, browser: Client
) -> None:
    fine, thin = sent(phone, SEARCH), sent(phone, SEARCH, grounds="Seemed off.")
    browser.get(page(fine))
    answer = browser.get(page(thin))
    asked = re.findall(r'<a href="#(at-comment[^"]+)">([^<]+)</a>', answer.content.decode())
    grounds = [at for at, said in asked if "Very short" in said]
    assert grounds == ["at-comment-grounds"]
    for at, _ in asked:
        assert f'id="{at}"' in answer.content.decode()
    rows = text(browser.get("/desk/", {"kind": SEARCH, "by": "newest"}))
    assert f"{len(asked)} points to look at" in rows or f"{len(asked)} point to look at" in rows
    assert Submission.objects.filter(pk=thin, state="released").exists()
