"""Write docs/journey.md from the tables of states and moves."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from field_api.submissions import describe

PAGE = Path(__file__).resolve().parents[4] / "docs" / "journey.md"


class Command(BaseCommand):
    help = "Write docs/journey.md from the tables of states and moves."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(describe.page(), "utf-8")
        self.stdout.write(f"Written: {PAGE}")
