"""What the database itself refuses, whoever writes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Model

from field_api.lib import clock
from field_api.queries.models import Hit, Leg, Query
from tests import make


@pytest.fixture
def leg(unheard: Callable[..., Query]) -> Leg:
    make.system("records")
    return unheard("records").legs.get()


def refuses(row: Model, constraint: str, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint):
        row.save()


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("a_query_is_of_a_known_kind", {"kind": "boat"}),
        ("a_query_has_a_national_reason_code", {"reason_code": "x"}),
        ("a_query_says_its_purpose", {"purpose": "no"}),
        ("a_query_says_its_originator", {"originator": ""}),
        ("on_whose_behalf_is_said_in_full_or_not_at_all", {"on_behalf_of": "me"}),
        ("a_query_asks_for_something", {"criteria": {}}),
        ("a_query_carries_the_hash_of_its_content", {"content_hash": "?"}),
    ],
)
def test_a_query_is_whole(leg: Leg, constraint: str, changes: dict[str, Any]) -> None:
    refuses(leg.query, constraint, **changes)


def test_a_query_leaves_time_to_be_answered(leg: Leg) -> None:
    refuses(leg.query, "a_query_has_time_to_be_answered", deadline_at=leg.query.asked_at)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("a_leg_is_in_a_known_state", {"state": "maybe", "finished_at": clock.now()}),
        ("a_leg_is_finished_exactly_when_not_waiting", {"finished_at": clock.now()}),
        ("a_leg_is_finished_exactly_when_not_waiting", {"state": "failed", "why": "busy"}),
        ("a_started_leg_says_by_whom", {"started_at": clock.now()}),
        (
            "an_answer_was_asked_for_or_is_remembered",
            {"state": "no_match", "finished_at": clock.now()},
        ),
        ("only_an_answer_has_records_and_every_answer_has", {"count": 1}),
        ("a_leg_without_answer_says_why", {"state": "failed", "finished_at": clock.now()}),
        ("only_an_answer_can_be_late", {"late": True}),
        ("only_a_system_that_is_asked_is_held_on_to", {"lease_until": clock.now()}),
        (
            "a_system_left_alone_says_since_when",
            {"state": "not_asked", "why": "suspended", "finished_at": clock.now()},
        ),
        ("only_answers_are_remembered", {"remembered_at": clock.now()}),
    ],
)
def test_a_leg_cannot_say_what_did_not_happen(
    leg: Leg, constraint: str, changes: dict[str, Any]
) -> None:
    refuses(leg, constraint, **changes)


def test_a_system_left_out_was_not_started(leg: Leg) -> None:
    now = clock.now()
    said = {"state": "not_asked", "why": "paused", "finished_at": now}
    constraint = "a_system_not_asked_was_not_started_or_may_not_tell"
    refuses(leg, constraint, **said, started_at=now, started_by="x")


def test_a_system_has_one_leg_in_a_query(leg: Leg) -> None:
    refuses(Leg(query=leg.query, system=leg.system), "a_system_is_asked_once_for_each_query")


def test_hits_keep_their_order(leg: Leg) -> None:
    Hit.objects.create(leg=leg, position=0, retrieved_at=clock.now(), body={})
    refuses(
        Hit(leg=leg, position=0, retrieved_at=clock.now(), body={}),
        "hits_of_a_leg_keep_their_order",
    )
