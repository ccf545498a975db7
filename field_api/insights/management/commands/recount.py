"""`manage.py recount`: count days anew, all of them or some."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Force
from field_api.insights.actions import counting


class Command(BaseCommand):
    help = "Count the numbers of insight anew from the work itself; without days, of every day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", type=date.fromisoformat, help="the first day, YYYY-MM-DD")
        parser.add_argument("--to", type=date.fromisoformat, help="the last day, YYYY-MM-DD")
        parser.add_argument("--force", help="the code of one force")

    def handle(self, **options: Any) -> None:
        first, last = options["from"] or date.min, options["to"] or date.max
        if last < first:
            raise CommandError("the last day is before the first")
        codes = dict(Force.objects.values_list("pk", "code"))
        if options["force"] and options["force"] not in codes.values():
            raise CommandError("there is no force of this code")
        found = [
            (force, day)
            for force, day in sorted(counting.known_days())
            if first <= day <= last and options["force"] in (None, codes[force])
        ]
        entries = sum(counting.recount(force, day) for force, day in found)
        self.stdout.write(f"{len(found)} days counted, {entries} entries")
