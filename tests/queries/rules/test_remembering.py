from datetime import timedelta

import pytest

from field_api.queries.rules import remembering
from field_api.queries.rules.legs import State, Why
from field_api.queries.rules.records import Record, Warning

TEN = {"vehicle": 600, "person": 600, "driver": 600}


def lasts(kind: str, state: State, *found: Record, why: Why = Why.NONE) -> timedelta:
    return remembering.lasts(kind, TEN, state, why, found)


def record(*warnings: Warning, **values: object) -> Record:
    return Record("records", "Records", "R-1", "vehicle", values=values, warnings=warnings)


def test_only_what_somebody_has_decided_is_given_again() -> None:
    plain = record(vrm="AB12CDE", colour="Black")
    assert lasts("vehicle", State.ANSWERED, plain) == timedelta(seconds=600)
    assert lasts("phone", State.ANSWERED, plain) == timedelta()
    assert remembering.lasts("vehicle", {}, State.ANSWERED, Why.NONE, (plain,)) == timedelta()


@pytest.mark.parametrize(
    "live",
    [
        record(Warning("VI", "Violent")),
        record(wanted=True),
        record(reports=["stolen"]),
        record(missing_since="2026-01-01"),
        record(bail_conditions=["curfew"]),
    ],
    ids=["warning", "wanted", "reports", "missing", "bail"],
)
def test_what_is_acted_upon_is_asked_for_each_time(live: Record) -> None:
    assert lasts("vehicle", State.ANSWERED, record(vrm="AB12CDE"), live) == timedelta()


def test_that_somebody_is_not_wanted_is_no_warning() -> None:
    assert lasts("vehicle", State.ANSWERED, record(stolen=False)) == timedelta(seconds=600)


def test_nothing_held_lasts_least_and_of_people_not_at_all() -> None:
    assert lasts("vehicle", State.NO_MATCH) == timedelta(seconds=30)
    assert lasts("person", State.NO_MATCH) == lasts("driver", State.NO_MATCH) == timedelta()


@pytest.mark.parametrize("state", sorted(set(State) - {State.ANSWERED, State.NO_MATCH}))
def test_no_failure_is_remembered(state: State) -> None:
    assert lasts("vehicle", state) == timedelta()


def test_half_an_answer_is_not_remembered() -> None:
    assert lasts("vehicle", State.ANSWERED, record(vrm="A1"), why=Why.MORE) == timedelta()
