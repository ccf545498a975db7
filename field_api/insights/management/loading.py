"""What commands that bring in a file to hold our searches against have in common."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Officer
from field_api.lib.problems import Problem


class Loading(BaseCommand):
    """Takes `--file`, `--officer`, `--source` and `--dry-run`."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", required=True, type=Path)
        parser.add_argument("--officer", required=True, help="who answers for it, as 34-1001")
        parser.add_argument("--source", required=True, help="where it is from, for every reader")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")


@contextmanager
def answering(login: str) -> Iterator[Officer]:
    """Who answers for the file. What goes wrong within ends in one sentence: CommandError."""
    who = Officer.objects.filter(login=login.strip().upper(), is_active=True).first()
    if who is None:
        raise CommandError("There is no officer of that login.")
    try:
        yield who
    except OSError:
        raise CommandError("That file cannot be read.") from None
    except Problem as problem:
        raise CommandError(f"{problem.title}.") from None
