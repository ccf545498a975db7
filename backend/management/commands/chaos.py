"""`manage.py chaos --seed N --seconds S`: break everything while officers work, then count."""

import json
import random
import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.chaos import patrol, plan, verdict
from backend.chaos.havoc import Havoc
from backend.runtime import apart, stack
from backend.runtime.processes import NotStarted
from backend.story import seed
from backend.story.tale import Failed

# It kills what it runs on and forgets all data at its start: never a site's own.
_OF_A_SITE = ("DATABASE_URL", "DATABASE_URL_FILE", "BROKER_URL", "BROKER_URL_FILE")


class Command(BaseCommand):
    help = "Kill, wipe, hang and mute everything while officers work; prints one JSON object."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, help="of the plan; any unless given")
        parser.add_argument("--seconds", type=float, default=60.0, help="how long it lasts")
        parser.add_argument("--quiet", action="store_true", help="the figures only")

    def handle(self, **options: Any) -> None:
        apart.begin_again("chaos", without=_OF_A_SITE)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        chosen = options["seed"] if options["seed"] is not None else random.randrange(1_000_000)  # noqa: S311
        say = (lambda text: None) if options["quiet"] else self._say
        try:
            with stack.running(settings.HOME, 0, seed=seed.seed, reset=True, say=say) as house:
                figures = _storm(house, chosen, options["seconds"], say)
        except (NotStarted, Failed, OSError) as error:
            raise CommandError(f"seed {chosen}: {error}") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing is left running.", returncode=130) from None
        self.stdout.write(json.dumps(figures))
        try:
            verdict.must_hold(figures)
        except Failed as failure:
            self.stderr.write(f"NOT OK  {failure}")
            sys.exit(1)

    def _say(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain)


def _storm(house: stack.Running, chosen: int, seconds: float, say: Any) -> dict[str, Any]:
    people = patrol.signed_in(house.base, house.sign_ins, chosen)
    havoc = Havoc(house, plan.blows(chosen, seconds, sorted(house.sandboxes)), say)
    with people.working(), havoc.raging():
        say(f"seed {chosen}: {len(havoc.plan)} blows in {seconds:.0f} s")
    people.finish()
    recovery = verdict.recovered(house)
    vouched = verdict.vouched(house)
    figures = verdict.found(house, people.officers)
    late = sum(one.refused_after_commit(havoc.database_away) for one in people.officers)
    return {
        "seed": chosen,
        "seconds": seconds,
        "kills": havoc.kills,
        **figures,
        "recovery_ms": round(recovery),
        "left_to_a_person": vouched,
        "refused": sum(len(one.refused) for one in people.officers),
        "refused_after_commit": late,
        "struck": dict(sorted(havoc.struck.items())),
    }
