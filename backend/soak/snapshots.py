"""The server's database as it was: a copy, and the copy put back in its place."""

from typing import Any

from django.db import connection

from field_api.feed import actions as feed


def take() -> str:
    """Copy the database; the copy's name."""
    name = _name()
    copy = f"{name}_before"
    _copy(name, copy)
    return copy


def put_back(copy: str) -> None:
    """What was written since is gone, and whoever put it back has run `sync_epoch --bump`."""
    before = feed.epoch()
    _copy(copy, _name())
    while feed.bump() <= before:  # no site puts two copies back within one second; a story does
        pass


def forget(copy: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        _drop(cursor, copy)


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _copy(source: str, target: str) -> None:
    connection.close()  # a database with connections can't be a template
    with connection._nodb_cursor() as cursor:
        _drop(cursor, target)
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _drop(cursor: Any, name: str) -> None:
    """Not WITH (FORCE): that refuses whoever is no superuser while autovacuum is at work there. A
    plain DROP ends autovacuum by itself, and waits some seconds for what was ended here.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
        [name],
    )
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
