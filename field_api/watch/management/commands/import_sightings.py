"""`manage.py import_sightings`: what cameras read, from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from field_api.connectors.models import System
from field_api.watch.actions import sightings
from field_api.watch.rules.reading import COLUMNS, MOST, rows


class Command(BaseCommand):
    help = f"Take in sightings of a system from a CSV with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", help="its code; it has an inlet")
        parser.add_argument("file", type=Path)

    def handle(self, *, system: str, file: Path, **options: object) -> None:
        row = System.objects.filter(code=system).first()
        inlet = sightings.inlet_of(row) if row else None
        if inlet is None:
            raise CommandError("The system has no inlet: see sightings_inlet.")
        try:
            given = list(rows(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError):
            raise CommandError("The file can't be read as UTF-8.") from None
        counts: dict[str, int] = {}
        at = 1
        for start in range(0, len(given), MOST):
            for result in sightings.take(inlet=inlet, given=given[start : start + MOST]):
                at += 1
                counts[result.status] = counts.get(result.status, 0) + 1
                for name, said in result.faults:
                    self.stderr.write(f"line {at}: {name}: {said}")
        self.stdout.write(", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "none")
