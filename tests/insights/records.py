"""Entries as returns read them, from the worked examples of their forms."""

from typing import Any
from uuid import UUID, uuid5

from field_api.catalogue import shipped
from field_api.insights.rules import Given, Month, Record
from tests.catalogue import bodies

GIVEN = Given(Month(2026, 3), "34", "Example Police", "Report Fraud")


def record(kind: str, body: dict[str, Any] | None = None, **other: Any) -> Record:
    said: dict[str, Any] = {
        "reference": "34/26/000123",
        "form": bodies.form(kind),
        "force": "34",
        "marking": "OFFICIAL-SENSITIVE",
        "occurred_at": "2026-03-04T17:20:00.000000Z",
        "written_at": "2026-03-04T18:00:00.000000Z",
        "body": shipped.example(kind, "valid") if body is None else body,
    }
    said |= other
    return Record(id=uuid5(UUID(int=0), said["reference"]), **said)
