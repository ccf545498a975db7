"""`manage.py soak --seed N --minutes M`: random officers, networks and restores, for nights."""

import json
import logging
import random
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings

from backend.runtime import apart, commands, places
from backend.runtime.processes import NotStarted, Supervisor
from backend.soak import night, people

# It copies its database and puts the copy back: never a site's own.
_OF_A_SITE = ("DATABASE_URL", "DATABASE_URL_FILE", "BROKER_URL", "BROKER_URL_FILE")
_QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # or signing in would take the night


class Command(BaseCommand):
    help = (
        "Let officers work on a failing network, and check every promise; prints one JSON object."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, help="of the first story; any unless given")
        parser.add_argument("--minutes", type=float, default=1.0, help="how long it lasts")
        parser.add_argument("--quiet", action="store_true", help="the figures only")

    def handle(self, **options: Any) -> None:
        apart.begin_again("soak", without=_OF_A_SITE)
        chosen = options["seed"] if options["seed"] is not None else random.randrange(1_000_000)  # noqa: S311
        say = (lambda text: None) if options["quiet"] else self._say
        home = places.private(settings.HOME)
        owner = commands.own(home)
        if owner is None:
            raise CommandError("Another soak is under way here.")
        try:
            with owner, Supervisor(home) as supervisor:
                commands.start(home, supervisor, durable=False)
                figures = _night(chosen, options["minutes"] * 60, say)
        except (NotStarted, OSError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing is left running.", returncode=130) from None
        self.stdout.write(json.dumps(figures))
        if figures["broken"]:
            sys.exit(1)

    def _say(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain)


def _night(seed: int, seconds: float, say: Any) -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    logging.disable(logging.ERROR)  # every story is full of refusals and dead servers
    with override_settings(PASSWORD_HASHERS=_QUICK):
        people.lay_ground()
        return night.night(seed, seconds, say)
