"""Files of rows: what is read, what is refused and where, and that no spreadsheet runs a cell."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from field_api.policy.rules import sheets
from field_api.policy.rules.sheets import Wrong

COLUMNS = ("name", "under")
CELL = st.text(st.characters(blacklist_categories=["C", "Z"]) | st.just(" "), max_size=12)


def read(text: str) -> sheets.Sheet:
    return sheets.read(text, COLUMNS)


def cells(text: str) -> list[dict[str, str]]:
    found = read(text)
    assert found.wrong == []
    return [dict(row.cells) for row in found.rows]


@given(st.lists(st.fixed_dictionaries({"name": CELL, "under": CELL}), min_size=1, max_size=5))
@example([{"name": "=1+1", "under": "'=1"}])
@example([{"name": "'t Hooft", "under": "''-"}])
@example([{"name": '"', "under": ","}])
def test_what_is_written_is_read_again_and_no_cell_runs(rows: list[dict[str, str]]) -> None:
    rows = [{name: cell.strip() for name, cell in row.items()} for row in rows]
    rows = [row for row in rows if any(row.values())] or [{"name": "x", "under": ""}]
    text = sheets.written(COLUMNS, rows)
    assert cells(text) == rows
    for line in csv.reader(io.StringIO(text)):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in line)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("name,under\r\nCôr,\r\n".encode("utf-8-sig"), "UTF-8"),
        ("name,under\nCôr,\n".encode(), "UTF-8"),
        ("name,under\r\nCôr,\r\n".encode("cp1252"), "Windows-1252"),
    ],
    ids=["mark", "plain", "windows"],
)
def test_what_spreadsheets_write_is_read(data: bytes, says: str) -> None:
    text, written_in = sheets.decoded(data)
    assert written_in == says
    assert cells(text) == [{"name": "Côr", "under": ""}]


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ValueError, match="neither"):
        sheets.decoded(b"name,under\n\x81\x8d,\n")


def test_quotes_other_orders_and_empty_lines_are_read() -> None:
    text = 'Under , NAME\r\n\r\n"a, ""b""","two"\r\n  \r\nc,d\r\n'
    assert cells(text) == [{"name": "two", "under": 'a, "b"'}, {"name": "d", "under": "c"}]


def test_all_that_is_wrong_is_said_at_once_by_line_and_column() -> None:
    text = 'name,under\r\na,b,c\r\n"x\r\ny",b\r\n\r\nc,\x07\r\nd\r\n'
    assert list(read(text).wrong) == [
        Wrong(2, "", "It has 3 cells, and the first line 2."),
        Wrong(3, "name", "It has signs that can't be read."),
        Wrong(6, "under", "It has signs that can't be read."),
        Wrong(7, "", "It has 1 cells, and the first line 2."),
    ]


@pytest.mark.parametrize(
    ("head", "wrong"),
    [
        ("name", [Wrong(1, "under", "It is missing.")]),
        ("name,under,hunter2", [Wrong(1, "column 3", "No such column.")]),
        ("name,name,under", [Wrong(1, "name", "It stands twice.")]),
        (
            "",
            [
                Wrong(1, "name", "It is missing."),
                Wrong(1, "under", "It is missing."),
            ],
        ),
    ],
    ids=["missing", "unknown", "twice", "empty"],
)
def test_a_head_has_our_columns_and_no_others(head: str, wrong: list[Wrong]) -> None:
    assert list(read(f"{head}\r\nx,y\r\n").wrong) == wrong


def test_no_fault_repeats_a_cell() -> None:
    """Of a file of another kind: its first line may be somebody's data."""
    secret = "correct-horse"
    for text in (f"{secret},under\n", f"name,under\n{secret}\x01,b\n{secret}\n", f'"{secret}'):
        wrong = read(text).wrong
        assert wrong and secret not in repr(wrong)


def test_a_quote_that_never_ends_is_said() -> None:
    assert "quotation" in read('name,under\n"a,b\n').wrong[0].text


def test_a_file_without_rows_and_one_with_too_many_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read("name,under\n").wrong
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    assert not read("name,under\na,b\nc,d\n").wrong
    assert read("name,under\na,b\nc,d\ne,f\n").wrong
