from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from field_api.submissions import describe
from field_api.submissions.management.commands import journey_doc


def test_the_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, said = tmp_path / "journey.md", StringIO()
    monkeypatch.setattr(journey_doc, "PAGE", page)
    call_command("journey_doc", stdout=said)
    assert page.read_text("utf-8") == describe.page()
    assert said.getvalue() == f"Written: {page}\n"
