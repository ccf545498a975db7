"""`manage.py settings_doc`: write docs/settings.md from the register that settings.py filled."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.env import REGISTER, Setting

_HEAD = """# Settings

Written by `manage.py settings_doc` from `backend/settings.py`; a test keeps the two together.
All come from the environment. One that can't be used ends the start with a sentence that names it.
A secret can be given as `NAME`, or as `NAME_FILE`: the path of a file that holds it (systemd
credentials, mounted secrets), which keeps it out of the environment.

| Setting | Takes | Default | What for |
|---|---|---|---|
"""


class Command(BaseCommand):
    help = "Write docs/settings.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if it is out of date")

    def handle(self, **options: object) -> None:
        file = Path(settings.BASE_DIR) / "docs" / "settings.md"
        if not options["check"]:
            file.write_text(document(), encoding="utf-8")
        elif file.read_text(encoding="utf-8") != document():
            raise CommandError("docs/settings.md is out of date: run manage.py settings_doc.")


def document() -> str:
    return _HEAD + "".join(_row(REGISTER[name]) for name in sorted(REGISTER))


def _row(setting: Setting) -> str:
    default = setting.default or "empty"
    return f"| `{setting.name}` | {setting.kind} | {default} | {setting.help} |\n"
