"""The server's database as it was: a copy, and the copy put back in its place."""

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
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _copy(source: str, target: str) -> None:
    connection.close()  # a database with connections can't be a template
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
