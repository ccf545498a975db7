"""`manage.py send_return`: have a month's return delivered, by hand or by a timer of the host."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Officer
from field_api.insights import actions
from field_api.insights.asking import month_asked
from field_api.insights.rules import RETURNS
from field_api.lib.problems import Problem


class Command(BaseCommand):
    help = "Deliver a return of a month to the systems routed to it, in an officer's name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        periodic = [one.name for one in RETURNS.values() if one.periodic]
        parser.add_argument("name", choices=periodic)
        parser.add_argument("--officer", required=True, help="whose right it is, as 34-1001")
        parser.add_argument(
            "--month", default="", help="as 2026-11; the one before this unless said"
        )

    def handle(self, *, name: str, officer: str, month: str, **options: object) -> None:
        who = Officer.objects.filter(login=officer.strip().upper(), is_active=True).first()
        if who is None or not who.may_review:
            raise CommandError("There is no officer of that login who draws returns.")
        try:
            made = actions.send(by=who, of=RETURNS[name], month=month_asked(month))
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        except Problem as problem:
            raise CommandError(problem.title) from None
        for one in made:
            self.stdout.write(f"{one.pk} {one.kind} to {one.system.code}: {one.state}")
