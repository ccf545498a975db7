"""`manage.py tak`: keep a partner's TAK server told of what an agreement lets it have."""

import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from field_api.situation import telling
from field_api.situation.tak import NotTold, Server


class Command(BaseCommand):
    help = "Tell a partner's TAK server what happens where, as its agreements let it. Runs on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("partner", help="as its agreements name it; a force by its code")
        parser.add_argument("--server", required=True, help="HOST:PORT of its TLS streaming input")
        parser.add_argument("--ca", required=True, help="PEM: who vouches for the server")
        parser.add_argument("--cert", required=True, help="PEM: our client certificate")
        parser.add_argument("--key", required=True, help="PEM: its key, without a passphrase")
        parser.add_argument("--once", action="store_true", help="one round, and say how it went")

    def handle(self, *, partner: str, once: bool, **options: str) -> None:
        server = _server(options)
        if once:
            return self._once(server, partner)
        stop = threading.Event()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: stop.set())
        return telling.keep_telling(server, partner, stop)

    def _once(self, server: Server, partner: str) -> None:
        if not telling.alone(partner):
            raise CommandError("Another process tells this partner already.")
        try:
            round = telling.once(server, partner)
        except NotTold as why:
            raise CommandError(f"Not told: {why}") from None
        self.stdout.write(f"{len(round.shown)} shown, {len(round.ended)} taken off")


def _server(options: dict[str, str]) -> Server:
    host, _, port = options["server"].rpartition(":")
    if not host or not port.isdecimal():
        raise CommandError("--server is HOST:PORT.")
    server = Server(host, int(port), options["ca"], options["cert"], options["key"])
    try:
        server.context()
    except OSError as fault:
        raise CommandError(f"The certificates cannot be used: {type(fault).__name__}") from None
    return server
