"""`manage.py load_residents`: residents by ethnicity, which searches are held against."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError

from field_api.insights.actions.comparisons import Source, load_residents
from field_api.insights.management.loading import Loading, answering
from field_api.insights.rules.ethnicity import GROUPS


class Command(Loading):
    help = "Bring in a table of residents by ethnicity (CSV: unit, ethnicity, residents)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--as-of", required=True, help="the day it speaks of, as 2021-03-21")

    def handle(
        self,
        *,
        file: Path,
        officer: str,
        source: str,
        as_of: str,
        dry_run: bool,
        **options: object,
    ) -> None:
        try:
            said = Source(source, date.fromisoformat(as_of))
        except ValueError:
            raise CommandError("A day is written as 2021-03-21.") from None
        with answering(officer) as who:
            read, version = load_residents(
                data=file.read_bytes(), source=said, by=who, dry_run=dry_run
            )
        for unit, groups in read.counts.items():
            told = ", ".join(f"{group} {groups[group]}" for group in GROUPS)
            self.stdout.write(f"{unit or 'The whole area'}: {told}")
        self.stdout.write(f"{'Would be' if dry_run else 'Is'} version {version}")
