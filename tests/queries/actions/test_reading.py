"""Reading what the sandbox systems, running as processes of their own, had to say."""

import time
from collections.abc import Callable

import pytest

from field_api.queries import actions as queries
from field_api.queries.models import Query
from tests import make
from tests.queries.sandbox import Sandbox
from tests.queries.seen import legs, read, run, settled

Ask = Callable[..., Query]
Systems = dict[str, Sandbox]


def test_answers_are_laid_side_by_side_with_warnings_first(systems: Systems, ask: Ask) -> None:
    query = ask("vehicle", vrm="FB26DEM")
    run(query)
    found = read(query)
    assert (found["complete"], found["version"]) == (True, 3)
    assert [warning["code"] for warning in found["warnings"]] == ["FI", "WE"]
    assert found["warnings"][0]["system"] == "intelligence"
    (vehicle,) = found["clusters"]
    assert vehicle["why"] == ["same registration"]
    colours = {each["value"]: each["system"] for each in vehicle["values"]["colour"]}
    assert colours == {"Blue": "records", "Black": "intelligence"}
    assert list(found).index("warnings") < list(found).index("clusters")


def test_one_person_under_three_spellings_is_one_and_twins_are_two(
    systems: Systems, ask: Ask
) -> None:
    query = ask("person", surname="Sampleton", given_names="Jordan", dob="1991-04-17")
    run(query)
    (keeper,) = read(query)["clusters"]
    assert "same PNC ID" in keeper["why"]
    assert {value["system"] for value in keeper["values"]["name"]} == set(systems)
    twins = ask("person", surname="Mockridge", dob="2001-07-30")
    run(twins)
    assert len(read(twins)["clusters"]) == 2


def test_a_swapped_day_and_month_is_possible_and_not_more(systems: Systems, ask: Ask) -> None:
    query = ask("person", surname="Testwood", given_names="Robin", dob="1988-03-05")
    run(query)
    found = read(query)["clusters"]
    assert [each["confidence"] for each in found] == ["possible", "possible"]
    assert found[0]["may_be"][0]["id"] == found[1]["id"]
    assert {each["values"]["dob"][0]["value"] for each in found} == {"1988-03-05", "1988-05-03"}


def test_another_officer_sees_nothing_of_it(systems: Systems, ask: Ask) -> None:
    query, other = ask(), make.supervisor()
    assert queries.documents(officer=other, ids=[query.pk]) == {}
    with pytest.raises(Query.DoesNotExist):
        queries.document(query, other)


def test_a_wait_ends_at_the_deadline(
    transactional_db: None, systems: Systems, unheard: Ask
) -> None:
    systems["records"].breaks(latency_ms=1_500, on="search")
    query = unheard("records", deadline_ms=800)
    began = time.monotonic()
    queries.wait(query, since=None, seconds=20)
    assert 0.6 < time.monotonic() - began < 1.4
    (leg,) = read(query)["legs"]
    assert (leg["state"], leg["elapsed_ms"]) == ("timed_out", 800)
    assert leg["detail"] == "No answer in 0.8 s"
    settled(query, "answered")


def test_without_a_worker_the_reader_sees_to_it(
    transactional_db: None, systems: Systems, unheard: Ask
) -> None:
    query = unheard("records", "intelligence")
    queries.wait(query, since=None, seconds=10)
    assert set(legs(query).values()) == {"answered"}
