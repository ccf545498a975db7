"""The use of force as a table, and lines of CSV."""

import csv
import io

import pytest

from field_api.catalogue import shipped
from field_api.insights.rules import Month, force_columns, force_row, line
from field_api.lib import clock
from tests.catalogue import bodies

FORM = bodies.newest("use-of-force")
VALID = shipped.example("use-of-force", "valid")


def test_columns_are_the_labels_of_the_form_in_its_order() -> None:
    columns = force_columns(FORM)
    assert columns[:5] == ("Reference", "When", "Tactic", "Effective", "Reasons for force")
    assert len(set(columns)) == len(columns)
    assert tuple(force_row(FORM, "EX-1", {})) == columns


def test_values_are_labels_and_several_are_joined() -> None:
    row = force_row(FORM, "EX-1", VALID)
    assert row["Reference"] == "EX-1"
    assert row["Tactic"] == "Tactical communications; Non-compliant handcuffing"
    assert row["Effective"] == "No; Yes"
    assert row["Reasons for force"] == "Protect self; Effect search"
    assert row["Kind of place"] == "Street/Highway; Retail"
    assert row["Assaulted you"] == "No"
    assert row["Outcome"] == "Arrested"


def test_an_effect_that_was_left_open_keeps_its_place() -> None:
    tactics = [{"tactic": "shield"}, {"tactic": "dog-bite", "effective": True}]
    assert force_row(FORM, "EX-1", {"tactics": tactics})["Effective"] == "; Yes"


def test_nothing_that_names_anybody_is_in_it() -> None:
    said = " ".join(force_row(FORM, "EX-1", VALID).values())
    for name in ("surname", "given_names", "dob", "account", "subject_injury", "incident_ref"):
        assert VALID[name] not in said
    for word in ("Footpath", "52.2371", "1001", "1002", "Told twice"):
        assert word not in said


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-0.892500", "-0.892500"),
        ("52.235000", "52.235000"),
        ("-1+1", "'-1+1"),
        ("=1+1", "'=1+1"),
        (" @sum", "' @sum"),
        ("+44", "'+44"),
        ("a,b", "a,b"),
        ('say "no"', 'say "no"'),
        ("", ""),
    ],
)
def test_a_line_is_read_as_written_and_run_by_nothing(cell: str, written: str) -> None:
    text = line(["first", cell])
    assert text.endswith("\r\n")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["first", written]]


def test_a_month_is_what_clocks_here_say() -> None:
    july = Month.read("2026-07")
    assert july.holds(clock.parse("2026-06-30T23:00:00Z"))  # midnight, British Summer Time
    assert not july.holds(clock.parse("2026-06-30T22:59:59Z"))
    assert not july.holds(clock.parse("2026-07-31T23:00:00Z"))
    assert str(Month.read("2026-01").before) == "2025-12"
    for moment in ("2026-07-01T11:00:00+12:00", "2026-06-30T11:00:00-12:00"):
        assert july.holds(clock.parse(moment))
        assert july.written[0] <= moment < july.written[1]


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "1926-01", "2026-01-01", "٢٠٢٦-01"]
)
def test_a_month_is_written_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match="a month is written"):
        Month.read(text)
