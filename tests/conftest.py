"""What every test stands on: quick password hashes, and tables that can be emptied afterwards.

Tests work as the owner of the tables, whom row security binds; tests/keeper.py is the way to a
superuser for those that play one.
"""

import math
import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from hypothesis import settings as properties
from pytest_django import DjangoDbBlocker

from field_api.ledger.actions import telling
from field_api.lib import wall
from tests import template

# Loaded machines are slow, so no example has a deadline. A campaign is for a night.
properties.register_profile("bounded", max_examples=20, deadline=None)
properties.register_profile("campaign", max_examples=2000, deadline=None)
properties.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "bounded"))

_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
_SHIPPED = {"catalogue_form": "WHERE published_by <> 'fieldbook' OR retired_at IS NOT NULL"}


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files stay whole when processes share the work, and those with long tests begin first.

    All that play in the one running house play in one process: two houses would take more time
    than they save.
    """
    groups = {item: _group(item) for item in items}
    long = {groups[item] for item in items if item.get_closest_marker("slow")}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: groups[item] not in long)


def _group(item: pytest.Item) -> str:
    return "house" if "house" in getattr(item, "fixturenames", ()) else str(item.path)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Have pytest-django copy a database that is migrated already."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.name()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """One Argon2 hash costs what fifty tests do."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def for_the_house() -> Iterator[None]:
    """A test reaches everyone's rows, as a command does; a request it makes begins with nothing."""
    with wall.everyone():
        yield


@pytest.fixture(scope="session", autouse=True)
def no_checkpoint_told() -> Iterator[None]:
    """Else the one request in two seconds that looks for it takes a statement more than others."""
    with mock.patch.object(telling, "_held", (math.inf, "")):
        yield


@pytest.fixture(scope="session", autouse=True)
def emptying() -> Iterator[None]:
    """Empty after a transactional test the few tables that it filled: to truncate a hundred takes
    longer than most tests. The forms a migration leaves behind stay, as they do on a rollback.
    """
    with (
        mock.patch.object(DatabaseOperations, "execute_sql_flush", _emptied),
        mock.patch.object(flush, "emit_post_migrate_signal"),  # what it would make is not emptied
    ):
        yield


def _emptied(self: DatabaseOperations, sql_list: list[str]) -> None:
    """Append-only tables too, and in any order: no trigger and no key is asked."""
    with transaction.atomic(), wall.everyone(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _filled(cursor):
            cursor.execute(f'DELETE FROM "{table}" {_SHIPPED.get(table, "")}')


def _filled(cursor: Any) -> list[str]:
    tables = [one for one in connection.introspection.table_names(cursor) if one not in _KEPT]
    cursor.execute("SELECT " + ", ".join(f'EXISTS (SELECT FROM "{table}")' for table in tables))
    return [table for table, filled in zip(tables, cursor.fetchone(), strict=True) if filled]
