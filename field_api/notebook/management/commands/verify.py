"""`manage.py verify`: walk every notebook's chain and name the first bad entry."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from field_api.notebook import actions
from field_api.notebook.models import Notebook


class Command(BaseCommand):
    help = "Walk every chain of entries. Exits 1 and names the first bad entry where one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        books = Notebook.objects.select_related("device").order_by("serial")
        walked, erased, bad = 0, 0, []
        for book in books.iterator():
            count, gone, first = actions.verify(book)
            walked, erased = walked + count, erased + gone
            if first:
                bad.append(first)
        if options["json"]:
            self.stdout.write(json.dumps({"entries": walked, "erased": erased, "bad": len(bad)}))
        else:
            told = f", {erased} of them erased" if erased else ""
            self.stdout.write(f"{walked} entries verified in {books.count()} notebooks{told}")
        for first in bad:
            self.stderr.write(
                f"notebook {first.serial}, entry {first.seq} ({first.entry}): {first.what}"
            )
        if bad:
            raise SystemExit(1)
