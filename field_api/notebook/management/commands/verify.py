"""`manage.py verify`: walk every notebook's chain and the ledger's tree; name the first bad thing.

Here, and not with the ledger, which knows nobody: this is the lowest floor that sees both.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from field_api.ledger import actions as ledger
from field_api.notebook import actions
from field_api.notebook.models import Notebook


class Command(BaseCommand):
    help = (
        "Count every hash anew, of the chains of entries and of the ledger's tree, and check every "
        "signature. Exits 1 and names what is broken first, in each."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        bad: list[str] = []
        counts = {**_chains(bad), **_tree(bad)}
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "bad": len(bad)}))
        else:
            for line in _told(counts):
                self.stdout.write(line)
        for what in bad:
            self.stderr.write(what)
        if bad:
            raise SystemExit(1)


def _chains(bad: list[str]) -> dict[str, int]:
    walked, erased, books = 0, 0, 0
    for book in Notebook.objects.select_related("device").order_by("serial").iterator():
        count, gone, first = actions.verify(book)
        walked, erased, books = walked + count, erased + gone, books + 1
        if first:
            bad.append(f"notebook {first.serial}, entry {first.seq} ({first.entry}): {first.what}")
    if what := actions.unbound():
        bad.append(what)
    return {"entries": walked, "erased": erased, "notebooks": books}


def _tree(bad: list[str]) -> dict[str, int]:
    leaves, checkpoints, unsealed, first = ledger.verify()
    if first:
        bad.append(f"{first.where}: {first.what}")
    return {"events": leaves, "checkpoints": checkpoints, "unsealed": unsealed}


def _told(counts: dict[str, int]) -> Iterator[str]:
    erased = f", {counts['erased']} of them erased" if counts["erased"] else ""
    yield f"{counts['entries']} entries verified in {counts['notebooks']} notebooks{erased}"
    waiting = f", {counts['unsealed']} not yet sealed" if counts["unsealed"] else ""
    yield f"{counts['events']} events verified under {counts['checkpoints']} checkpoints{waiting}"
