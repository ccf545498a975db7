"""`manage.py import_stop_search`: a published file of stop and search becomes entries."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Officer
from field_api.insights import actions
from field_api.lib.problems import Problem


class Command(BaseCommand):
    help = "Bring in a file of stop and search as data.police.uk publishes it, once for ever."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", required=True, type=Path)
        parser.add_argument("--officer", required=True, help="who brings it in, as 34-1001")
        parser.add_argument("--publisher", required=True, help="whose searches these are")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")

    def handle(
        self, *, file: Path, officer: str, publisher: str, dry_run: bool, **options: object
    ) -> None:
        who = Officer.objects.filter(login=officer.strip().upper()).first()
        if who is None:
            raise CommandError("There is no officer of that login.")
        act = actions.look_at if dry_run else actions.bring_in
        try:
            found = act(data=file.read_bytes(), publisher=publisher, by=who)
        except OSError:
            raise CommandError("That file cannot be read.") from None
        except Problem as problem:
            raise CommandError(f"{problem.title}.") from None
        self.stdout.write(f"{len(found.file.lines)} rows, SHA-256 {found.file.digest}")
        for column, reason, count in found.file.reasons:
            self.stdout.write(f"  {count} × {column}: {reason}")
        done = "would become entries" if dry_run else "became entries"
        self.stdout.write(f"{found.new} {done}, {found.known} were entries already")
