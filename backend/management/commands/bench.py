"""`manage.py bench`: measure Fieldbook where it stands. One JSON object a line, one a figure."""

import os
import signal
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.bench import (
    alerts,
    auth,
    catalogue,
    delivery,
    entries,
    handset,
    insight,
    memory,
    officers,
    queries,
    situation,
    sync,
    wake,
)
from backend.bench.figures import Bench, Figure
from backend.runtime import apart, stack
from backend.runtime.processes import NotStarted
from backend.story.tale import Failed

# In the order they are measured: memory first, while nothing has been used.
SUBJECTS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "memory": memory.figures,
    "auth": auth.figures,
    "catalogue": catalogue.figures,
    "delivery": delivery.figures,
    "entries": entries.figures,
    "handset": handset.figures,
    "map": situation.figures,
    "queries": queries.figures,
    "sync": sync.figures,
    "wake": wake.figures,
    "alerts": alerts.figures,
    "insight": insight.figures,  # last: what it makes would weigh on all that follow
}

# The bench forgets all data at its start, so it must never see a site's own.
_OF_A_SITE = ("DATABASE_URL", "DATABASE_URL_FILE", "BROKER_URL", "BROKER_URL_FILE")


class Command(BaseCommand):
    help = "Measure Fieldbook on this machine; figures are JSON, one a line."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subjects", nargs="*", help=f"{', '.join(SUBJECTS)}; all unless named")
        parser.add_argument("--n", type=int, default=200, help="requests of a run, one by one")
        parser.add_argument("--seconds", type=float, default=5.0, help="longest a run takes")
        parser.add_argument("--json", action="store_true", help="figures only: no progress")

    def handle(self, **options: object) -> None:
        subjects = _chosen(options["subjects"])
        apart.begin_again("bench", without=_OF_A_SITE)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        say = _silent if options["json"] else self._say
        try:
            with ExitStack() as end:
                house = end.enter_context(_stack(say))
                bench = Bench(int(str(options["n"])), float(str(options["seconds"])), say, house)
                self._measure(subjects, bench)
        except (NotStarted, Failed, OSError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing is left running.", returncode=130) from None

    def _measure(self, subjects: Sequence[str], bench: Bench) -> None:
        for subject in subjects:
            bench.say(f"{subject} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)")
            for figure in SUBJECTS[subject](bench):
                self.stdout.write(figure.line())
                self.stdout.flush()

    def _say(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain)


def _chosen(given: object) -> list[str]:
    """In the order of SUBJECTS."""
    asked = set(given) if isinstance(given, list) and given else set(SUBJECTS)
    if unknown := asked - set(SUBJECTS):
        raise CommandError(f"No such subject: {', '.join(sorted(unknown))}.")
    return [subject for subject in SUBJECTS if subject in asked]


def _stack(say: Callable[[str], None]) -> AbstractContextManager[stack.Running]:
    return stack.running(settings.HOME, 0, seed=officers.seed, reset=True, say=say)


def _silent(text: str) -> None:
    pass
