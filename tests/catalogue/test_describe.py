from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from field_api.catalogue import describe, shipped
from field_api.catalogue.management.commands import kinds_doc


def test_the_page_of_kinds_is_current() -> None:
    written = kinds_doc.PAGE.read_text("utf-8")
    assert written == describe.page(shipped.documents()), "run python3 manage.py kinds_doc"


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds_doc, "PAGE", tmp_path / "kinds.md")
    call_command("kinds_doc", stdout=StringIO())
    assert (tmp_path / "kinds.md").read_text("utf-8") == describe.page(shipped.documents())


@pytest.mark.parametrize(
    "said",
    [
        "| `dob` | Date of birth | date |  |  | O-S |",
        "| `notice_left` | Notice left with the vehicle | yes or no | search_type is `vehicle` or "
        "`person-and-vehicle` and unattended is yes |  | O |",
        "| `found[].article` | Article | text to 200 |  | always: A find has to say what was found",
        "- Review: 10 % drawn and read afterwards, within 168 hours, by supervisor or inspector",
        "- `terrorism-s47a` Terrorism Act 2000 (section 47A) *unverified*",
    ],
)
def test_the_page_says_what_people_need_to_agree_on(said: str) -> None:
    assert said in describe.page(shipped.documents())
