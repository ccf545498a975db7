"""The migrated database that every process's own is a copy of.

Migrating takes as long as hundreds of tests, copying a quarter of a second. It is kept between runs
for as long as nothing changes that made it: migrations, and field_api/lib, which they call upon.
Where rows depend on more, Django's `migrate` on the copy, which is never left out, adds them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from field_api import lib

_BEGINS = "migrated_"
_DRAFT = "migrating"
_LOCK = 7_024_341


def name() -> str:
    """Name of the database to copy, made if need be; one process makes it and others wait."""
    wanted = _BEGINS + _digest()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # until this connection is closed
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_BEGINS])
        kept = {found for (found,) in cursor.fetchall()}
        if wanted not in kept:
            for old in (*kept, _DRAFT):
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            cursor.execute(f"CREATE DATABASE {_DRAFT}")
            _migrate()
            cursor.execute(f'ALTER DATABASE {_DRAFT} RENAME TO "{wanted}"')
    return wanted


def _migrate() -> None:
    with _within(_DRAFT):
        call_command("migrate", verbosity=0)


@contextmanager
def _within(database: str) -> Iterator[None]:
    settings: dict[str, Any] = connection.settings_dict
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = before


def _digest() -> str:
    text = sha256(version("django").encode())
    for folder in _folders():
        for file in sorted(folder.glob("*.py")):
            text.update(str(file).encode() + b"\0" + file.read_bytes() + b"\0")
    return text.hexdigest()[:32]


def _folders() -> Iterator[Path]:
    yield Path(lib.__path__[0])
    for app in apps.get_app_configs():
        if MigrationLoader.migrations_module(app.label)[0]:
            yield Path(app.path) / "migrations"
