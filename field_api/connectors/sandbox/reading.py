"""What is in a file a system was sent: its records, whether JSON, CSV or XML."""

import csv
import io
import json
from typing import Any

from lxml import etree

from field_api.connectors.wire.markup import parsed


def records(name: str, body: bytes) -> list[dict[str, Any]]:
    """By the file's ending. Raises ValueError with a sentence."""
    try:
        if name.endswith(".csv"):
            rows = csv.DictReader(io.StringIO(body.decode(), newline=""), strict=True)
            return [{column: _plain(cell) for column, cell in row.items()} for row in rows]
        if name.endswith(".xml"):
            return [_members(record) for record in parsed(body)]
        document = json.loads(body)
    except (ValueError, csv.Error, RecursionError):
        raise ValueError("this file cannot be read") from None
    return [document] if isinstance(document, dict) else []


def _plain(cell: Any) -> Any:
    """Without the apostrophe that keeps a spreadsheet from running it; an empty one is nothing."""
    return (cell.removeprefix("'") or None) if isinstance(cell, str) else cell


def _members(record: etree._Element) -> dict[str, Any]:
    return {etree.QName(member).localname: member.text for member in record}
