"""`manage.py enrolment_code`: the operator lets an officer enrol a handset."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem


class Command(BaseCommand):
    help = "Print a code for an officer's first sign-in on a handset: once, within ten minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="as in 34-1001")
        parser.add_argument("asset_tag", help="what is printed on the handset's back")

    def handle(self, *, login: str, asset_tag: str, **options: object) -> None:
        officer = Officer.objects.filter(login=login.strip().upper()).first()
        if officer is None:
            raise CommandError("There is no officer of that login.")
        try:
            issued = identity.issue_code(officer=officer, asset_tag=asset_tag)
        except Problem as problem:
            raise CommandError(problem.title) from None
        self.stdout.write(f"{issued.code}  asset tag {issued.asset_tag}")
        self.stdout.write(f"until {clock.iso(issued.expires_at)}, for {officer.login} only")
