"""What departs in a published file, and that nothing else does."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from field_api.catalogue import lint
from field_api.catalogue.rules import problems
from field_api.insights.rules import COLUMNS, line, stop_search_body, stop_search_row
from field_api.insights.rules.exceptions import EXCEPTIONS, NO_DEPARTURE, Exception_
from field_api.insights.rules.published_files import NoSuchFile, read_published
from field_api.insights.rules.rereading import BLANK
from tests.insights.published_rows import FORM, PLAIN, ROWS, Row, file, read


def test_the_form_is_fit_to_publish() -> None:
    assert lint.faults(FORM.document) == []


def test_every_row_is_a_whole_entry() -> None:
    for one in read(ROWS).lines:
        assert problems(FORM, one.body) == []


@pytest.mark.parametrize("one", EXCEPTIONS, ids=lambda one: f"{one.columns[0]}: {one.when}"[:50])
def test_each_exception_is_what_the_code_does(one: Exception_) -> None:
    row = {**PLAIN, **one.row}
    body, departures = stop_search_body(row)
    again = stop_search_row(body)
    assert {column: again[column] for column in COLUMNS} == {**row, **one.out}
    assert {each.column for each in departures if each.column in one.columns} == {
        column for column in one.columns if again[column] != row[column]
    } | ({"Longitude"} if "Not a position" in one.reasons else set())
    for each in departures:
        if each.column in one.columns:
            assert each.reason.startswith((*one.reasons, BLANK))


anything = st.text(st.characters(exclude_categories=("C", "Z")), max_size=70)


@given(
    drawn=st.fixed_dictionaries({column: st.one_of(anything, st.just("")) for column in COLUMNS})
)
@bounded(max_examples=30, deadline=None)
def test_nothing_departs_that_is_no_exception(drawn: Row) -> None:
    body, departures = stop_search_body(drawn)
    again = stop_search_row(body)
    known = {
        (column, reason) for one in EXCEPTIONS for column in one.columns for reason in one.reasons
    }
    for column in COLUMNS:
        if again[column] == drawn[column]:
            continue
        why = [one.reason for one in departures if one.column == column]
        assert any(
            said.startswith(reason) for said in why for where, reason in known if where == column
        )


def test_what_comes_out_as_it_was_is_told_too() -> None:
    told = {
        one.reason
        for row in read(ROWS).lines
        for one in row.departures
        if not any(one.reason.startswith(each.reasons) for each in EXCEPTIONS)
    }
    assert all(one.startswith(NO_DEPARTURE) for one in told)
    assert len(told) == len(NO_DEPARTURE)


def test_the_page_lists_the_exceptions_word_for_word() -> None:
    page = (Path(settings.BASE_DIR) / "docs/returns.md").read_text()
    (part,) = re.findall(r"\| Column \| Departs when .*?\n\|[-|]+\n(.*?)\n\n", page, re.DOTALL)
    said = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in part.split("\n")]
    assert said == [
        (", ".join(one.columns), one.when, one.comes_out, one.why) for one in EXCEPTIONS
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "fifteen columns"),
        (line(COLUMNS).encode() + b"a,b\r\n", "Row 1 has 2 cells, not 15"),
        ("Ä".encode("latin-1"), "no CSV in UTF-8"),
    ],
)
def test_what_is_no_published_file(data: bytes, said: str) -> None:
    with pytest.raises(NoSuchFile, match=said):
        read_published(data, publisher="Example Police")


def test_a_row_without_a_moment_is_of_the_month_its_file_is_of() -> None:
    rows = [{**PLAIN, "Date": text} for text in ("2020-06", "", "soon", PLAIN["Date"])]
    days = [one.occurred_at.isoformat()[:7] for one in read(rows).lines]
    assert days == ["2020-06"] * 4


def test_a_mark_of_byte_order_is_no_part_of_the_first_column() -> None:
    assert len(read_published(b"\xef\xbb\xbf" + file(ROWS[:1]), publisher="E").lines) == 1
