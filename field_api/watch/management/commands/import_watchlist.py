"""`manage.py import_watchlist`: somebody else's list, from CSV or JSON."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.watch.actions import importing
from field_api.watch.rules.importing import COLUMNS, NoList, read_file


class Command(BaseCommand):
    help = (
        f"List what is in a CSV ({', '.join(COLUMNS)}, and what is known: vrm, surname, …) or a "
        "JSON list of the same. Says what it would do, and does it with --for-good."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="what to call the list, as voi-east")
        parser.add_argument("--owner", required=True, help="the officer who answers, as 34-1001")
        parser.add_argument("--for-good", action="store_true")

    def handle(
        self, *, file: Path, source: str, owner: str, for_good: bool, **options: object
    ) -> None:
        by = Officer.objects.filter(login=owner.strip().upper(), is_active=True).first()
        if by is None:
            raise CommandError("There is no officer of that login.")
        try:
            rows = read_file(file.read_text(encoding="utf-8"))
            told = importing.bring(rows=rows, source=source, by=by, dry_run=not for_good)
        except (OSError, UnicodeDecodeError):
            raise CommandError("The file can't be read as UTF-8.") from None
        except NoList as fault:
            raise CommandError(str(fault)) from None
        except Problem as problem:
            raise CommandError(problem.title) from None
        counts: dict[str, int] = {}
        for one in told:
            counts[one.status] = counts.get(one.status, 0) + 1
            for pointer, said in one.faults:
                self.stderr.write(f"row {one.row}: {pointer}: {said}")
        said = ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "none"
        self.stdout.write(said if for_good else f"Would be: {said}")
