"""`manage.py populate`: a county force's months of work, made up, in a house for development."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from backend.populate import Size, already, populate
from backend.runtime import commands
from field_api.identity.models import Force, Officer, Unit
from field_api.identity.rules import Role


class Command(BaseCommand):
    help = "Make up months of a force's work, synthetic throughout. Never on a site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whole = Size()
        parser.add_argument("--force", default="34", help="the code of a force that is here")
        parser.add_argument("--days", type=int, default=whole.days, help="how far back")
        parser.add_argument("--officers", type=int, default=whole.officers, help="how many")
        parser.add_argument("--entries", type=int, default=whole.entries, help="about how many")
        parser.add_argument("--seed", type=int, default=whole.seed, help="the same makes the same")

    def handle(self, **options: object) -> None:
        # What it makes can never be taken out again: a site's own database is no place for it.
        if commands.external():
            raise CommandError("This makes up work, and the database is a site's own (DATABASE_*).")
        force = Force.objects.filter(code=str(options["force"])).first()
        if force is None:
            raise CommandError("There is no such force here; `manage.py demo` founds one.")
        if already(force):
            raise CommandError("Its work was made up before; `manage.py demo --reset` forgets it.")
        names = ("days", "officers", "entries", "seed")
        size = Size(**{name: int(str(options[name])) for name in names})
        author = Officer.objects.filter(force=force, postings__role=Role.FORCE_ADMIN.value).first()
        if author is None:
            raise CommandError("Nobody administers that force.")
        top = Unit.objects.filter(force=force, parent=None).order_by("pk").first()
        made = populate(size, force=force, author=author, under=top, say=self._say)
        self.stdout.write(
            f"{made.officers:,} officers, {made.submissions:,} submissions, {made.entries:,} "
            f"entries, {made.deliveries:,} deliveries in {made.seconds:.1f} s"
        )

    def _say(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain)
