"""Read the feeds of cyber intelligence now, in place of waiting for the next round."""

from typing import Any

from django.core.management.base import BaseCommand

from field_api.intelligence.actions import hearing
from field_api.intelligence.models import Feed


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        count = hearing.hear(at_once=True)
        self.stdout.write(f"Indicators kept or taken back: {count}")
        for feed in Feed.objects.exclude(failed="").select_related("system"):
            self.stderr.write(f"{feed.system.code}: {feed.failed}")
