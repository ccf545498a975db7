"""`manage.py export_insight`: the tables of figures as files, for a tool that reads a folder."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Force, Unit
from field_api.insights.actions import exporting
from field_api.insights.actions.measures import Span
from field_api.insights.rules.exports import TABLES


class Command(BaseCommand):
    help = "Write a force's tables of figures into a folder, a CSV each. They name nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--force", required=True, help="its code, as 34")
        for name in ("from", "to"):
            parser.add_argument(f"--{name}", type=date.fromisoformat, required=True, dest=name)

    def handle(self, *, folder: Path, force: str, **options: date) -> None:
        whose = Force.objects.filter(code=force).first()
        if whose is None:
            raise CommandError("There is no force of that code.")
        if not folder.is_dir():
            raise CommandError("There is no such folder.")
        units = frozenset(Unit.objects.filter(force=whose).values_list("pk", flat=True))
        span = Span(units, options["from"], options["to"])
        for table in TABLES.values():
            whole = folder / f"{table.name}.{table.version}.csv"
            part = whole.with_suffix(".part")
            with part.open("w", encoding="utf-8", newline="") as out:
                out.writelines(exporting.csv(table=table, span=span))
            part.replace(whole)  # whoever reads the folder meets no half of a file
            self.stdout.write(str(whole))
