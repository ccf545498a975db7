"""A form out to a spreadsheet, and a look at one that is to come in."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from field_api.catalogue import actions
from field_api.catalogue.actions import spreadsheets
from field_api.catalogue.rules.xlsform import Unreadable


class Command(BaseCommand):
    help = (
        "Write a published form as an XLSForm, or read one and say what it would be. "
        "Nothing is published: two administrators do that on the desk."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        write = tasks.add_parser("write", help="write the workbook of a kind")
        write.add_argument("kind")
        write.add_argument("file", type=Path, help="the .xlsx to write")
        # "version" is taken: it is Django's own.
        write.add_argument("--number", type=int, help="which version; the newest without it")
        read = tasks.add_parser("read", help="print the form of a workbook, or its faults")
        read.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            if options["task"] == "write":
                path.write_bytes(spreadsheets.write(_document(options["kind"], options["number"])))
                self.stdout.write(f"Written: {path}")
            else:
                self._read(path)
        except OSError as error:
            raise CommandError(str(error)) from None

    def _read(self, path: Path) -> None:
        try:
            sheet = spreadsheets.read(path.read_bytes())
        except Unreadable as unreadable:
            raise CommandError("\n".join(map(str, unreadable.faults))) from None
        for notice in sheet.notices:
            self.stderr.write(str(notice))
        self.stdout.write(json.dumps(sheet.document, indent=2, ensure_ascii=False))


def _document(kind: str, number: int | None) -> dict[str, Any]:
    newest = {one: version for one, version, _ in actions.offered()}
    try:
        form = actions.get(kind, number or newest.get(kind))
    except actions.NoSuchForm:
        raise CommandError(f"There is no such form: {kind} {number or ''}".strip()) from None
    return dict(form.document)
