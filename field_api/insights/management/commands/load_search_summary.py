"""`manage.py load_search_summary`: a published summary of stop and search, to hold ours against."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Officer
from field_api.insights.actions.comparisons import load_summary
from field_api.lib.problems import Problem


class Command(BaseCommand):
    help = "Bring in a published summary of stop and search (twelve columns, docs/scrutiny.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", required=True, type=Path)
        parser.add_argument("--officer", required=True, help="who answers for it, as 34-1001")
        parser.add_argument("--source", required=True, help="where it is from, for every reader")
        parser.add_argument("--publisher", required=True, help="the force's name in the file")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")

    def handle(
        self,
        *,
        file: Path,
        officer: str,
        source: str,
        publisher: str,
        dry_run: bool,
        **options: object,
    ) -> None:
        who = Officer.objects.filter(login=officer.strip().upper(), is_active=True).first()
        if who is None:
            raise CommandError("There is no officer of that login.")
        try:
            read = load_summary(
                data=file.read_bytes(), source=source, publisher=publisher, by=who, dry_run=dry_run
            )
        except OSError:
            raise CommandError("That file cannot be read.") from None
        except Problem as problem:
            raise CommandError(f"{problem.title}.") from None
        done = "would be kept" if dry_run else "are kept"
        self.stdout.write(f"{len(read.rows)} counts {done}, SHA-256 {read.digest}")
        self.stdout.write(f"{read.others} rows are of other forces")
