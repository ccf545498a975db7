"""Cyber indicators as one STIX 2.1 bundle: what suspects used, of every kind of entry."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from field_api.connectors.rules import stix
from field_api.insights.rules.observed import observed
from field_api.insights.rules.shape import (
    FileForm,
    Given,
    Record,
    Refused,
    Return,
    Table,
    Tables,
)

COLUMNS = ("Reference", "Type", "Value", "Name", "Marking")
_SPACE = UUID("c5a7a0c3-2c37-5a0b-8a44-3b1d8e3a9a10")


def report(record: Record) -> dict[str, Any]:
    """What rules.stix makes a report of. No word of the officer's is in it, and nobody's name:
    a title, and the indicators.
    """
    seen, _ = observed(record)
    return {
        "fieldbook_id": str(record.id),
        "version": 0,
        "reference": record.reference,
        "occurred_at": record.occurred_at,
        "modified": record.written_at,
        "marking": record.marking,
        "report": {
            "name": f"{record.form.title} {record.reference}",
            "observables": [
                {"type": one.type, "value": one.value, "name": one.name} for one in seen
            ],
        },
    }


def tables(records: Sequence[Record], given: Given) -> Tables:
    rows = [
        {
            "Reference": record.reference,
            "Type": one.type,
            "Value": one.value,
            "Name": one.name,
            "Marking": record.marking,
        }
        for record in records
        for one in observed(record)[0]
    ]
    return {"indicators": Table(COLUMNS, rows)}


def tells_of(record: Record) -> bool:
    return bool(observed(record)[0])


def refused(record: Record, given: Given) -> list[Refused]:
    return [(one.pointer, one.reason) for one in observed(record)[1]]


def _bundle(tables: Tables, records: Sequence[Record], given: Given) -> Iterator[bytes]:
    made = [
        each
        for record in records
        if tells_of(record)
        for each in stix.objects(report(record), given.producer)
    ]
    marked = {one for each in made for one in each["object_marking_refs"]}
    who, *markings = stix.introduction(given.producer)
    around = [who, *(one for one in markings if one["id"] in marked)]
    whole = [*around, *made] if made else around[:1]
    named = uuid5(_SPACE, json.dumps(whole, sort_keys=True))
    bundle = {"type": "bundle", "id": f"bundle--{named}", "objects": whole}
    yield json.dumps(bundle, ensure_ascii=False, indent=1).encode()


RETURN = Return(
    name="indicators",
    title="Cyber indicators (STIX 2.1)",
    kinds=(),
    moment="",
    forms=(FileForm("json", "application/stix+json;version=2.1", _bundle),),
    tables=tables,
    refused=refused,
    tells_of=tells_of,
)
