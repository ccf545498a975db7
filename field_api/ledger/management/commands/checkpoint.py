"""`manage.py checkpoint`: the newest signed checkpoint, to print, post or hand to another force."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from field_api.ledger import actions as ledger
from field_api.ledger.models import Checkpoint


class Command(BaseCommand):
    help = (
        "Print the newest signed checkpoint, to be kept where nobody of this house can change it. "
        "Exits 1 where nothing is sealed yet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print", action="store_true", help="print it (this is the default)")
        parser.add_argument("--size", type=int, help="that of so many leaves, to compare")
        parser.add_argument("--seal", action="store_true", help="first seal what is ready")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seal"]:
            ledger.seal()
        size = options["size"]
        found = Checkpoint.objects.order_by("-size").values_list("note", flat=True)
        note = (found.filter(size=size) if size else found).first()
        if note is None:
            self.stderr.write("there is no such checkpoint")
            raise SystemExit(1)
        self.stdout.write(note, ending="")
