from pathlib import Path

from django.conf import settings

from field_api.submissions import describe
from field_api.submissions.rules import DECISIONS, LABELS, STEP_LABELS, diagram

PAGE = Path(settings.BASE_DIR) / "docs" / "journey.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == describe.page(), "run: python3 manage.py journey_doc"


def test_the_page_tells_everything() -> None:
    page = describe.page()
    assert diagram() in page
    assert all(label in page for label in (*LABELS.values(), *STEP_LABELS.values()))
    assert page.count("another person") == len(DECISIONS)
