"""Answers given again: only where somebody has said so, and never what is acted upon."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from field_api.connectors.models import System
from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.queries import actions as queries
from field_api.queries.models import Query, Remembered
from tests import make
from tests.queries.sandbox import Sandbox
from tests.queries.seen import legs, read, run

Ask = Callable[..., Query]
Systems = dict[str, Sandbox]
PLAIN = {"vrm": "BB91SMP"}  # of which no system has a warning


@pytest.fixture
def remembers(systems: Systems) -> Sandbox:
    System.objects.exclude(code="records").update(answers_queries=[])
    System.objects.filter(code="records").update(remembers={"vehicle": 600, "person": 600})
    return systems["records"]


def asked(put: Ask, kind: str = "vehicle", **terms: Any) -> dict[str, Any]:
    query = put(kind, **(PLAIN | terms if kind == "vehicle" else terms))
    run(query)
    (leg,) = read(query)["legs"]
    return {**leg, "clusters": read(query)["clusters"], "complete": read(query)["complete"]}


def test_nothing_is_remembered_by_itself(systems: Systems, ask: Ask) -> None:
    run(ask())
    assert not Remembered.objects.exists()


def test_the_same_question_soon_after_is_not_put_again(remembers: Sandbox, ask: Ask) -> None:
    first = asked(ask)
    before = remembers.searches()
    again = asked(ask, vrm="bb91smp")
    assert remembers.searches() == before
    assert (again["state"], again["remembered"], again["complete"]) == ("answered", True, True)
    assert again["as_of"] >= first["as_of"]
    assert again["clusters"] == first["clusters"]


def test_what_is_given_again_is_a_consultation_like_the_first(
    remembers: Sandbox, ask: Ask, officer: Officer
) -> None:
    asked(ask)
    asked(ask)
    rows = Event.objects.filter(act="consultation", details__system="records")
    first, again = rows.order_by("id")
    assert first.details["records"] == again.details["records"] != []
    assert "remembered" not in first.details
    assert again.details["remembered"] and again.actor == officer.actor


def test_with_another_role_nothing_remembered_is_found(
    remembers: Sandbox, ask: Ask, officer: Officer
) -> None:
    asked(ask)
    before = remembers.searches()
    unit = officer.home_unit()
    identity.post(officer=officer, unit=unit, role=Role.SUPERVISOR, starts_on=date(2020, 1, 1))
    asked(ask)
    assert remembers.searches() == before + 1


def test_a_colleague_posted_alike_is_given_it_and_another_force_never(
    remembers: Sandbox, ask: Ask, officer: Officer
) -> None:
    asked(ask)
    before = remembers.searches()
    assert asked(ask, by=make.officer(posted=officer.home_unit()))["remembered"] is True
    asked(ask, by=make.officer(posted=make.unit(of=make.force("35"))))
    assert remembers.searches() == before + 1


def test_warnings_are_never_given_from_memory(remembers: Sandbox, ask: Ask) -> None:
    for _ in range(2):
        said = asked(ask, "person", surname="Sampleton", given_names="Jordan", dob="1991-04-17")
        assert (said["state"], said["remembered"]) == ("answered", False)
    assert not Remembered.objects.exists()


def test_nothing_held_is_forgotten_first_and_of_a_person_at_once(
    remembers: Sandbox, ask: Ask
) -> None:
    asked(ask, "person", surname="Nobody")
    assert not Remembered.objects.exists()
    asked(ask, vrm="ZZ99ZZZ")
    kept = Remembered.objects.get()
    assert kept.expires_at - kept.retrieved_at == timedelta(seconds=30)
    assert asked(ask, vrm="ZZ99ZZZ")["state"] == "no_match"


def test_what_is_over_is_not_given_and_goes(remembers: Sandbox, ask: Ask) -> None:
    asked(ask)
    then = clock.now() - timedelta(hours=1)
    Remembered.objects.update(retrieved_at=then, expires_at=then + timedelta(minutes=10))
    assert legs(ask(**PLAIN)) == {"records": "waiting"}
    assert queries.forget() == 1
