"""The command, and the example of the guide: what a business lead types is a form."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from field_api.catalogue import actions, lint
from field_api.catalogue.actions import spreadsheets
from field_api.catalogue.rules.xlsform import dialect
from tests.catalogue import bodies, workbooks

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "xlsform.md"


@pytest.mark.django_db
def test_a_form_goes_out_and_is_read_again(tmp_path: Path) -> None:
    actions.publish_builtin()
    path, said, shown = tmp_path / "note.xlsx", StringIO(), StringIO()
    call_command("form_sheet", "write", "note", str(path), number=1, stdout=said)
    call_command("form_sheet", "read", str(path), stdout=shown, stderr=StringIO())
    assert said.getvalue() == f"Written: {path}\n"
    assert json.loads(shown.getvalue()) == bodies.newest("note") | actions.get("note", 1).document
    call_command("form_sheet", "write", "note", str(path), stdout=said)
    newest = spreadsheets.read(path.read_bytes()).document
    assert newest == bodies.newest("note")


def test_what_raises_a_share_goes_out_and_is_read_again() -> None:
    note = bodies.newest("note")
    closer = {"first": 5, "returned_percent": 20, "returned_days": 90}
    document = note | {"review": note["review"] | closer}
    assert spreadsheets.read(spreadsheets.write(document)).document == document


@pytest.mark.django_db
def test_a_form_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no such form: nothing"):
        call_command("form_sheet", "write", "nothing", str(tmp_path / "a.xlsx"))


def test_faults_are_told_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "spoiled.xlsx"
    path.write_bytes(workbooks.made(survey=[["type", "name", "label"], ["colour", "a", "A"]]))
    with pytest.raises(CommandError, match=r"(?s)settings, row 2.*survey, row 2, column A"):
        call_command("form_sheet", "read", str(path))
    with pytest.raises(CommandError, match="No such file"):
        call_command("form_sheet", "read", str(tmp_path / "gone.xlsx"))


def tables() -> dict[str, list[list[str]]]:
    """The sheets of the guide's example: a heading `#### survey`, then a table."""
    found = {}
    for name, table in re.findall(r"^#### (\w+)\n\n((?:\|.*\n)+)", GUIDE.read_text("utf-8"), re.M):
        lines = [line.strip().strip("|").split(" | ") for line in table.splitlines()]
        del lines[1]
        found[name] = [[cell.strip().strip("`") for cell in line] for line in lines]
    return found


def test_the_example_of_the_guide_is_a_form_and_assumes_nothing_unsaid() -> None:
    sheet = spreadsheets.read(workbooks.made(**tables()))
    assert lint.faults(sheet.document) == []
    assert sheet.document["kind"] == "weapons-sweep"
    assert sheet.document["schema"]["required"] == ["swept_at", "place"]
    fields = sheet.document["schema"]["properties"]
    assert fields["finds"]["x-show-when"] == {"found": [True]}
    assert fields["area"]["x-asked"] == "What kind of place was it?"
    said = [str(one) for one in sheet.notices]
    assert len(said) == 1 and "asked for and not required" in said[0]
    again = spreadsheets.read(spreadsheets.write(sheet.document))
    assert again.document == sheet.document


def test_the_guide_names_every_column_of_ours() -> None:
    text = GUIDE.read_text("utf-8")
    assert [column for column in dialect.COLUMNS if f"`{column}`" not in text] == []
