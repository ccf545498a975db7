"""Sheets as a test writes them: a table in text."""

from typing import Any

import pytest

from field_api.catalogue import lint, rules
from field_api.catalogue.rules import xlsform
from field_api.catalogue.rules.xlsform import Unreadable

Grid = list[list[str]]


def grid(text: str) -> Grid:
    """A sheet as a table: a row a line, cells between bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def read(**sheets: str) -> tuple[dict[str, Any], list[str]]:
    """(a form that is fit to publish, what was said on the way)."""
    document, notices = xlsform.document_of({name: grid(text) for name, text in sheets.items()})
    assert lint.faults(document) == []
    rules.compiled(document)
    return document, [str(one) for one in notices]


def faults(**sheets: str) -> list[str]:
    with pytest.raises(Unreadable) as refused:
        xlsform.document_of({name: grid(text) for name, text in sheets.items()})
    return [str(one) for one in refused.value.faults]


def fields(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["schema"]["properties"]
    return found


SETTINGS = "form_id | form_title | version\nsample | Sample | 3"
KINDS = """
list_name | name | label
yes_no | yes | Yes
yes_no | no | No
kind | a | A
kind | b_b | B
kind | c | C
"""
