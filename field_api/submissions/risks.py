"""How much an entry warns of, by its form's own grades: the higher waits with less right to.

Nothing is reckoned up: what an officer graded, or a form is kept for, is read off. docs/desk.md has
the rule in words.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from field_api.catalogue.rules import Form
from field_api.policy.rules import allowed


class Risk(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    NONE = ""


_Meanings = Mapping[str | bool, Risk]
_GRADE: _Meanings = {"high": Risk.HIGH, "medium": Risk.MEDIUM}
_YES: _Meanings = {"yes": Risk.MEDIUM, True: Risk.MEDIUM}

GRADED: Mapping[str, _Meanings] = {
    "risk_grade": _GRADE,
    "risk_level": _GRADE,
    "priority": _GRADE,
    "risk_change": {"higher": Risk.HIGH},
    "immediate_risk": {"yes": Risk.HIGH},
    "exploitation_suspected": {True: Risk.HIGH},
    "safeguarding_concern": _YES,
    "vulnerable": _YES,
    "vulnerable_person": _YES,
}
"""Fields at the top of forms, by name, and what their answers say."""

# MoPI: serious offences and public protection; then other violent, sexual and serious ones.
_KEPT = {"1": Risk.HIGH, "2": Risk.MEDIUM}
_ORDER = (Risk.HIGH, Risk.MEDIUM, Risk.NONE)


def rank(risk: Risk) -> int:
    """The highest first."""
    return _ORDER.index(risk)


def risk(form: Form, answers: Mapping[str, Any], marking: str, clearance: str) -> Risk:
    """The highest that a graded answer or the form's retention group gives. Of answers marked above
    the reader's clearance none counts, for a grade tells of them. `marking` is the entry's own.
    """
    markings = form.markings(marking)
    found = [_KEPT.get(form.retention_group, Risk.NONE)]
    for name, meanings in GRADED.items():
        answer = answers.get(name)
        told = markings.get(f"/{name}", marking) in allowed(clearance)
        if told and isinstance(answer, str | bool):
            found.append(meanings.get(answer, Risk.NONE))
    return min(found, key=rank)
