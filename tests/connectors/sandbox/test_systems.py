"""What each system accepts, and what it finds wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from field_api.connectors.sandbox.systems import PARTS

TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()

NOTE = {"type": "NOTE", "summary": "A walk.", "occurred_at": "2026-11-22T12:00:00Z"}
SEARCH = {
    "search_type": "Person search",
    "started_at": "2026-11-22T12:00:00Z",
    "power": "Misuse of Drugs Act 1971 (section 23)",
    "object": "Controlled drugs",
    "grounds": "Seen to pass something by hand at the bus stop.",
    "self_defined_ethnicity": "Other ethnic group - Not stated",
    "officer_defined_ethnicity": None,
    "gender": "Male",
    "age_range": "18-24",
    "outcome": "A no further action disposal",
    "outcome_linked": None,
}
ITEM = {"narrative": "Seen.", "assessment": "A", "handling": "P"}
SOMEBODY = {"id": "person.witness.2", "type": "person"}
EVENT = {
    "data": {
        "id": "event.incident.1",
        "type": "incident",
        "relationships": {"witness": {"data": [SOMEBODY]}},
    },
    "included": [SOMEBODY],
}
REPORT = {"source_evaluation": "1", "items": [ITEM], "priority": "high"}


def pointers(part: str, document: dict[str, Any]) -> list[str]:
    return [pointer for pointer, _ in PARTS[part].check(document)]


@pytest.mark.parametrize(
    ("part", "document"),
    [("records", NOTE), ("stop-search", SEARCH), ("intelligence", REPORT)],
)
def test_a_good_entry_is_accepted(part: str, document: dict[str, Any]) -> None:
    assert pointers(part, document) == []
    assert pointers(part, document | {"something": "they do not know"}) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"summary": ""}, ["/summary"]),
        ({"summary": "x" * 2000}, []),
        ({"summary": "x" * 2001}, ["/summary"]),
        ({"summary": 7}, ["/summary"]),
        ({"type": "POEM"}, ["/type"]),
        ({"occurred_at": "2026-11-22 12:00"}, ["/occurred_at"]),
        ({"persons": [{"dob": "1990-12-31"}, {"dob": None}, {"dob": ""}]}, []),
        ({"persons": [{"dob": TOMORROW}]}, ["/persons/0/dob"]),
        ({"persons": [{"dob": "31/12/1990"}, {"dob": 7}]}, ["/persons/0/dob", "/persons/1/dob"]),
        ({"persons": "nobody"}, ["/persons"]),
        ({"persons": ["nobody"]}, ["/persons"]),
        ({"vehicles": [{"vrm": "FB26DEM"}, {"vrm": ""}]}, []),
        ({"vehicles": [{"vrm": "ABCDEFGHIJKL"}]}, ["/vehicles/0/vrm"]),
        ({"summary": "", "type": None}, ["/type", "/summary"]),
    ],
)
def test_what_records_finds_wrong(change: dict[str, Any], found: list[str]) -> None:
    assert pointers("records", NOTE | change) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"search_type": None}, ["/search_type"]),
        ({"object": "Sandwiches"}, ["/object"]),
        ({"object": ["Firearms"]}, ["/object"]),
        ({"power": ["Misuse of Drugs Act 1971 (section 23)"]}, ["/power"]),
        ({"gender": "M"}, ["/gender"]),
        ({"age_range": "18 to 24"}, ["/age_range"]),
        ({"outcome": "Nothing found"}, ["/outcome"]),
        ({"self_defined_ethnicity": "W1"}, ["/self_defined_ethnicity"]),
        ({"officer_defined_ethnicity": "IC1"}, ["/officer_defined_ethnicity"]),
        ({"grounds": "Looked odd"}, []),
        ({"grounds": "Odd"}, ["/grounds"]),
        ({"grounds": None}, ["/grounds"]),
        ({"grounds": "", "power": "Terrorism Act 2000 (section 47A)"}, []),
        ({"grounds": "", "power": ""}, []),
        ({"outcome_linked": "yes"}, ["/outcome_linked"]),
        ({"started_at": "noon"}, ["/started_at"]),
    ],
)
def test_what_the_register_of_searches_finds_wrong(
    change: dict[str, Any], found: list[str]
) -> None:
    assert pointers("stop-search", SEARCH | change) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"source_evaluation": "4"}, ["/source_evaluation"]),
        ({"source_evaluation": 1}, ["/source_evaluation"]),
        ({"priority": "soon"}, ["/priority"]),
        ({"items": []}, ["/items"]),
        ({"items": None}, ["/items"]),
        ({"items": [ITEM | {"narrative": "x" * 4001}]}, ["/items/0/narrative"]),
        ({"items": [ITEM, ITEM | {"assessment": "F"}]}, ["/items/1/assessment"]),
        ({"items": [ITEM | {"handling": "X"}]}, ["/items/0/handling"]),
        ({"items": [ITEM | {"handling": "C"}]}, ["/items/0/conditions"]),
        ({"items": [ITEM | {"handling": "C", "conditions": " "}]}, ["/items/0/conditions"]),
        ({"items": [ITEM | {"handling": "C", "conditions": "Ask first"}]}, []),
    ],
)
def test_what_intelligence_finds_wrong(change: dict[str, Any], found: list[str]) -> None:
    assert pointers("intelligence", REPORT | change) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"data": {"id": "event.incident.1", "type": "poem"}}, ["/data/type"]),
        ({"data": {"id": "poem.1", "type": "incident"}}, ["/data/id"]),
        ({"included": []}, ["/data/relationships/witness"]),
        ({"included": "nobody"}, ["/included"]),
        ({"included": [SOMEBODY | {"type": ""}]}, ["/included/0/type"]),
        (
            {"included": [SOMEBODY | {"attributes": {"surname": "S" * 36}}]},
            ["/included/0/attributes/surname"],
        ),
    ],
)
def test_what_the_hub_finds_wrong(change: dict[str, Any], found: list[str]) -> None:
    assert pointers("integration-hub", EVENT | change) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"Type": "Person"}, ["/Type"]),
        ({"Date": "noon"}, ["/Date"]),
        ({"Legislation": "an old law", "Outcome": "Let go"}, ["/Legislation", "/Outcome"]),
    ],
)
def test_what_the_collection_finds_wrong_with_a_search(
    change: dict[str, Any], found: list[str]
) -> None:
    row = {"Type": "Person search", "Date": "2026-03-01T22:14:00+00:00", "Legislation": None}
    assert pointers("national-upload", row | change) == found


def test_a_file_of_one_row_is_laid_out_and_others_are_shown_as_they_came() -> None:
    shows = PARTS["national-upload"].shows
    row = '"crime_reference","summary"\r\n"34/26/1","Seen, and\nwritten down"\r\n'
    assert shows(row.encode()) == {"reference": "34/26/1", "summary": "Seen, and\nwritten down"}
    for other in (
        row + row.splitlines()[1],
        "<crimes/>",
        '"crime_reference"\r\n"1","2"',
        "",
        "\xff",
    ):
        assert shows(other.encode("latin-1")) is None
