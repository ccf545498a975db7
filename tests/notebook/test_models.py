"""The record against everyone who holds the database: each attack is a test of its own."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from field_api.notebook.models import Entry, Receipt
from tests import handset
from tests.notebook.entries import chain

pytestmark = pytest.mark.django_db

TABLES = ("notebook_entry", "notebook_content", "notebook_receipt")
COLUMN = {
    "notebook_entry": "kind = 'forged'",
    "notebook_content": "payload = 'forged'",
    "notebook_receipt": "body = 'forged'",
}

Run = Callable[..., int]


@pytest.fixture
def entries() -> list[Entry]:
    return chain(handset.of(), 3)


@pytest.fixture
def run(entries: list[Entry]) -> Run:
    """Run SQL as the owner of the tables, which the account of the tests is."""

    def execute(sql: str, *values: object) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql, values)
            return cursor.rowcount

    return execute


@pytest.mark.parametrize("table", TABLES)
def test_update_is_refused(run: Run, table: str) -> None:
    with pytest.raises(DatabaseError, match="written once: UPDATE"):
        run(f"UPDATE {table} SET {COLUMN[table]}")


@pytest.mark.parametrize("table", TABLES)
def test_delete_is_refused(run: Run, table: str) -> None:
    with pytest.raises(DatabaseError, match="written once: DELETE"):
        run(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_truncate_is_refused(run: Run, table: str) -> None:
    with pytest.raises(DatabaseError, match="written once: TRUNCATE"):
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", TABLES)
def test_an_upsert_is_no_way_round(run: Run, table: str) -> None:
    key = "id" if table == "notebook_entry" else "entry_id"
    with pytest.raises(DatabaseError, match="written once: UPDATE"):
        run(
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT ({key}) DO UPDATE SET {COLUMN[table]}"
        )


def test_content_its_entry_does_not_commit_to_is_refused(run: Run, entries: list[Entry]) -> None:
    """As after an erasure, when the place is free: nothing else can be put there."""
    run("ALTER TABLE notebook_content DISABLE TRIGGER content_rows_stay")
    run("DELETE FROM notebook_content WHERE entry_id = %s", entries[0].pk)
    with pytest.raises(DatabaseError, match="not what its entry commits to"):
        run(
            "INSERT INTO notebook_content (entry_id, salt, payload, commitment) "
            "SELECT %s, salt, payload, commitment FROM notebook_content WHERE entry_id = %s",
            entries[0].pk,
            entries[1].pk,
        )


def test_without_the_trigger_the_check_still_binds_a_head_to_its_hash(run: Run) -> None:
    run("ALTER TABLE notebook_entry DISABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match="entry_hash_is_of_its_head"):
        run("UPDATE notebook_entry SET head = 'forged'")


def test_without_the_trigger_the_check_still_binds_content_to_its_commitment(run: Run) -> None:
    run("ALTER TABLE notebook_content DISABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match="content_is_what_was_committed_to"):
        run("UPDATE notebook_content SET payload = 'forged'")


def test_a_superuser_who_plays_replica_meets_the_check_too(run: Run) -> None:
    with pytest.raises(DatabaseError, match="entry_hash_is_of_its_head"):
        run("SET LOCAL session_replication_role = replica; UPDATE notebook_entry SET head = 'x'")


def test_a_salt_has_sixteen_bytes(run: Run) -> None:
    run("ALTER TABLE notebook_content DISABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match="salt_is_sixteen_bytes"):
        run("UPDATE notebook_content SET salt = '', commitment = sha256(payload)")


def test_places_start_at_one(run: Run) -> None:
    run("ALTER TABLE notebook_entry DISABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match="entry_seq_starts_at_one"):
        run("UPDATE notebook_entry SET seq = 0 WHERE seq = 1")


def test_an_entry_is_its_officers_alone(entries: list[Entry]) -> None:
    author = entries[0].notebook.officer
    assert set(Entry.objects.visible_to(author)) == set(entries)
    assert not Entry.objects.visible_to(handset.of().officer).exists()
    assert Receipt.objects.count() == 3
