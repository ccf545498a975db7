"""Versions as they are used: compiled once, found by one statement, traced back."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.identity.models import Officer
from field_api.mapping import actions as mapping
from field_api.mapping.actions import Unusable, ready
from field_api.mapping.models import Mapping, Source
from tests import make
from tests.mapping.made import HIGH, LOW, drafted, kept, released
from tests.written import NOTE, SEARCH

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_compiled() -> Iterator[None]:
    ready._COMPILED.clear()
    yield
    ready._COMPILED.clear()


@pytest.fixture
def by() -> Officer:
    return make.officer()


@pytest.fixture
def records() -> System:
    return make.system("records", clearance=HIGH)


def test_what_is_in_use_is_found_by_one_statement_and_compiled_once(records: System) -> None:
    mapping.install(system=records, kind=NOTE, call="records")
    mapping.install(system=records, kind=SEARCH, call="records")
    mapping.install(system=make.system("other"), kind=NOTE, call="records")
    counts, found = [], []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            found.append(mapping.current({NOTE, SEARCH}))
        counts.append(len(captured))
    assert counts == [2, 1]
    assert len(found[0]) == 3
    assert all(found[0][place] is found[1][place] for place in found[0])


def test_a_new_version_is_used_at_once(records: System, by: Officer) -> None:
    kept(released())
    mapping.install(system=records, kind=NOTE, call="records")
    before = mapping.current({NOTE})[NOTE, records.pk]
    new = mapping.activate(mapping=drafted(records, by), by=by)
    assert mapping.current({NOTE})[NOTE, records.pk].id == new.pk != before.id
    assert mapping.at(before.id) is before, "and what was made by the former can still be explained"


def test_as_many_are_kept_as_are_used_and_no_more(
    records: System, by: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_KEPT", 2)
    for _ in range(3):
        mapping.at(drafted(records, by).pk)
    assert len(ready._COMPILED) == 2


def test_a_version_this_release_can_not_use_stops_its_own_deliveries_alone(
    records: System,
) -> None:
    mapping.install(system=records, kind=NOTE, call="records")
    gone = Mapping.objects.create(
        system=make.system("other"),
        kind=NOTE,
        version=1,
        engine="python",
        document={"call": "no-such"},
        state="active",
    )
    found = mapping.current({NOTE})
    assert found[NOTE, records.pk].apply(released(), version=1, clearance=HIGH).document
    with pytest.raises(Unusable):
        found[NOTE, gone.system_id].apply(released(), version=1, clearance=HIGH)
    assert mapping.origin(gone.pk, "/a") == ""


def test_the_result_is_held_against_the_systems_schema(records: System, by: Officer) -> None:
    schema = {"properties": {"text": {"type": "string", "maxLength": 5}}}
    made = mapping.at(drafted(records, by, schema=schema).pk)
    mapped = made.apply(released(), version=1, clearance=HIGH)
    assert [fault.pointer for fault in mapped.faults] == ["/text"]
    assert "allotments" not in mapped.faults[0].text
    short = made.apply(released(body={"text": "brief"}), version=1, clearance=HIGH)
    assert short.faults == []


def test_an_answer_their_list_does_not_have_is_a_fault_at_its_place(
    records: System, by: Officer
) -> None:
    document = {"who": {"$each": "body.persons", "$make": {"sex": "lookup('sex', sex)"}}}
    made = mapping.at(drafted(records, by, document, maps={"sex": {"F": "2"}}).pk)
    mapped = made.apply(released(), version=1, clearance=HIGH)
    assert mapped.document == {"who": [{"sex": "2"}, {"sex": None}]}
    told = "the value map sex has no entry for this answer"
    assert mapped.faults == [FieldFault("/who/1/sex", told)]


def test_both_engines_see_only_what_the_clearance_covers(records: System, by: Officer) -> None:
    python = mapping.install(system=records, kind=NOTE, call="records")
    for version in (python, drafted(records, by, {"all": "@"})):
        mapped = mapping.at(version.pk).apply(released(), version=4, clearance=LOW)
        assert "/persons" in mapped.removed and "/text" in mapped.removed
        said = repr(mapped.document)
        assert "allotments" not in said and "Ada" not in said and "34/26/000123" in said


def test_where_a_value_came_from_by_either_engine(records: System, by: Officer) -> None:
    python = mapping.install(system=records, kind=NOTE, call="records")
    assert mapping.origin(python.pk, "/persons/1/forenames") == "/persons/1/given_names"
    document = {"who": {"$each": "body.persons", "$make": {"n": "upper(surname)"}}}
    assert mapping.origin(drafted(records, by, document).pk, "/who/1/n") == "/persons/1/surname"


@pytest.mark.parametrize("number", [None, 0, 987_654_321])
def test_where_nobody_knows_the_version_nothing_is_known(number: int | None) -> None:
    assert mapping.origin(number, "/persons/0") == ""


def test_what_was_kept_comes_back_until_it_is_erased() -> None:
    (one,) = kept(released())
    kept(one)
    assert mapping.kept(one.revision) == one
    Source.objects.update(document=None)
    assert mapping.kept(one.revision) is None
