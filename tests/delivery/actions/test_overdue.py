"""Systems that do not say in time whether they accept what they took."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery import tasks
from field_api.delivery.actions import overdue
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import Next, State
from tests import make, written
from tests.delivery.parcels import fresh, put
from tests.delivery.replays import ended
from tests.queries.sandbox import TOKEN, Sandbox

pytestmark = pytest.mark.django_db

Boxes = dict[str, Sandbox]


def late() -> None:
    """As if it had been taken two days ago, and nobody had asked yet."""
    then = Now() - timedelta(days=2)
    Delivery.objects.filter(state="awaiting").update(settled_at=then, due_at=then)


@pytest.fixture
def taken(boxes: Boxes) -> Delivery:
    """Taken by the records system, which decides later."""
    System.objects.filter(code="records").update(answers_within_seconds=3600)
    boxes["records"].breaks(pending=True, on="entries")
    (made,) = put()
    delivery.drain(made.system_id)
    boxes["records"].heal()
    assert fresh(made).state == "awaiting"
    late()
    return made


def decide(box: Sandbox, key: UUID, **decision: Any) -> None:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{box.url}/api/entries/by-key/{key}/decision"
    assert httpx2.post(url, headers=bearer, json=decision).status_code == 200


def ask(made: Delivery) -> Delivery:
    assert overdue.overdue() == [made.system_id]
    assert tasks.ask(made.system_id) == 1
    return fresh(made)


def test_asked_it_says_that_it_accepted(taken: Delivery, boxes: Boxes) -> None:
    decide(boxes["records"], taken.key, outcome="accepted")
    row = ask(taken)
    assert (row.state, row.reason) == ("delivered", "found by asking")
    assert list(row.attempt_log.values_list("step", "outcome"))[-1] == ("lookup", "found")


def test_asked_it_says_what_was_wrong(taken: Delivery, boxes: Boxes) -> None:
    errors = [{"field": "/summary", "message": "names nobody"}]
    decide(boxes["records"], taken.key, outcome="rejected", errors=errors)
    row = ask(taken)
    assert (row.state, row.faults) == (
        "rejected",
        [{"pointer": "/summary", "text": "names nobody"}],
    )
    assert Task.objects.get().pointer == "/text"


def test_not_decided_yet_it_is_asked_again_later(taken: Delivery) -> None:
    row = ask(taken)
    assert row.state == "awaiting" and not Task.objects.exists()
    assert overdue.overdue() == []
    late()
    assert overdue.overdue() == [taken.system_id]


@pytest.mark.parametrize(("lookup", "says"), [("by_key", "no answer"), ("none", "can't be asked")])
def test_where_nobody_answers_a_person_asks(records: System, lookup: str, says: str) -> None:
    written.system("records", lookup=lookup)
    made = ended(Next(State.AWAITING))
    late()
    row = ask(made)
    assert row.state == "awaiting"
    task = Task.objects.open().get()
    assert task.todo == "ask" and task.text.endswith(says)


def test_gone_there_a_person_asks(taken: Delivery, boxes: Boxes) -> None:
    """It took the entry and knows nothing of it now: another key stands for that."""
    Delivery.objects.filter(pk=taken.pk).update(key="00000000-0000-4000-8000-000000000000")
    assert ask(taken).state == "awaiting"
    assert "does not hold it" in Task.objects.get().text


def test_within_its_time_nobody_is_asked(records: System) -> None:
    System.objects.filter(pk=records.pk).update(answers_within_seconds=3600)
    made = ended(Next(State.AWAITING))
    Delivery.objects.update(due_at=Now() - timedelta(seconds=1))
    assert overdue.overdue() == [] and overdue.ask(records.pk) == 0
    wait = fresh(made).due_at - (fresh(made).settled_at or made.created_at)
    assert wait == timedelta(hours=1)


def test_a_paused_system_is_left_alone(records: System) -> None:
    ended(Next(State.AWAITING))
    late()
    connectors.pause(system=records, by=make.supervisor(), reason="Upgrade")
    assert overdue.overdue() == [] and overdue.ask(records.pk) == 0


def test_a_system_that_does_not_answer_is_left_alone_for_the_others(records: System) -> None:
    rows = [ended(Next(State.AWAITING)) for _ in range(3)]
    late()
    assert overdue.ask(records.pk) == 1
    assert overdue.overdue() == [], "while one asks, nobody else begins"
    assert Task.objects.count() == 1
    assert {fresh(row).state for row in rows} == {"awaiting"}


def test_what_there_was_no_time_for_is_asked_at_once(taken: Delivery, boxes: Boxes) -> None:
    Delivery.objects.filter(pk=taken.pk).update(created_at=Now() - timedelta(days=3))
    ended(Next(State.AWAITING))
    late()
    assert overdue.ask(taken.system_id, seconds=0) == 1
    assert overdue.overdue() == [taken.system_id]
