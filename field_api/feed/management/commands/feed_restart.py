"""After a restore in place: make every handset read its feed again and re-offer what was lost."""

from django.core.management.base import BaseCommand

from field_api.feed import actions as feed


class Command(BaseCommand):
    help = "Begin a new feed epoch. Run it after restoring a backup or a disk snapshot."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"The feed is now in epoch {feed.restart()}.")
