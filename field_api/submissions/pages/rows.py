"""Answers as rows of the page: each with what was said about it and its box for a comment."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules import Form, Problem, warnings
from field_api.lib import clock
from field_api.submissions.pages.decision import COMMENT, box
from field_api.submissions.reading import Answer, sections
from field_api.submissions.suggesting import suggested

Document = dict[str, Any]
Remarks = Mapping[str, list["Remark"]]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a field. `by` is empty where the form itself asks the reader."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """Something to look at, as checks and the form suggest. `at` is the id of the field's row."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One answer on the page. `name` and `box` are the name and id of its comment box, `at` is the
    row's own id.
    """

    answer: Answer
    at: str
    name: str
    box: str
    comment: str
    changed: bool
    remarks: tuple[Remark, ...]
    items: tuple[tuple["Row", ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form, with the fields that were left blank apart."""

    title: str
    help: str
    rows: tuple[Row, ...]
    blanks: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """What stands beside the answers, by pointer."""

    remarks: Remarks
    comments: Mapping[str, str]
    changed: Collection[str]

    def row(self, answer: Answer) -> Row:
        at = answer.pointer
        return Row(
            answer,
            _place(at),
            COMMENT + at,
            box(at),
            self.comments.get(at, ""),
            at in self.changed,
            tuple(self.remarks.get(at, ())),
            tuple(tuple(self.row(one) for one in item) for item in answer.items),
        )

    def rows(self, answers: Collection[Answer]) -> tuple[Row, ...]:
        return tuple(self.row(answer) for answer in answers)

    def parts(self, form: Form, body: Document) -> list[Part]:
        """The whole body. What was spoken of is shown though it was left blank."""
        return [
            Part(one.title, one.help, self.rows(one.answers), self.rows(one.blanks))
            for one in sections(form, body, {*self.remarks, *self.comments})
        ]

    def stray(self, parts: list[Part]) -> list[Row]:
        """Comments typed at fields that what now stands no longer has."""
        there = {row.answer.pointer for part in parts for row in _every((*part.rows, *part.blanks))}
        gone = (at for at in self.comments if at not in there)
        return [self.row(Answer(at, at.strip("/").replace("/", ", "))) for at in gone]


def remarks(doc: Document, form: Form | None) -> Remarks:
    """What supervisors, checks and systems said of fields, and what the form asks its reader."""
    found: dict[str, list[Remark]] = defaultdict(list)
    for step in doc["review"]:
        for comment in step["comments"]:
            found[comment["pointer"]].append(Remark(step["by"], comment["text"]))
    for problem in doc["problems"]:
        found[problem["pointer"]].append(Remark("Check", problem["detail"]))
    for delivery in doc["deliveries"]:
        for fault in delivery["fields"]:
            found[fault["field"]].append(Remark(delivery["name"], fault["text"]))
    for prompt in _prompts(doc, form):
        _, _, said = prompt.detail.partition(": ")  # its label stands beside it already
        found[prompt.pointer].append(Remark("", said))
    return found


def points(doc: Document, form: Form | None) -> list[Point]:
    """What to look at before deciding: faults that were found, else what the form asks its reader.
    They decide nothing.
    """
    faults = [Point(_place(one["pointer"]), one["detail"]) for one in doc["problems"]]
    asked = [Point(_place(one.pointer), one.detail) for one in _prompts(doc, form)]
    return [*faults, *asked]


def _prompts(doc: Document, form: Form | None) -> list[Problem]:
    """The form's own, which take a body without problems, and what only a reader is asked."""
    if form is None or doc["problems"] or doc["revision"] is None:
        return []
    return [*warnings(form, doc["body"], clock.now()), *suggested(form, doc["body"])]


def _place(pointer: str) -> str:
    return "at-" + box(pointer)


def _every(rows: tuple[Row, ...]) -> Iterator[Row]:
    for row in rows:
        yield row
        for item in row.items:
            yield from _every(item)
