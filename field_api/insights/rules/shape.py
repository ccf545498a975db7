"""What a return is: which entries it is drawn from, and what files are made of them."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from field_api.catalogue.rules import Form
from field_api.insights.rules.lines import line
from field_api.insights.rules.months import Month

Body = Mapping[str, Any]
Row = dict[str, str]
Refused = tuple[str, str]
"""(column, reason); no column where the whole record is left out."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What a ZIP can write as the time of a file. Ours have none, so that one month is one file."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as returns read it. `body` is without what its reader is not cleared for."""

    id: UUID
    reference: str
    form: Form
    force: str
    marking: str
    occurred_at: str
    written_at: str
    body: Body

    @property
    def kind(self) -> str:
        return self.form.kind


@dataclass(frozen=True, slots=True)
class Given:
    """What a return needs beside entries. `force` is the code of whose it is, `producer` who signs
    bundles, `fraud_centre` who takes reports of fraud, `newest` the newest forms by kind.
    """

    month: Month
    force: str
    producer: str
    fraud_centre: str
    newest: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by the names of columns; what a row leaves out is blank."""

    columns: tuple[str, ...]
    rows: list[Row]

    def lines(self) -> Iterator[str]:
        yield line(self.columns)
        for row in self.rows:
            yield line(row.get(column, "") for column in self.columns)


Tables = dict[str, Table]


@dataclass(frozen=True, slots=True)
class FileForm:
    """A form the file comes in. `write` is given the tables the preview shows."""

    suffix: str
    media_type: str
    write: Callable[[Tables, Sequence[Record], Given], Iterator[bytes]]


def _nothing_refused(record: Record, given: Given) -> list[Refused]:
    return []


def _everything(record: Record) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Return:
    """`name` is of addresses and files. `kinds` are the forms it is drawn from, none for all;
    `moment` the field that says which month an entry belongs to, empty for when it occurred.

    `tables` are its rows, by the name of each file, `tells_of` whether an entry is in them at all:
    only what is in a file is disclosed by it. `periodic`: it names nobody, and may be
    delivered to systems as files of a month (decision 0036), each under its name in `files` where
    there are several, and under this marking.
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    moment: str
    forms: tuple[FileForm, ...]
    tables: Callable[[Sequence[Record], Given], Tables]
    refused: Callable[[Record, Given], list[Refused]] = _nothing_refused
    tells_of: Callable[[Record], bool] = _everything
    files: tuple[str, ...] = ("",)
    periodic: bool = False
    marking: str = "OFFICIAL-SENSITIVE"

    def called(self, given: Given) -> str:
        return self.title.format(fraud_centre=given.fraud_centre)

    def form(self, suffix: str) -> FileForm:
        """The one asked for, the first unless asked. Raises ValueError."""
        for one in self.forms:
            if suffix in ("", one.suffix):
                return one
        raise ValueError("a form of file is one of " + ", ".join(one.suffix for one in self.forms))


def _csv(tables: Tables, records: Sequence[Record], given: Given) -> Iterator[bytes]:
    (table,) = tables.values()
    for text in table.lines():
        yield text.encode()


def _zipped(tables: Tables, records: Sequence[Record], given: Given) -> Iterator[bytes]:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, table in tables.items():
            entry = zipfile.ZipInfo(f"{name}-{given.month}.csv", EARLIEST)
            archive.writestr(entry, "".join(table.lines()), zipfile.ZIP_DEFLATED)
    yield whole.getvalue()


CSV = FileForm("csv", "text/csv; charset=utf-8", _csv)
ZIP = FileForm("zip", "application/zip", _zipped)
