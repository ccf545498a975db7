"""An answer on paper: one statement a value, each with its source, under one marking."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from field_api.lib import clock
from field_api.queries.rules.records import Record

# What systems hold of people is not less: Government Security Classifications, and every page of
# a print bears it. Handling codes that go further stand beside it.
MARKING = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True, slots=True)
class Heading:
    """Of the export itself: which question, who took it, for whom, why and when."""

    query: str
    by: str
    recipient: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A record, and when its system gave it."""

    record: Record
    retrieved_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and `systems` as {system, name, state, label}: which said nothing too."""

    kind: str
    criteria: Mapping[str, str]
    purpose: str
    originator: str
    asked_at: datetime
    systems: Sequence[Mapping[str, str]]


def write(*, question: Question, held: Iterable[Held], heading: Heading) -> dict[str, Any]:
    """Warnings before all else; nothing joined, nothing left out, so that it can be checked."""
    every = list(held)
    return {
        "marking": MARKING,
        "handling": sorted({each.record.handling for each in every} - {""}),
        "query": heading.query,
        "kind": question.kind,
        "criteria": dict(question.criteria),
        "originator": question.originator,
        "purpose": question.purpose,
        "asked_at": clock.iso(question.asked_at),
        "systems": [dict(each) for each in question.systems],
        "exported_at": clock.iso(heading.at),
        "exported_by": heading.by,
        "recipient": heading.recipient,
        "why": heading.why,
        "warnings": [one for each in every for one in _warnings(each)],
        "statements": [one for each in every for one in _statements(each)],
    }


def _source(held: Held) -> dict[str, str]:
    record = held.record
    return {
        "system": record.system,
        "system_name": record.system_name,
        "ref": record.ref,
        "as_of": record.as_of,
        "retrieved_at": clock.iso(held.retrieved_at),
        "handling": record.handling,
    }


def _warnings(held: Held) -> Iterator[dict[str, str]]:
    for each in held.record.warnings:
        said = {"code": each.code, "label": each.label, "advice": each.advice, "on": each.on}
        yield said | _source(held)


def _statements(held: Held) -> Iterator[dict[str, Any]]:
    for name, value in held.record.each():
        yield {"type": held.record.type, "name": name, "value": value} | _source(held)
