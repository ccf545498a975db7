"""Reading a question: every fault named at its place, nothing guessed, names kept as typed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from field_api.queries.rules.legs import DEADLINE_DEFAULT_MS, DEADLINE_MS
from field_api.queries.rules.page import Fault, Page, Refused
from field_api.queries.rules.reasons import (
    ON_BEHALF_LENGTH,
    PLACE_LENGTH,
    PURPOSE_LENGTH,
    REASONS,
)
from field_api.queries.rules.terms import TERMS, Kind, vrm

__all__ = ["Fault", "Kind", "Question", "Refused", "content_hash", "read", "vrm"]

_BEHALF = f"Between {ON_BEHALF_LENGTH[0]} and {ON_BEHALF_LENGTH[1]} characters, or none."


@dataclass(frozen=True)
class Question:
    """A question that may be asked. `criteria` holds only members that were given."""

    id: UUID
    kind: Kind
    criteria: Mapping[str, str]
    purpose: str
    reason_code: str
    place: str
    linked: UUID | None
    deadline_ms: int
    on_behalf_of: str = ""


def read(body: object, *, today: date) -> Question:
    """The question in a request's body. Raises Refused with every fault, not only the first."""
    if not isinstance(body, Mapping):
        raise Refused([Fault("", "not-an-object", "Send one JSON object.")])
    page = Page(body, "")
    kind = page.one_of("kind", {kind.value for kind in Kind})
    criteria = Page(page.mapping("criteria"), "/criteria", page.faults)
    terms = TERMS[Kind(kind)](criteria, today) if kind else {}
    id = page.identifier("id")
    purpose = page.text("purpose", least=PURPOSE_LENGTH[0], most=PURPOSE_LENGTH[1])
    reason_code = page.one_of("reason_code", set(REASONS))
    place = page.text("place", least=0, most=PLACE_LENGTH)
    linked = page.identifier("linked") if page.given("linked") else None
    deadline_ms = page.whole("deadline_ms", DEADLINE_MS, DEADLINE_DEFAULT_MS)
    behalf = page.text("on_behalf_of", least=0, most=ON_BEHALF_LENGTH[1])
    if 0 < len(behalf) < ON_BEHALF_LENGTH[0]:
        page.fault("on_behalf_of", "length", _BEHALF)
    page.nothing_else({field.name for field in fields(Question)})
    if page.faults or id is None:
        raise Refused(page.faults)
    return Question(id, Kind(kind), terms, purpose, reason_code, place, linked, deadline_ms, behalf)


def content_hash(question: Question, *, asked_by: str) -> str:
    """What must be equal for a question sent again to be the same question; 64 hex digits."""
    said = [
        asked_by,
        question.kind.value,
        dict(question.criteria),
        question.purpose,
        question.reason_code,
        question.place,
        str(question.linked or ""),
        question.deadline_ms,
    ]
    if question.on_behalf_of:  # appended, so that questions asked before there was one keep theirs
        said.append(question.on_behalf_of)
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
