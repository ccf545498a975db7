"""/console/deliveries/<id>/: what a person decides about one delivery."""

from typing import Any

import pytest
from django.test import Client

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from tests.oversight.letters import delivery
from tests.submissions.desk import text


def decide(browser: Client, row: Delivery, verb: str, **typed: str) -> Any:
    posted = {f"{verb}-{name}": value for name, value in typed.items()}
    return browser.post(f"/console/deliveries/{row.pk}/", {"verb": verb, **posted}, follow=True)


@pytest.mark.parametrize(("outcome", "state"), [("delivered", "delivered"), ("not_there", "due")])
def test_a_doubt_is_settled_by_what_their_people_say(
    browser: Client, records: System, outcome: str, state: str
) -> None:
    row = delivery(records, state="uncertain")
    typed = {"outcome": outcome, "reason": "Asked the records desk", "reference": "X-9"}
    assert decide(browser, row, "vouch", **typed).status_code == 200
    row.refresh_from_db()
    assert row.state == state


def test_what_is_given_up_lets_the_next_go_on(browser: Client, records: System) -> None:
    row = delivery(records, state="poisoned")
    assert "Given up" in text(decide(browser, row, "skip", reason="A test entry"))
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_what_is_known_is_not_settled_again(browser: Client, records: System) -> None:
    row = delivery(records, state="delivered")
    answer = decide(browser, row, "vouch", outcome="not_there", reason="x")
    assert answer.status_code == 409
    assert "What became of this delivery is known" in text(answer)


def test_a_decision_needs_its_answers(browser: Client, records: System) -> None:
    row = delivery(records, state="uncertain")
    answer = decide(browser, row, "vouch", outcome="perhaps")
    assert answer.status_code == 422
    said = text(answer)
    assert "Choose what they said." in said
    assert "Say why" in said
    row.refresh_from_db()
    assert row.state == "uncertain"


def test_who_may_not_steer_decides_nothing(onlooker: Client, records: System) -> None:
    row = delivery(records, state="uncertain")
    said = text(onlooker.get(f"/console/deliveries/{row.pk}/"))
    assert "Deciding needs a supervisor" in said
    assert decide(onlooker, row, "skip", reason="x").status_code == 403
