"""A published file to try with: a row for each value of each column, and for each exception."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from field_api.catalogue.rules import compiled
from field_api.insights.actions import importing
from field_api.insights.rules import COLUMNS
from field_api.insights.rules.exceptions import EXCEPTIONS
from field_api.insights.rules.published_files import PublishedFile, read_published
from tests.insights.values import EVERY, ROW

Row = dict[str, str]

FORM = compiled(json.loads(importing._FORM.read_text()))
PLAIN = {**ROW, "Date": "2020-06-10T12:00:00+00:00"}


def every() -> Iterator[Row]:
    """A row for each value published in each column, and for each exception."""
    for column, values in EVERY.items():
        for value in values:
            yield {**PLAIN, column: value}
    yield {**PLAIN, "Latitude": "", "Longitude": ""}
    yield {**PLAIN, "Part of a policing operation": "True", "Policing operation": '=Op, "A"'}
    for one in EXCEPTIONS:
        yield {**PLAIN, **one.row}


ROWS = list(every())


def file(rows: Iterable[Row]) -> bytes:
    """As it is published: not guarded against spreadsheets."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *(one.values() for one in rows)])
    return text.getvalue().encode()


def read(rows: Iterable[Row]) -> PublishedFile:
    return read_published(file(rows), publisher="Example Police")
