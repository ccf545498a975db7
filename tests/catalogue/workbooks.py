"""Workbooks as a spreadsheet program would save them, and spoiled ones."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook


def made(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these sheets, by name; the first row of each is its head."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def replaced(data: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one of its parts changed, or one more."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return zipped({**{one: packed.read(one) for one in packed.namelist()}, name: part})
