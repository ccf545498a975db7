"""`manage.py sync_epoch`: the step of the restore runbook that a database cannot take by itself."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from field_api.feed import actions as feed


class Command(BaseCommand):
    help = (
        "Show the epoch of the feeds, or begin the next after a restore, so that every handset "
        "reads from the start and offers again what this database may lack. Prints JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_mutually_exclusive_group()
        asked.add_argument("--show", action="store_true", help="the epoch (this is the default)")
        asked.add_argument("--bump", action="store_true", help="begin the next epoch")

    def handle(self, *args: object, **options: Any) -> None:
        before = feed.epoch()
        now = feed.bump() if options["bump"] else before
        self.stdout.write(json.dumps({"epoch": now, "before": before, "bumped": options["bump"]}))
