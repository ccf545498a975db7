"""Searches as published rows, and back."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.catalogue import rules as forms
from field_api.catalogue import shipped
from field_api.insights.rules import (
    COLUMNS,
    line,
    places,
    published,
    stop_search_body,
    stop_search_refusals,
    stop_search_row,
)
from tests.catalogue import bodies
from tests.insights.values import A_SLIP, EVERY, ONCE_PUBLISHED, ROW

VALID = shipped.example("stop-search", "valid")

moments = st.integers(1_400_000_000, 2_000_000_000).map(
    lambda one: datetime.fromtimestamp(one, UTC)
)
points = st.tuples(
    st.floats(places.SOUTH, places.NORTH, exclude_max=True),
    st.floats(places.WEST, places.EAST, exclude_max=True),
)
rows = st.fixed_dictionaries(
    {column: st.sampled_from(values) for column, values in EVERY.items()}
    | {
        "Date": moments.map(lambda one: one.isoformat(timespec="seconds")),
        "Policing operation": st.sampled_from(("", "Operation Example", "=1+1")),
        "place": st.one_of(st.just(("", "")), points.map(lambda one: places.snapped(*one))),
    }
)


def row_of(drawn: dict[str, Any]) -> dict[str, str]:
    latitude, longitude = drawn["place"]
    return {**ROW, **drawn, "Latitude": latitude, "Longitude": longitude}


def test_the_columns_are_those_published() -> None:
    assert tuple(stop_search_row(VALID)) == COLUMNS == tuple(ROW)
    assert len(COLUMNS) == 15


def test_the_worked_example() -> None:
    assert stop_search_row(VALID) == {
        "Type": "Person search",
        "Date": "2026-03-01T22:14:00+00:00",
        "Part of a policing operation": "True",
        "Policing operation": "Operation Example",
        "Latitude": "52.235000",
        "Longitude": "-0.892500",
        "Gender": "Male",
        "Age range": "18-24",
        "Self-defined ethnicity": "White - Irish",
        "Officer-defined ethnicity": "White",
        "Legislation": "Police and Criminal Evidence Act 1984 (section 1)",
        "Object of search": "Offensive weapons",
        "Outcome": "Arrest",
        "Outcome linked to object of search": "True",
        "Removal of more than just outer clothing": "False",
    }
    assert stop_search_refusals(VALID) == []


def test_nothing_that_names_anybody_is_published() -> None:
    said = " ".join(stop_search_row(VALID).values())
    for name in ("surname", "given_names", "dob", "address", "searching_officer", "incident_ref"):
        assert str(VALID[name]) not in said
    assert "52.2371" not in said
    assert "0.8946" not in said


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("search_type", published.TYPES),
        ("gender", published.GENDERS),
        ("age_range", published.AGES),
        ("self_defined_ethnicity", published.SELF_DEFINED),
        ("power", published.POWERS),
        ("object_of_search", published.OBJECTS),
        ("outcome", published.OUTCOMES),
    ],
)
def test_labels_are_the_forms_and_what_is_not_verified_has_no_place(
    name: str, values: dict[str, str]
) -> None:
    field = bodies.fields("stop-search")[name]
    unverified = set(field.get("x-seed-values", ()))
    labels = {code: label for code, label in field["x-labels"].items() if code not in unverified}
    assert values == labels


def test_what_has_no_place_is_blank_and_said() -> None:
    body = {**VALID, "power": "terrorism-s43", "self_defined_ethnicity": "W4"}
    row, refused = stop_search_row(body), dict(stop_search_refusals(body))
    assert (row["Legislation"], row["Self-defined ethnicity"]) == ("", "")
    assert refused == {
        "Legislation": "There is no published value for terrorism-s43",
        "Self-defined ethnicity": "There is no published value for W4",
    }
    away = {**VALID, "place": {"latitude": 0.0, "longitude": 0.0}}
    assert [column for column, _ in stop_search_refusals(away)] == ["Latitude", "Longitude"]
    assert stop_search_row(away)["Latitude"] == ""


@pytest.mark.parametrize("column", sorted(ONCE_PUBLISHED))
def test_every_value_ever_published_comes_back_as_it_was(column: str) -> None:
    for value in ONCE_PUBLISHED[column]:
        row = {**ROW, column: value}
        assert stop_search_row(stop_search_body(row)[0]) == row
    assert set(ONCE_PUBLISHED[column]) - {""} == set(
        {"Object of search": published.OBJECTS, "Legislation": published.POWERS}.get(
            column, published.OUTCOMES
        ).values()
    )


@given(drawn=rows)
@settings(max_examples=30, deadline=None)
def test_a_row_comes_back_as_it_was_but_for_what_is_named(drawn: dict[str, Any]) -> None:
    row = row_of(drawn)
    row.pop("place")
    body, departures = stop_search_body(row)
    again, named = stop_search_row(body), {one.column for one in departures}
    # Nothing departs silently, and of these columns only an operation's can.
    assert {column for column in COLUMNS if again[column] != row[column]} <= named
    assert {column for column in COLUMNS if again[column] != row[column]} <= {"Policing operation"}
    # What the form misses in the body is named too.
    missed = forms.problems(bodies.form("stop-search"), body)
    assert missed  # no row holds the grounds
    fields = {f"/{one.field}" for one in departures}
    assert {one.pointer for one in missed} <= fields


def test_a_published_file_is_read_and_written_again_to_the_letter() -> None:
    written = [{**ROW, column: value} for column, values in EVERY.items() for value in values]
    written += [{**ROW, "Latitude": "", "Longitude": ""}]
    written += [{**ROW, "Part of a policing operation": "True", "Policing operation": "Op A, B"}]
    file = line(COLUMNS) + "".join(line(row[column] for column in COLUMNS) for row in written)
    read = list(csv.DictReader(io.StringIO(file, newline="")))
    assert len(read) == len(written) > 80
    again = [stop_search_row(stop_search_body(row)[0]) for row in read]
    assert line(COLUMNS) + "".join(line(row.values()) for row in again) == file


def test_a_point_on_a_line_of_the_grid_is_in_the_cell_above_it() -> None:
    # By binary fractions 54.66 / 0.01 is less than 5466.
    assert places.snapped(54.66, 0.03) == ("54.665000", "0.037500")
    assert places.snapped(54.6599999, 0.0299999) == ("54.655000", "0.022500")


@given(point=points)
@settings(max_examples=30, deadline=None)
def test_a_cell_has_one_middle_and_no_point_strays_far(point: tuple[float, float]) -> None:
    latitude, longitude = places.snapped(*point)
    assert places.snapped(float(latitude), float(longitude)) == (latitude, longitude)
    assert abs(Decimal(latitude) - Decimal(str(point[0]))) <= places.TALL / 2
    assert abs(Decimal(longitude) - Decimal(str(point[1]))) <= places.WIDE / 2


@pytest.mark.parametrize(
    ("column", "value", "comes_out"),
    [
        ("Object of search", A_SLIP, ""),
        ("Self-defined ethnicity", "White - White British (W1)", ""),
        ("Officer-defined ethnicity", "Mixed", ""),
        ("Outcome", "Nothing found - no further action", ""),
        ("Type", "", ""),
        ("Date", "2020-06", ""),
        ("Date", "2020-07-01T00:30:00+01:00", "2020-06-30T23:30:00+00:00"),
        ("Latitude", "52.237100", "52.235000"),
        ("Latitude", "north", ""),
        ("Latitude", "91", ""),
        ("Policing operation", "x" * 61, ""),
        ("Policing operation", "Operation Example", ""),
        ("Gender", "male", ""),
        ("Part of a policing operation", "yes", ""),
    ],
)
def test_exceptions(column: str, value: str, comes_out: str) -> None:
    body, departures = stop_search_body({**ROW, column: value})
    assert stop_search_row(body)[column] == comes_out
    assert column in {one.column for one in departures}


@pytest.mark.parametrize(
    ("particulars", "age"),
    [
        ({"dob": "2008-03-02"}, "10-17"),
        ({"dob": "2008-03-01"}, "18-24"),
        ({"dob": "2026-03-01"}, "under 10"),
        ({"dob": "2026-03-02"}, ""),
        ({"dob": "1991-03-02"}, "25-34"),
        ({"dob": "1991-03-01"}, "over 34"),
        ({"age_estimate": 9}, "under 10"),
        ({"age_estimate": 10}, "10-17"),
        ({"age_estimate": 24}, "18-24"),
        ({"age_estimate": 35}, "over 34"),
        ({"age_range": "25-34", "dob": "2008-03-02"}, "25-34"),
        ({}, ""),
    ],
)
def test_ages_are_published_in_bands(particulars: dict[str, Any], age: str) -> None:
    body = {key: VALID[key] for key in VALID if key not in ("age_range", "age_estimate", "dob")}
    assert stop_search_row({**body, **particulars})["Age range"] == age


def test_a_day_is_counted_where_the_search_was() -> None:
    midnight = {"started_at": "2026-06-30T23:30:00Z", "dob": "2008-07-01"}
    assert stop_search_row(midnight)["Age range"] == "18-24"
