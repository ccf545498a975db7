"""A version of a form before anybody writes in it: its faults, what it changes, what that breaks,
and how what was written would fare under it.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from field_api.catalogue import rules
from field_api.catalogue.actions import form_drafts
from field_api.catalogue.models import Form
from field_api.catalogue.rules.changes import Change, changes
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.oversight.actions.form_effects import Effect, effects
from field_api.oversight.actions.kinds import documents
from field_api.submissions.models import Submission
from field_api.submissions.rules import State

TRIED = 200
_TOLD = 12
_WORDS = {
    "prompt": "asked back",
    "unanswered": "left empty",
    "identifier": "reads oddly",
    "signed-otherwise": "changed after it was signed for",
    "type": "of another kind",
    "format": "not a date, or not a time",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why entries would be sent back or asked about: how many, in which field. No content."""

    where: str
    code: str
    count: int

    @property
    def words(self) -> str:
        return _WORDS.get(self.code, self.code.replace("-", " "))


@dataclass(frozen=True, slots=True)
class Trial:
    """Entries of the officer's own force, the newest first, that stand without a fault. `lose` have
    answers to what is no longer asked; `refused` would be sent back, `warned` asked about.
    """

    tried: int = 0
    refused: int = 0
    warned: int = 0
    lose: int = 0
    reasons: list[Reason] = field(default_factory=list)
    questions: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """`before` is the newest version published; None for a kind that is new."""

    before: Form | None
    changes: tuple[Change, ...]
    effects: list[Effect]
    trial: Trial


def preview(*, document: dict[str, Any], by: Officer) -> Preview:
    """`document` is fit to publish."""
    before = form_drafts.newest_of(document["kind"])
    found = changes(before.document, document, documents()) if before else ()
    return Preview(before, found, effects(document, found), tried(document=document, by=by))


def tried(*, document: dict[str, Any], by: Officer) -> Trial:
    """How the last entries of the kind would fare, by counts alone.

    Read are entries of the officer's own force outside every handling group: that there are any of
    a group's is not theirs to know. Nothing of them is shown or kept, so it is no consultation.
    """
    form = rules.compiled(document)
    standing = Submission.objects.filter(
        force=by.force_id, kind=form.kind, groups=[], head__problems=[]
    ).exclude(state=State.DISPOSED.value)
    bodies = list(standing.order_by("-created_at").values_list("head__body", flat=True)[:TRIED])
    return _counted(form, bodies)


def _counted(form: rules.Form, bodies: list[Any]) -> Trial:
    now = clock.now()
    counts = Counter[str]()
    reasons, questions = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for body in bodies:
        found = rules.problems(form, body)
        faults = [one for one in found if one.code != "unknown-field"]
        counts["lose"] += len(faults) < len(found)
        counts["refused"] += bool(faults)
        reasons.update({_said(form, one) for one in faults})
        if not found:
            asked = rules.warnings(form, body, now)
            counts["warned"] += bool(asked)
            questions.update({_said(form, one) for one in asked})
    return Trial(
        tried=len(bodies),
        refused=counts["refused"],
        warned=counts["warned"],
        lose=counts["lose"],
        reasons=_most(reasons),
        questions=_most(questions),
    )


def _said(form: rules.Form, one: rules.Problem) -> tuple[str, str]:
    """A field, whichever row it was in, and the code of what is said of it."""
    path = [int(step) if step.isdecimal() else step for step in one.pointer.split("/")[1:]]
    along = rules.along(form.schema, path)
    titles = [str(spec.get("title", step)) for step, spec in along if isinstance(step, str)]
    return ", ".join(titles) or form.title, one.code


def _most(found: Counter[tuple[str, str]]) -> list[Reason]:
    return [Reason(where, code, count) for (where, code), count in found.most_common(_TOLD)]
