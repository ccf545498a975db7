"""One submission laid out for a supervisor: every answer with what was said about it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from field_api.catalogue.rules import Form, warnings
from field_api.delivery.rules import State
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions.actions import desk
from field_api.submissions.actions.desk import Need
from field_api.submissions.actions.forms import form_of
from field_api.submissions.pages.decision import COMMENT, Typed, box
from field_api.submissions.pages.versions import Versions, versions
from field_api.submissions.pages.words import moment, since
from field_api.submissions.reading import Answer, sections

Document = dict[str, Any]
Remarks = dict[str, list["Remark"]]

_DELIVERIES = {
    State.DUE: ("info", "clock"),
    State.SENDING: ("info", "up"),
    State.DELIVERED: ("good", "tick"),
    State.REJECTED: ("bad", "cross"),
    State.UNCERTAIN: ("warn", "warn"),
    State.HELD: ("warn", "lock"),
    State.CANCELLED: ("quiet", "dash"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a field: by a supervisor, a system, a check or the form itself."""

    by: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One answer on the page, with remarks, and the comment box that belongs to it."""

    answer: Answer
    name: str
    box: str
    comment: str = ""
    remarks: tuple[Remark, ...] = ()
    items: tuple[tuple["Row", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    help: str
    rows: tuple[Row, ...]
    blanks: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of one submission shows. `need` is None where nothing waits for a decision;
    `own` where the reader is the writer, who may not decide.
    """

    need: Need | None
    own: bool
    parts: list[Part]
    versions: Versions | None
    journey: list[Document]
    deliveries: list[Document]
    send_back: list[tuple[str, str]]
    reject: list[tuple[str, str]]
    waited: str
    overdue: str
    happened: datetime | None
    written: datetime | None
    received: datetime | None
    stray: list[Row] = field(default_factory=list)

    @property
    def decidable(self) -> bool:
        return self.need is not None and not self.own

    @property
    def speakable(self) -> bool:
        """Whether it can go back to its author with words."""
        return self.decidable and self.need != Need.ADMIT


def sheet(doc: Document, officer: Officer, typed: Typed, query: Mapping[str, str]) -> Sheet:
    form = form_of(doc["kind"], doc["version"] or 1)
    need = desk.needed(doc["state"], doc["review_state"])
    remarks = _remarks(doc, form)
    parts = _parts(form, doc["body"], remarks, typed) if form else []
    due = moment(doc["review_by"])
    return Sheet(
        need=need,
        own=doc["author"]["login"] == officer.login,
        parts=parts,
        versions=versions(doc, typed, query),
        journey=[_step(step, form) for step in doc["review"]],
        deliveries=[_delivery(one) for one in doc["deliveries"]],
        send_back=list(form.send_back.items()) if form else [],
        reject=list(form.reject.items()) if form else [],
        waited=since(clock.parse(doc["review"][-1]["at"])) if need and doc["review"] else "",
        overdue=since(due) if need and due and due < clock.now() else "",
        happened=moment(doc["occurred_at"]),
        written=moment(doc["written_at"]),
        received=moment(doc["received_at"]),
        stray=_stray(parts, typed),
    )


def _parts(form: Form, body: Document, remarks: Remarks, typed: Typed) -> list[Part]:
    keep = {*remarks, *typed.comments}
    return [
        Part(
            section.title,
            section.help,
            tuple(_row(answer, remarks, typed) for answer in section.answers),
            tuple(_row(answer, remarks, typed) for answer in section.blanks),
        )
        for section in sections(form, body, keep)
    ]


def _row(answer: Answer, remarks: Remarks, typed: Typed) -> Row:
    at = answer.pointer
    items = tuple(tuple(_row(one, remarks, typed) for one in item) for item in answer.items)
    said = tuple(remarks.get(at, ()))
    return Row(answer, COMMENT + at, box(at), typed.comments.get(at, ""), said, items)


def _stray(parts: list[Part], typed: Typed) -> list[Row]:
    """Comments typed at fields that what now stands no longer has."""
    there = {row.answer.pointer for part in parts for row in _every((*part.rows, *part.blanks))}
    gone = (at for at in typed.comments if at not in there)
    return [_row(Answer(at, at.strip("/").replace("/", ", ")), {}, typed) for at in gone]


def _every(rows: tuple[Row, ...]) -> Iterator[Row]:
    for row in rows:
        yield row
        for item in row.items:
            yield from _every(item)


def _remarks(doc: Document, form: Form | None) -> Remarks:
    found: Remarks = defaultdict(list)
    for step in doc["review"]:
        for comment in step["comments"]:
            found[comment["pointer"]].append(Remark(step["by"], comment["text"], "note"))
    for problem in doc["problems"]:
        found[problem["pointer"]].append(Remark("Check", problem["detail"], "note"))
    for delivery in doc["deliveries"]:
        for fault in delivery["fields"]:
            found[fault["pointer"]].append(Remark(delivery["name"], fault["text"], "note"))
    if form and not doc["problems"]:
        for prompt in warnings(form, doc["body"], clock.now()):
            said = prompt.detail.partition(": ")[2] or prompt.detail
            found[prompt.pointer].append(Remark("To consider", said, "prompt"))
    return found


def _delivery(one: Document) -> Document:
    tone, icon = _DELIVERIES[one["state"]]
    return {**one, "tone": tone, "icon": icon, "at": moment(one["at"])}


def _step(step: Document, form: Form | None) -> Document:
    reasons = {**form.send_back, **form.reject} if form else {}
    return {
        **step,
        "at": moment(step["at"]),
        "reason": reasons.get(step["reason_code"], step["reason_code"]),
        "remarks": len(step["comments"]),
    }
