"""`manage.py test`: the tests, by pytest, against a PostgreSQL of their own.

Without further words, as many processes as there are cores, and no more than four, share the work,
each with a database of its own; what drives a browser, what speaks to servers that other makers
wrote, and what takes long by itself is left out, to end within three minutes. `--all` leaves out
nothing; what is not installed here is skipped, and says so.
Other words go to pytest: `manage.py test tests/ledger -k checkpoint -x`.
HYPOTHESIS_PROFILE=campaign gives each property 2,000 examples.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.runtime import commands, places, roles
from backend.runtime.processes import NotStarted, Supervisor

# What a shell may have set for a site must not reach the tests.
_OF_THE_SITE = (
    "SITE_HOSTS",
    "SITE_HTTPS",
    "SITE_PROXY",
    "FIELDBOOK_ROLE",
    "METRICS_TOKEN",
    "DEBUG",
    # Bytecode that is kept spares each process seconds, and a run starts hundreds.
    "PYTHONDONTWRITEBYTECODE",
)
_AT_ONCE = 8
_SHARED = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadgroup")
_QUICK = (*_SHARED, "-m", "not browser and not foreign and not long")


class Command(BaseCommand):
    help = "Run the tests (pytest; further words are passed on to it)."

    def run_from_argv(self, argv: Sequence[str]) -> None:
        # Not parsed here: pytest's options are pytest's.
        sys.exit(run(argv[2:]))


def run(words: Sequence[str]) -> int:
    """pytest's exit status."""
    with ExitStack() as stack:
        try:
            home = stack.enter_context(_database())
        except NotStarted as error:
            sys.stderr.write(f"{error}\n")
            return 1
        kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_SITE}
        # Ctrl-C is for pytest, which sums up; this process still has the database to end. Not
        # SIG_IGN, which pytest would inherit.
        signal.signal(signal.SIGINT, lambda number, frame: None)
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pytest", *_words(words)],
            cwd=settings.BASE_DIR,
            env={**kept, "FIELDBOOK_HOME": str(home)},
            check=False,
        ).returncode


def _words(given: Sequence[str]) -> Sequence[str]:
    if "--all" in given:
        return [*_SHARED, *(word for word in given if word != "--all")]
    return given or _QUICK


@contextmanager
def _database() -> Iterator[Path]:
    """A home with PostgreSQL running; each run at the same time has one of its own.

    It may lose data in a crash (fsync off): only tests write there.
    """
    places.private(settings.HOME)
    for number in range(_AT_ONCE):
        home = settings.HOME / (f"test-{number}" if number else "test")
        if not (owner := commands.own(home)):
            continue
        with owner, Supervisor(home) as supervisor:
            if not commands.external():
                commands.start(home, supervisor, durable=False)
                roles.let_triggers_rest(places.sockets(home))
            yield home
        return
    raise NotStarted(f"{_AT_ONCE} test runs are under way already.")
