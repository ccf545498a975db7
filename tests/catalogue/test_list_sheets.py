"""A list as a spreadsheet keeps it: there and back, every bad line said in plain words."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.catalogue import shipped
from field_api.catalogue.rules import list_sheets
from field_api.catalogue.rules.list_sheets import Relabelled, Unreadable

RED, BLUE = ["r", "Red"], ["b", "Blue"]


def read(text: str) -> list[list[Any]]:
    sheet = list_sheets.sheet(text.encode())
    assert sheet.refused == []
    return sheet.codes


def test_the_longest_shipped_list_comes_back_as_it_went() -> None:
    for each in shipped.lists():
        assert read(list_sheets.written(each["codes"])) == each["codes"]


_TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


@settings(max_examples=30)
@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=5, unique_by=lambda one: one[0]))
def test_any_codes_come_back_as_they_went(rows: list[tuple[str, str]]) -> None:
    codes = [list(row) for row in rows]
    assert read(list_sheets.written(codes)) == codes


def test_what_a_spreadsheet_adds_is_no_part_of_it() -> None:
    assert read("\ufeffCode, Label \r\n r ,Red\r\n,\r\n\r\nb, Blue\r\n") == [RED, BLUE]


def test_a_formula_leaves_as_text_and_comes_back() -> None:
    codes = [["=1+1", "-Minus"], ["'q", "'tis"]]
    page = list_sheets.written(codes)
    assert "'=1+1,'-Minus" in page
    assert read(page) == codes
    assert read("code,label\nq,'tis\n") == [["q", "'tis"]]


def test_further_columns_are_kept_by_their_names() -> None:
    assert read("code,label,group\nr,Red,warm\n") == [["r", "Red", {"group": "warm"}]]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("r,Red,1", "3 columns, where the first line has 2; is a comma not in quotes?"),
        (",Red", "no code"),
        ("r,", "r has no label"),
        ("b,Beige", "b stands in line 2 already"),
        (f"{'x' * 41},Long", "longer than 40 characters for a code or 400 for the rest"),
        ("r,Re\x07d", "a character that can't be printed"),
    ],
    ids=["columns", "code", "label", "twice", "long", "bell"],
)
def test_a_line_that_is_no_code_is_said_by_its_number(line: str, why: str) -> None:
    sheet = list_sheets.sheet(f"code,label\nb,Blue\n{line}\n".encode())
    assert sheet.codes == [BLUE]
    assert [(one.line, one.why) for one in sheet.refused] == [(3, why)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"code,label\n", "no code in it"),
        (b"name;label\nr;Red\n", "must name the columns"),
        (b"code,label,\nr,Red,1\n", "a name of its own"),
        (b"code,label,a,a\nr,Red,1,2\n", "a name of its own"),
        (b"code,label\nr,Caf\xe9\n", "CSV UTF-8"),
        (b'code,label\nr,"Red\n', "is no CSV"),
        (b"code,label" + b",x" * 0 + b"".join(b",c%d" % n for n in range(11)) + b"\n", "columns"),
    ],
    ids=["empty", "head-only", "semicolons", "nameless", "same-name", "latin", "quote", "wide"],
)
def test_what_is_no_list_at_all_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        list_sheets.sheet(data)


def test_a_file_beyond_any_list_is_refused_unread() -> None:
    with pytest.raises(Unreadable, match="larger than 8 MB"):
        list_sheets.sheet(b"x" * (list_sheets.MOST_BYTES + 1))
    many = "".join(f"c{n},x\n" for n in range(50_001))
    with pytest.raises(Unreadable, match="50,000"):
        list_sheets.sheet(f"code,label\n{many}".encode())


def test_changes_tell_added_removed_relabelled_and_moved_apart() -> None:
    old = [RED, BLUE, ["g", "Green", {"group": "cold"}]]
    new = [["g", "Green", {"group": "warm"}], ["r", "Rose"], ["y", "Yellow"]]
    found = list_sheets.changes(old, new)
    assert (found.added, found.removed) == ([["y", "Yellow"]], [BLUE])
    assert found.relabelled == [Relabelled("r", "Red", "Rose")]
    assert [one[0] for one in found.regarded] == ["g"]
    assert found.moved
    assert not list_sheets.changes(old, old)


def test_words_are_looked_for_in_code_and_label() -> None:
    offences = next(shipped.lists())
    found = list_sheets.found(offences["codes"], "theft SHOP th68")
    assert [one[0] for one in found][:1] == ["TH68010"]
    assert list_sheets.found([RED], "") == [RED]
    assert list_sheets.found([RED], "green") == []
