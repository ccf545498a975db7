"""manage.py words: bring the catalogues of all languages up to the words in the source."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.words import catalogues


class Command(BaseCommand):
    help = "Finds all words, adds them to the catalogues of backend/locale, and compiles those."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if it would.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        for language in catalogues.LANGUAGES:
            written = catalogues.merged(language, catalogues.found())
            for path, wanted in written.files().items():
                if path.exists() and path.read_bytes() == wanted:
                    continue
                if check:
                    raise CommandError(f"{path.name} is behind: run manage.py words.")
                path.write_bytes(wanted)
            self.stdout.write(f"{language}: {written.done} of {written.count} texts")
