"""Reading a question: every fault named at its place, nothing guessed, names kept as typed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from field_api.queries.rules.legs import DEADLINE_DEFAULT_MS, DEADLINE_MS
from field_api.queries.rules.reasons import PLACE_LENGTH, PURPOSE_LENGTH, REASONS

SURNAME_LENGTH = 54  # what LEDS accepts as a check name
VRM_LENGTH = 11
OLDEST_BIRTH = date(1890, 1, 1)


class Kind(StrEnum):
    PERSON = "person"
    VEHICLE = "vehicle"


@dataclass(frozen=True, slots=True)
class Fault:
    """`pointer` is an RFC 6901 JSON pointer into the request's body."""

    pointer: str
    code: str
    detail: str


class Refused(ValueError):
    """The question can't be asked as it stands."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer} {fault.code}" for fault in faults))
        self.faults = tuple(faults)


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


def read(body: object, *, today: date) -> Question:
    """The question in a request's body. Raises Refused with every fault, not only the first."""
    if not isinstance(body, Mapping):
        raise Refused([Fault("", "not-an-object", "Send one JSON object.")])
    page = _Page(body, "")
    kind = page.one_of("kind", {kind.value for kind in Kind})
    criteria = _Page(page.mapping("criteria"), "/criteria", page.faults)
    terms = _TERMS[Kind(kind)](criteria, today) if kind else {}
    id = page.identifier("id")
    purpose = page.text("purpose", least=PURPOSE_LENGTH[0], most=PURPOSE_LENGTH[1])
    reason_code = page.one_of("reason_code", set(REASONS))
    place = page.text("place", least=0, most=PLACE_LENGTH)
    linked = page.identifier("linked") if page.given("linked") else None
    deadline_ms = page.whole("deadline_ms", DEADLINE_MS, DEADLINE_DEFAULT_MS)
    page.nothing_else({field.name for field in fields(Question)})
    if page.faults or id is None:
        raise Refused(page.faults)
    return Question(id, Kind(kind), terms, purpose, reason_code, place, linked, deadline_ms)


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
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def vrm(text: str) -> str:
    """A registration mark as it is compared: letters (of any alphabet) and digits, upper case.

    Its pattern is not checked: an unrecognised plate is the one an officer most needs to ask about.
    """
    return "".join(letter for letter in text.upper() if letter.isalnum())


class _Page:
    """One object of the request, read member by member; all pages share one list of faults."""

    def __init__(
        self, body: Mapping[str, Any], pointer: str, faults: list[Fault] | None = None
    ) -> None:
        self.body, self.pointer = body, pointer
        self.faults: list[Fault] = [] if faults is None else faults

    def given(self, name: str) -> bool:
        return self.body.get(name) not in (None, "")

    def fault(self, name: str, code: str, detail: str) -> None:
        self.faults.append(Fault(f"{self.pointer}/{name}", code, detail))

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self.body.get(name)
        if isinstance(value, Mapping):
            return value
        self.fault(name, "not-an-object", "Send an object of search terms.")
        return {}

    def text(self, name: str, *, least: int, most: int) -> str:
        value = self.body.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str) or not _storable(value):
            self.fault(name, "not-text", "Send plain text.")
            return ""
        value = " ".join(value.split())
        if not value and least:
            self.fault(name, "required", "This can't be left empty.")
        elif not least <= len(value) <= most:
            self.fault(name, "length", f"Between {least} and {most} characters.")
        return value

    def one_of(self, name: str, known: set[str]) -> str:
        value = self.body.get(name)
        if isinstance(value, str) and value in known:
            return value
        self.fault(name, "unknown", f"One of {', '.join(sorted(known))}.")
        return ""

    def identifier(self, name: str) -> UUID | None:
        try:
            return UUID(str(self.body.get(name)))
        except ValueError:
            self.fault(name, "not-a-uuid", "Send a UUID.")
            return None

    def whole(self, name: str, bounds: tuple[int, int], default: int) -> int:
        value = self.body.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool):
            if bounds[0] <= value <= bounds[1]:
                return value
        self.fault(name, "range", f"A whole number from {bounds[0]} to {bounds[1]}.")
        return default

    def nothing_else(self, known: set[str]) -> None:
        for name in sorted(map(str, set(self.body) - known)):
            place = re.sub("[~/]", lambda found: {"~": "~0", "/": "~1"}[found[0]], name)
            self.fault(place, "not-known", "This member has no meaning here.")


def _storable(text: str) -> bool:
    """PostgreSQL keeps neither NUL nor half of a surrogate pair."""
    return "\0" not in text and not re.search("[\ud800-\udfff]", text)


def _person(page: _Page, today: date) -> dict[str, str]:
    terms = {"surname": page.text("surname", least=1, most=SURNAME_LENGTH)}
    if page.given("given_names"):
        terms["given_names"] = page.text("given_names", least=1, most=SURNAME_LENGTH)
    if page.given("dob"):
        terms["dob"] = _birth(page, today)
    page.nothing_else({"surname", "given_names", "dob"})
    return terms


def _birth(page: _Page, today: date) -> str:
    text = page.text("dob", least=1, most=10)
    try:
        born = date.fromisoformat(text)
    except ValueError:
        page.fault("dob", "not-a-date", "Send a date as YYYY-MM-DD.")
        return ""
    # A day's margin: it is already tomorrow somewhere a handset's clock may be set to.
    if not OLDEST_BIRTH <= born <= today + timedelta(days=1):
        page.fault("dob", "range", "A date of birth in the past.")
    return born.isoformat()


def _vehicle(page: _Page, today: date) -> dict[str, str]:
    seen = page.text("vrm", least=1, most=VRM_LENGTH * 2)
    mark = vrm(seen)
    if seen and not 1 <= len(mark) <= VRM_LENGTH:
        page.fault("vrm", "length", f"Between 1 and {VRM_LENGTH} letters and digits.")
    page.nothing_else({"vrm"})
    return {"vrm": mark}


_TERMS = {Kind.PERSON: _person, Kind.VEHICLE: _vehicle}
