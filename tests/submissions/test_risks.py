"""The risk of an entry: the officers' own grades, read off."""

from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.catalogue.rules import compiled
from field_api.policy.rules import MARKINGS
from field_api.submissions.risks import GRADED, Risk, risk

FORMS = {form["kind"]: compiled(form) for form in shipped.documents()}
ALL = MARKINGS[-1]


@pytest.mark.parametrize(
    ("kind", "answers", "found"),
    [
        ("note", {}, Risk.NONE),
        ("note", {"text": "high"}, Risk.NONE),
        ("intelligence-report", {"priority": "high"}, Risk.HIGH),
        ("intelligence-report", {"priority": "medium"}, Risk.MEDIUM),
        ("intelligence-report", {"priority": "low"}, Risk.NONE),
        ("intelligence-report", {"priority": ["high"]}, Risk.NONE),
        ("incident-update", {"risk_change": "higher"}, Risk.HIGH),
        ("missing-person", {"risk_level": "medium", "exploitation_suspected": True}, Risk.HIGH),
        ("crime-report", {"vulnerable_person": True}, Risk.MEDIUM),
        ("crime-report", {"vulnerable_person": False}, Risk.NONE),
        ("domestic-abuse", {"risk_grade": "standard"}, Risk.MEDIUM),
        ("public-protection-notice", {}, Risk.HIGH),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else None,
)
def test_the_highest_grade_counts(kind: str, answers: dict[str, Any], found: Risk) -> None:
    assert risk(FORMS[kind], answers, "OFFICIAL", ALL) == found


@pytest.mark.parametrize(
    ("clearance", "found"), [(ALL, Risk.HIGH), ("OFFICIAL", Risk.NONE), ("", Risk.NONE)]
)
def test_a_grade_above_the_readers_clearance_tells_nothing(clearance: str, found: Risk) -> None:
    form = FORMS["missing-person"]
    assert form.markings(ALL)["/risk_level"] == ALL
    assert risk(form, {"risk_level": "high"}, ALL, clearance) == found


def test_every_graded_field_is_one_of_a_shipped_form() -> None:
    known = {name for form in FORMS.values() for name in form.schema["properties"]}
    assert set(GRADED) - known == set()
