"""POLE JSON: every entry of a month, of every kind, in the shape of the police Integration Hub."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from field_api.catalogue.rules.pole import pole_document, pole_faults
from field_api.insights.rules.shape import (
    FileForm,
    Given,
    Record,
    Refused,
    Return,
    Table,
    Tables,
)
from field_api.lib import clock

COLUMNS = ("Reference", "Kind", "Type", "Id", "Link reasons")


def document(record: Record) -> dict[str, Any]:
    """One entry: {data, included, meta}."""
    return pole_document(
        form=record.form,
        body=record.body,
        reference=record.reference,
        submission=str(record.id),
        occurred_at=clock.parse(record.occurred_at),
        recorded_at=clock.parse(record.written_at),
        force=record.force,
        marking=record.marking,
    )


def tables(records: Sequence[Record], given: Given) -> Tables:
    """What each entry includes. Who somebody is stands in the file and not in the preview."""
    return {"pole": Table(COLUMNS, [row for record in records for row in _rows(record)])}


def refused(record: Record, given: Given) -> list[Refused]:
    return [(one.pointer, one.detail) for one in pole_faults(document(record))]


def _rows(record: Record) -> Iterator[dict[str, str]]:
    whole = document(record)
    reasons: dict[str, list[str]] = {}
    for one in (whole["data"], *whole["included"]):
        for reason, told in one.get("relationships", {}).items():
            for each in told["data"]:
                reasons.setdefault(each["id"], []).append(reason)
    for one in whole["included"]:
        yield {
            "Reference": record.reference,
            "Kind": record.kind,
            "Type": one["type"],
            "Id": one["id"],
            "Link reasons": ", ".join(dict.fromkeys(reasons.get(one["id"], []))),
        }


def _json(tables: Tables, records: Sequence[Record], given: Given) -> Iterator[bytes]:
    """An array, an entry at a time."""
    yield b"["
    for place, record in enumerate(records):
        text = json.dumps(document(record), ensure_ascii=False)
        yield (",\n" if place else "\n").encode() + text.encode()
    yield b"\n]\n"


RETURN = Return(
    name="pole",
    title="Persons, objects, locations and events (POLE JSON)",
    kinds=(),
    moment="",
    forms=(FileForm("json", "application/json", _json),),
    tables=tables,
    refused=refused,
)
