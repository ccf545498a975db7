"""Every form out to a workbook and back; workbooks made to annoy."""

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from field_api.catalogue import lint, shipped
from field_api.catalogue.actions import spreadsheets
from field_api.catalogue.rules import xlsform
from field_api.catalogue.rules.xlsform import Unreadable
from tests.catalogue import bodies, random_forms, workbooks

SHIPPED = list(shipped.documents())
NAMED = [f"{one['kind']}-{one['version']}" for one in SHIPPED]


def as_json(document: dict[str, Any]) -> str:
    """As text, so that true is not 1 and 2 is not 2.0."""
    return json.dumps(document, sort_keys=True)


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        spreadsheets.read(data)
    return str(refused.value)


@pytest.mark.parametrize("document", SHIPPED, ids=NAMED)
def test_every_shipped_form_comes_back_as_it_went(document: dict[str, Any]) -> None:
    assert as_json(spreadsheets.read(spreadsheets.write(document)).document) == as_json(document)


@pytest.mark.parametrize("document", SHIPPED, ids=NAMED)
def test_another_makers_reader_takes_every_shipped_form(document: dict[str, Any]) -> None:
    """pyxform checks names, groups, choices and expressions, and raises."""
    made = convert(io.BytesIO(spreadsheets.write(document)), file_type=".xlsx")
    assert f'id="{document["kind"]}"' in made.xform


def test_next_to_nothing_in_shipped_forms_is_left_to_json() -> None:
    """A business lead reads columns. Of the order of two conditions no column speaks."""
    said = {
        f"{document['kind']}: {line[2]}"
        for document in SHIPPED
        for grid in xlsform.sheets_of(document).values()
        for line in grid[1:]
        if line[0] == "json" or any(cell.startswith('{"') for cell in line)
    }
    assert said <= {"traffic-offence: schema/allOf"}


@pytest.mark.slow
@given(random_forms.documents())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_form_comes_back_as_it_went(document: dict[str, Any]) -> None:
    assert lint.faults(document) == []
    assert as_json(spreadsheets.read(spreadsheets.write(document)).document) == as_json(document)


def test_the_same_form_is_the_same_bytes() -> None:
    document = bodies.newest("note")
    written = spreadsheets.write(document)
    assert written == spreadsheets.write(json.loads(json.dumps(document, sort_keys=True)))
    with zipfile.ZipFile(io.BytesIO(written)) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_text_that_begins_with_an_equals_sign_is_a_text() -> None:
    document = {**bodies.newest("note"), "title": "=HYPERLINK(1)"}
    data = spreadsheets.write(document)
    cell = load_workbook(io.BytesIO(data))["settings"]["B2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")
    assert spreadsheets.read(data).document["title"] == "=HYPERLINK(1)"


def test_a_kind_that_is_known_already_binds() -> None:
    data = spreadsheets.write(bodies.newest("note"))
    assert spreadsheets.read(data, "note").document["kind"] == "note"
    with pytest.raises(Unreadable, match="this is the form note, and crime-report was expected"):
        spreadsheets.read(data, "crime-report")


def test_a_formula_is_refused_where_it_stands() -> None:
    data = workbooks.made(survey=[["type", "name", "label"], ["text", "a", "=1+1"]])
    assert refusal(data) == (
        "survey, row 2, column C: holds a formula; put the text itself there "
        "(copy, then paste values)"
    )


def test_cells_are_read_as_a_person_reads_them() -> None:
    data = workbooks.made(
        survey=[["type", "name", "label", "required"], ["select_one l", "a", 5.0, True]],
        choices=[["list name", "name", "label"], ["l", 1, 2.5], ["l", 2.0, "Two"]],
    )
    field = spreadsheets.read(data, "sample").document["schema"]["properties"]["a"]
    assert (field["title"], field["x-labels"]) == ("5", {"1": "2.5", "2": "Two"})
    assert "x-structural" in field


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"type,name\ntext,a\n", bytes(range(256))])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert refusal(data) == "the file: is no workbook; save it as .xlsx (not .xls, .ods or .csv)"


def test_a_zip_of_anything_else_is_refused() -> None:
    assert "cannot be read as a workbook" in refusal(workbooks.zipped({"a.txt": b"hello"}))


def test_what_unpacks_to_far_too_much_is_refused_unread() -> None:
    bomb = workbooks.zipped({"xl/worksheets/sheet1.xml": b" " * (33 * 1024 * 1024)})
    assert len(bomb) < spreadsheets.LARGEST
    assert "far larger unpacked" in refusal(bomb)
    assert "far larger unpacked" in refusal(workbooks.zipped({f"{n}": b"" for n in range(301)}))


def test_what_is_large_is_refused() -> None:
    assert "larger than 2 MB" in refusal(b"x" * (spreadsheets.LARGEST + 1))


@pytest.mark.parametrize(
    "part",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<worksheet/>".encode("utf-16"),
    ],
    ids=["entities", "utf-16"],
)
def test_xml_that_defines_its_own_words_is_refused(part: bytes) -> None:
    data = workbooks.made(survey=[["type", "name", "label"], ["text", "a", "A"]])
    spoiled = workbooks.replaced(data, "xl/worksheets/sheet1.xml", part)
    assert "in a way no spreadsheet program does" in refusal(spoiled)


def test_macros_are_refused() -> None:
    data = workbooks.made(survey=[["type", "name", "label"], ["text", "a", "A"]])
    assert "holds macros" in refusal(workbooks.replaced(data, "xl/vbaProject.bin", b"x"))


def test_what_is_left_unread_is_said() -> None:
    wide = ["type", "name", "label", *[None] * 200, "hint"]
    data = workbooks.made(
        survey=[wide, ["text", "a", "A", *[None] * 200, "Write"]],
        **{f"sheet{number}": [["x"]] for number in range(2, 33)},
    )
    said = [str(one) for one in spreadsheets.read(data, "sample").notices]
    assert (
        "survey: left unread from column GS on: only 200 columns are; the first that holds anything"
        " is GV"
    ) in said
    unread = [one for one in said if "only the first 30 sheets" in one]
    assert [one.split(":")[0] for one in unread] == ["sheet31", "sheet32"]


def test_what_is_left_unread_is_said_of_a_form_that_is_refused_as_well() -> None:
    sheets = {f"sheet{number}": [["x"]] for number in range(1, 31)}
    said = refusal(workbooks.made(**sheets, survey=[["type", "name", "label"], ["text", "a", "A"]]))
    assert "survey: left unread: only the first 30 sheets are; move it to the front" in said


def test_what_is_wide_and_empty_is_not_spoken_of() -> None:
    blank = [["type", "name", "label", *[None] * 300, " "], ["text", "a", "A"]]
    read = spreadsheets.read(workbooks.made(survey=blank), "sample")
    assert not [one for one in read.notices if "unread" in one.say]


def test_rows_without_end_are_refused() -> None:
    assert "more than 5000 rows" in refusal(workbooks.made(survey=[["type"]] + [["text"]] * 5001))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_workbook_with_a_broken_part_is_refused(part: str) -> None:
    data = workbooks.made(survey=[["type", "name", "label"], ["text", "a", "A"]])
    for spoilt in (b"", b"<a", b"<a/>", b"\x00\x01"):
        try:
            spreadsheets.read(workbooks.replaced(data, part, spoilt), "sample")
        except Unreadable as refused:
            assert refused.faults


def test_a_document_that_is_not_fit_is_no_workbook() -> None:
    document = bodies.newest("note")
    document["schema"]["properties"]["text"]["x-widget"] = "slider"
    with pytest.raises((ValueError, KeyError)):
        spreadsheets.write(document)


def test_an_empty_workbook_says_what_is_missing() -> None:
    made = io.BytesIO()
    Workbook().save(made)
    assert refusal(made.getvalue()) == ("survey: add a sheet called survey: it holds the questions")
