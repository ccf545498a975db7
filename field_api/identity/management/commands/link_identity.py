"""`manage.py link_identity`: say which account at the identity provider is which officer's."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from field_api.identity.actions import externals
from field_api.identity.models import Officer
from field_api.lib.problems import Problem


class Command(BaseCommand):
    help = (
        "Let an account at the provider of OIDC_ISSUER open the desk as an officer. The account "
        "is named by its `oid` where OIDC_TENANT is set, else by its `sub`; never by an address."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="the officer's number, as 34-1001")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--subject", help="the account's oid or sub")
        what.add_argument("--remove", action="store_true", help="no account opens it any more")

    def handle(self, *args: object, **options: Any) -> None:
        officer = Officer.objects.filter(login=options["login"].upper()).first()
        if officer is None:
            raise CommandError("There is no such officer.")
        try:
            if options["remove"]:
                gone = externals.unlink_identity(officer=officer)
                self.stdout.write(f"{officer.login}: {gone} removed")
            else:
                externals.link_identity(officer=officer, subject=options["subject"])
                self.stdout.write(f"{officer.login}: linked")
        except Problem as problem:
            raise CommandError(f"{problem.title} ({problem.code})") from None
