"""Publish the shipped forms and lists of codes, or a force's own forms."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from field_api.catalogue import actions


class Command(BaseCommand):
    help = (
        "Publish the shipped forms and lists that are not out yet; run it after every migrate. "
        "With files: publish those instead, each as the next version of its kind."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="forms as JSON documents")
        parser.add_argument("--by", default="", help="login of who decided it; needed with files")

    def handle(self, *args: Any, **options: Any) -> None:
        files, by = options["files"], options["by"]
        if files and not by:
            raise CommandError("Say who decided it: --by LOGIN")
        published = [_publish(path, by) for path in files] if files else _shipped()
        for one in published:
            self.stdout.write(f"Published: {one}")


def _shipped() -> list[Any]:
    return [*actions.publish_shipped_lists(), *actions.publish_builtin()]


def _publish(path: Path, by: str) -> Any:
    try:
        return actions.publish(document=json.loads(path.read_text("utf-8")), by=by)
    except actions.Unfit as unfit:
        raise CommandError("\n".join([f"{path} is no form:", *unfit.faults])) from None
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from None
