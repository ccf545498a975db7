"""How much of a submission a reader sees, and the record of their look."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.mapping.rules.redaction import redacted
from field_api.policy import actions as policy
from field_api.policy import rules
from field_api.policy.actions.asking import selecting
from field_api.policy.rules import MARKINGS, Action, Shared
from field_api.policy.rules.groups import NAMED_PEOPLE as UNNAMED
from field_api.submissions.actions.forms import form_of
from field_api.submissions.models import Submission

Document = dict[str, Any]

_NOT_SHARED: Document = {"review": [], "deliveries": [], "problems": [], "heads": []}
"""How a force came to its record, and where it sent it, is its own."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Up to which marking, and by which agreement where there is no other way."""

    ceiling: str = MARKINGS[-1]
    under: Shared | None = None

    @property
    def is_whole(self) -> bool:
        return self.under is None and self.ceiling == MARKINGS[-1]


def sights(submissions: Collection[UUID], officer: Officer) -> dict[UUID, Sight]:
    """Of these the ones the officer may read, and how much of each."""
    actor = policy.actor_of(officer)
    visible = selecting(actor, Action.READ, policy.Names())
    found: dict[UUID, Sight] = {}
    for row in Submission.objects.filter(visible, pk__in=submissions):
        said = rules.can(actor, Action.READ, row.thing)
        if said.reason == "own":
            found[row.pk] = Sight()
        elif said.under is None:
            found[row.pk] = Sight(actor.clearance)
        else:
            found[row.pk] = Sight(min(actor.clearance, said.under.marking, key=_rank), said.under)
    return found


def _rank(marking: str) -> int:
    return MARKINGS.index(marking)


def limited(document: Document, sight: Sight) -> Document:
    """Without the fields above the sight's ceiling, and what an agreement doesn't share; of the
    versions then only the one that stands.
    """
    if sight.is_whole:
        return document
    kept = {**document, "body": _cut(document, document["version"], document["body"], sight)}
    versions = [
        {**one, "body": _cut(document, one["version"], one["body"], sight)}
        for one in document.get("revisions", ())
        if sight.under is None or one["id"] == document["revision"]
    ]
    if "revisions" in document:
        kept["revisions"] = versions
    return kept if sight.under is None else {**kept, **_NOT_SHARED}


def _cut(document: Document, version: int | None, body: Any, sight: Sight) -> Document:
    form = form_of(document["kind"], version) if version else None
    if form is None:
        return {}  # nobody can say how its fields are marked
    marks = form.markings(document["marking"])
    kept: Document = redacted({"body": body}, markings=marks, clearance=sight.ceiling)[0]["body"]
    return kept


def named(documents: dict[UUID, Document], officer: Officer) -> dict[UUID, Document]:
    """Their handling groups by tag; one that the reader is not in by no name, for that may tell. An
    author is not always in it, nor who broke the glass.
    """
    if not any(one["groups"] for one in documents.values()):
        return documents
    mine = policy.actor_of(officer).groups
    return {
        key: {**one, "groups": sorted({tag if tag in mine else UNNAMED for tag in one["groups"]})}
        for key, one in documents.items()
    }


def looked(
    *, submission: UUID, officer: Officer, sight: Sight, purpose: str, details: Document
) -> None:
    """Write down who looked (DPA 2018 s.62(1)(c)); and where only an agreement let them, that the
    record was disclosed to their force, by which agreement and for what (s.62(1)(d)). Comes after
    the read and before anything of it is shown.
    """
    ledger.record_looks(_events(submission, officer, sight, purpose, details))


def _events(
    submission: UUID, officer: Officer, sight: Sight, purpose: str, details: Document
) -> list[Event]:
    subject = f"submission:{submission}"
    look = Event(
        act=Act.CONSULTATION.value,
        actor=officer.actor,
        subject=subject,
        purpose=purpose,
        details=details,
    )
    if sight.under is None:
        return [look]
    theirs = {**details, "agreement": sight.under.agreement, "marking": sight.ceiling}
    given = Event(
        act=Act.DISCLOSURE.value,
        actor=officer.actor,
        subject=subject,
        purpose=sight.under.purpose.value,
        recipient=f"force:{officer.force.code}",
        details=theirs,
    )
    return [look, given]
