"""What every test stands on: quick password hashes, and tables that can be emptied afterwards.

Tests work as the owner of the tables, whom row security binds; tests/keeper.py is the way to a
superuser for those that play one.
"""

import math
import os
from collections.abc import Iterator
from unittest import mock

import pytest
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

_TRUNCATE = 1 << 5  # pg_trigger.tgtype: the bit of a TRUNCATE trigger


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
    """Let a transactional test empty append-only tables afterwards, as only the owner could."""
    flush = DatabaseOperations.execute_sql_flush

    def flush_all(self: DatabaseOperations, sql_list: list[str]) -> None:
        with transaction.atomic():
            _truncate_triggers("DISABLE")
            flush(self, sql_list)
            _truncate_triggers("ENABLE")

    with mock.patch.object(DatabaseOperations, "execute_sql_flush", flush_all):
        yield


def _truncate_triggers(verb: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgtype & %s <> 0",
            [_TRUNCATE],
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} {verb} TRIGGER "{trigger}"')
