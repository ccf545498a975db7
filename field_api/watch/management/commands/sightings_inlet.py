"""`manage.py sightings_inlet`: the operator has a system's sightings taken in, or no more."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from field_api.connectors.models import System
from field_api.identity.models import Unit
from field_api.watch.actions import inlets


class Command(BaseCommand):
    help = "Take in what a system signs at /api/v1/sightings/<system>, for one unit's force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", help="its code")
        parser.add_argument("--force", default="", help="the force's code, as 34")
        parser.add_argument("--unit", default="", help="the name of the unit that answers for it")
        parser.add_argument("--close", action="store_true")

    def handle(self, *, system: str, force: str, unit: str, close: bool, **options: object) -> None:
        row = System.objects.filter(code=system).first()
        if row is None:
            raise CommandError("There is no system of that code.")
        if close:
            closed = inlets.close_inlet(system=row)
            self.stdout.write("Closed" if closed else "There was none")
            return
        units = list(Unit.objects.filter(force__code=force, name=unit)[:2])
        if len(units) != 1:
            raise CommandError("Name one unit, by --force and --unit.")
        if not row.callback_ref:
            raise CommandError("The system has no callback_ref, so nothing of it can be verified.")
        inlets.open_inlet(system=row, unit=units[0])
        self.stdout.write(f"Open: /api/v1/sightings/{row.code}")
