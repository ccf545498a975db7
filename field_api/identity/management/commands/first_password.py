"""`manage.py first_password`: the operator lets in an officer who has no password, or forgot it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.actions.first_passwords import give_first_password
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem


class Command(BaseCommand):
    help = "Print a password for an officer to choose their own with: within a week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="as in 34-1001")

    def handle(self, *, login: str, **options: object) -> None:
        officer = Officer.objects.filter(login=login.strip().upper()).first()
        if officer is None:
            raise CommandError("There is no officer of that login.")
        try:
            password = give_first_password(officer=officer)
        except Problem as problem:
            raise CommandError(problem.title) from None
        self.stdout.write(password)
        if officer.first_password_until:
            self.stdout.write(f"until {clock.iso(officer.first_password_until)}")
