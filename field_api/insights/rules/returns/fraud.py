"""Fraud and cyber crime for the national reporting centre, as CSV or JSON."""

import json
from collections.abc import Iterator, Sequence

from field_api.insights.rules import fraud
from field_api.insights.rules.shape import (
    CSV,
    FileForm,
    Given,
    Record,
    Refused,
    Return,
    Table,
    Tables,
)


def tables(records: Sequence[Record], given: Given) -> Tables:
    rows = [fraud.fraud_row(one.reference, one.body) for one in records]
    return {"fraud": Table(fraud.COLUMNS, rows)}


def refused(record: Record, given: Given) -> list[Refused]:
    return fraud.fraud_refusals(record.body)


def _json(tables: Tables, records: Sequence[Record], given: Given) -> Iterator[bytes]:
    said = {
        "centre": given.fraud_centre,
        "force": given.force,
        "month": str(given.month),
        "reports": [fraud.fraud_report(one.reference, one.body) for one in records],
    }
    yield json.dumps(said, ensure_ascii=False, indent=1).encode()


RETURN = Return(
    name="fraud",
    title="Fraud and cyber crime, for {fraud_centre}",
    kinds=("fraud-report",),
    moment="",
    forms=(CSV, FileForm("json", "application/json", _json)),
    tables=tables,
    refused=refused,
)
