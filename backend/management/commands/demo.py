"""`manage.py demo`: all of it on this machine, with people to be and systems to send to."""

import os
import signal
import sys
import threading
from argparse import ArgumentParser
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.populate import past
from backend.runtime import apart, stack
from backend.runtime.processes import NotStarted
from backend.runtime.signins import SignIn
from backend.story import alerting, check, seed


class Command(BaseCommand):
    help = "Run everything on this machine: the site, workers, database, broker, sandbox systems."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on; 0 for any")
        parser.add_argument("--reset", action="store_true", help="forget all data and start anew")
        parser.add_argument("--empty", action="store_true", help="without months of work behind it")
        parser.add_argument("--quiet", action="store_true", help="print the addresses only")
        parser.add_argument("--check", action="store_true", help="tell the story, verify it, end")
        parser.add_argument("--faults", action="store_true", help="the same, breaking everything")

    def handle(self, **options: object) -> None:
        checking = bool(options["check"] or options["faults"])
        if checking:
            apart.begin_again("check")
        else:
            # To look at it should take a login and no more; the checks enrol with codes.
            os.environ.setdefault("ENROLMENT", "open")
        # kill and a closed terminal end it as Ctrl-C does; SIGINT itself is among them because
        # shells start background jobs with it ignored.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        try:
            with stack.running(
                settings.HOME,
                0 if checking else int(str(options["port"])),
                str(options["host"]),
                seed=_story(checking, bool(options["empty"])),
                reset=checking or bool(options["reset"]),
                say=(lambda text: None) if options["quiet"] else self._say,
            ) as house:
                if checking:
                    sys.exit(check.run(house, faults=bool(options["faults"])))
                self._say(_welcome(house))
                self._wait(house)
        except (NotStarted, OSError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            self._say("Stopped; everything is kept for the next start.")

    def _wait(self, house: stack.Running) -> None:
        """Until Ctrl-C. Codes last half a minute, so Enter prints those of now."""
        if sys.stdin.isatty():
            for _ in sys.stdin:
                self._say("\n".join(f"  {each.login}  {_code(each)}" for each in house.sign_ins))
        threading.Event().wait()

    def _say(self, text: str) -> None:
        # A closed terminal must not stop the supervisor, which reports from a thread.
        with suppress(OSError):
            self.stdout.write(text)
            self.stdout.flush()


def _story(checking: bool, empty: bool) -> stack.Seed:
    if checking:
        return seed.seed
    return alerting.brought_about if empty else past.gone_by


def _welcome(house: stack.Running) -> str:
    lines = ["", "Fieldbook is up.", ""]
    # By its name: a browser's own lock, which opens the vault, gives its secret to no bare address.
    base = house.base.replace("127.0.0.1", "localhost")
    lines += [f"  Handset      {base}/", f"  Supervisors  {base}/desk/"]
    lines += [f"  Console      {base}/console/", "", "Sandbox systems:"]
    boxes = house.sandboxes | house.asked
    lines += [f"  {box.play:<16} {box.url}/  {box.kind}" for box in boxes.values()]
    for each in house.sign_ins:
        lines += [
            "",
            f"  {each.name}: {each.does}",
            f"    login {each.login}   password {each.password}",
            f"    code  {_code(each)}   (authenticator secret {each.secret})",
        ]
    if os.environ.get("ENROLMENT") != "open":
        lines += [
            "",
            "A first sign-in takes an enrolment code: at the console, Handsets, or by",
        ]
        lines += ["  python3 manage.py enrolment_code 34-1001 PH-0001"]
    ends = f"Logs are in {house.home / 'logs'}. Enter prints fresh codes; Ctrl-C ends everything."
    return "\n".join([*lines, "", ends])


def _code(each: SignIn) -> str:
    return f"{each.code()} for {each.lasts()} s"
