"""Write docs/kinds.md from the shipped forms."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from field_api.catalogue import describe, shipped

PAGE = Path(__file__).resolve().parents[4] / "docs" / "kinds.md"


class Command(BaseCommand):
    help = "Write docs/kinds.md from the shipped forms."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(describe.page(shipped.documents()), "utf-8")
        self.stdout.write(f"Written: {PAGE}")
