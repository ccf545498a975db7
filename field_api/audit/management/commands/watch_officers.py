"""`manage.py watch_officers`: load what look-ups are compared with, from files of the force."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from field_api.audit.actions import loading


class Command(BaseCommand):
    help = (
        "Load officers' own details (CSV: login,what,value) or their turns of duty (CSV: "
        "login,starts_at,ends_at). Details are kept as keyed hashes alone: delete the file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--duties", action="store_true", help="turns of duty, not details")

    def handle(self, *args: object, **options: Any) -> None:
        load = loading.duties if options["duties"] else loading.details
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                count = load(lines)
        except loading.Unreadable as fault:
            raise CommandError(f"Nothing was loaded: {fault}.") from None
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"The file could not be read: {type(fault).__name__}.") from None
        self.stdout.write(f"{count} rows are held of the officers named.")
