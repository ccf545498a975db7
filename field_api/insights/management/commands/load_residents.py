"""`manage.py load_residents`: residents by ethnicity, which searches are held against."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Officer
from field_api.insights.actions.comparisons import Source, load_residents
from field_api.insights.rules.ethnicity import GROUPS
from field_api.lib.problems import Problem


class Command(BaseCommand):
    help = "Bring in a table of residents by ethnicity (CSV: unit, ethnicity, residents)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", required=True, type=Path)
        parser.add_argument("--officer", required=True, help="who answers for it, as 34-1001")
        parser.add_argument("--source", required=True, help="where it is from, for every reader")
        parser.add_argument("--as-of", required=True, help="the day it speaks of, as 2021-03-21")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")

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
        who = Officer.objects.filter(login=officer.strip().upper(), is_active=True).first()
        if who is None:
            raise CommandError("There is no officer of that login.")
        try:
            said = Source(source, date.fromisoformat(as_of))
            read, version = load_residents(
                data=file.read_bytes(), source=said, by=who, dry_run=dry_run
            )
        except ValueError:
            raise CommandError("A day is written as 2021-03-21.") from None
        except OSError:
            raise CommandError("That file cannot be read.") from None
        except Problem as problem:
            raise CommandError(f"{problem.title}.") from None
        for unit, groups in read.counts.items():
            told = ", ".join(f"{group} {groups[group]}" for group in GROUPS)
            self.stdout.write(f"{unit or 'The whole area'}: {told}")
        self.stdout.write(f"{'Would be' if dry_run else 'Is'} version {version}")
