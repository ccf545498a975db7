"""Walking a chain after the owner of the database has taken off every lock and changed a row."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.db import connection

from field_api.lib import es256
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry, Notebook
from field_api.notebook.rules import receipt_text
from tests import handset
from tests.handset import Handset
from tests.notebook.entries import chain, keep, note, resigned

pytestmark = pytest.mark.django_db

Forge = Callable[..., None]

UNLOCKED = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE notebook_entry DISABLE TRIGGER USER;
ALTER TABLE notebook_content DISABLE TRIGGER USER;
ALTER TABLE notebook_receipt DISABLE TRIGGER USER;
ALTER TABLE notebook_entry DROP CONSTRAINT entry_hash_is_of_its_head;
ALTER TABLE notebook_content DROP CONSTRAINT content_is_what_was_committed_to;
"""


@pytest.fixture
def mine() -> Handset:
    return handset.of()


@pytest.fixture
def entries(mine: Handset) -> list[Entry]:
    return chain(mine, 4)


@pytest.fixture
def forge(entries: list[Entry]) -> Forge:
    with connection.cursor() as cursor:
        cursor.execute(UNLOCKED)

    def execute(sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            assert cursor.rowcount > 0

    return execute


def walked(mine: Handset) -> tuple[int, int, str]:
    """(entries that verified, place of the first bad one, what is wrong with it)."""
    count, _, bad = notebook.verify(Notebook.objects.get(pk=mine.notebook))
    return (count, bad.seq, bad.what) if bad else (count, 0, "")


def test_an_untouched_chain_verifies(mine: Handset, entries: list[Entry]) -> None:
    assert walked(mine) == (4, 0, "")


def test_an_empty_notebook_verifies(mine: Handset) -> None:
    assert walked(mine) == (0, 0, "")


def test_a_head_that_was_changed_is_found(mine: Handset, forge: Forge) -> None:
    forge("UPDATE notebook_entry SET head = convert_to('x', 'UTF8') WHERE seq = 2")
    assert walked(mine) == (1, 2, "its head can't be read")


def test_a_head_that_is_no_text_is_found(mine: Handset, forge: Forge) -> None:
    forge("UPDATE notebook_entry SET head = '\\xff' WHERE seq = 2")
    assert walked(mine) == (1, 2, "its head can't be read")


def test_a_hash_that_was_changed_is_found(mine: Handset, forge: Forge) -> None:
    forge("UPDATE notebook_entry SET hash = sha256('x') WHERE seq = 2")
    assert walked(mine) == (1, 2, "its hash is not that of its head")


def test_a_removed_middle_row_is_found(mine: Handset, forge: Forge, entries: list[Entry]) -> None:
    forge("DELETE FROM notebook_receipt WHERE entry_id = %s", entries[1].pk)
    forge("DELETE FROM notebook_content WHERE entry_id = %s", entries[1].pk)
    forge("DELETE FROM notebook_entry WHERE id = %s", entries[1].pk)
    assert walked(mine) == (1, 3, "it does not follow the entry before it")


def test_swapped_content_is_found(mine: Handset, forge: Forge, entries: list[Entry]) -> None:
    forge(
        "UPDATE notebook_content c SET (salt, payload) = "
        "(SELECT salt, payload FROM notebook_content WHERE entry_id = %s) WHERE entry_id = %s",
        entries[0].pk,
        entries[2].pk,
    )
    assert walked(mine) == (2, 3, "its content is not what its head commits to")


def test_a_chain_rewritten_without_the_device_key_is_found(mine: Handset, forge: Forge) -> None:
    """Hashes, links and receipts made anew by someone who holds the server, not the handset."""
    previous = ""
    for entry in Entry.objects.filter(notebook=mine.notebook).order_by("seq"):
        lines = bytes(entry.head).decode().split("\n")
        lines[3], lines[6] = previous or lines[3], "1999-12-31T23:59:59Z"
        head = "\n".join(lines).encode()
        digest = sha256(head).digest()
        said = receipt_text(entry=entry.pk, hash=digest, received_at=entry.received_at, ledger_id=1)
        forge(
            "UPDATE notebook_entry SET head = %s, hash = %s, prev_hash = %s, device_time = %s "
            "WHERE id = %s",
            head,
            digest,
            bytes.fromhex(lines[3]),
            lines[6],
            entry.pk,
        )
        signature = es256.sign(notebook.receipt_key(), said.encode())
        forge(
            "UPDATE notebook_receipt SET body = %s, signature = %s WHERE entry_id = %s",
            said,
            signature,
            entry.pk,
        )
        previous = digest.hex()
    assert walked(mine) == (0, 1, "the signature is not the device's")


def test_an_entry_moved_to_another_notebook_is_found(mine: Handset, forge: Forge) -> None:
    other = handset.of()
    forge(
        "UPDATE notebook_entry SET notebook_id = %s WHERE notebook_id = %s AND seq = 1",
        other.notebook,
        mine.notebook,
    )
    assert walked(other) == (0, 1, "its head names another notebook")
    assert walked(mine) == (0, 2, "it does not follow the entry before it")


@pytest.mark.parametrize("column", ["kind = 'forged'", "device_time = 'x'", "prev_hash = '\\x00'"])
def test_a_column_that_no_longer_says_what_was_signed_is_found(
    mine: Handset, forge: Forge, column: str
) -> None:
    forge(f"UPDATE notebook_entry SET {column} WHERE seq = 3")
    assert walked(mine) == (2, 3, "a column is not what its head says")


def test_a_time_of_receipt_that_was_changed_is_found(mine: Handset, forge: Forge) -> None:
    forge("UPDATE notebook_entry SET received_at = received_at - interval '1 day' WHERE seq = 2")
    assert walked(mine) == (1, 2, "its receipt is not ours")


def test_a_forged_receipt_is_found(mine: Handset, forge: Forge, entries: list[Entry]) -> None:
    forge(
        "UPDATE notebook_receipt SET signature = %s WHERE entry_id = %s",
        es256.sign(es256.new_key(), b"anything"),
        entries[3].pk,
    )
    assert walked(mine) == (3, 4, "its receipt is not ours")


def test_a_receipt_for_another_entry_is_found(
    mine: Handset, forge: Forge, entries: list[Entry]
) -> None:
    forge(
        "UPDATE notebook_receipt SET (body, signature) = "
        "(SELECT body, signature FROM notebook_receipt WHERE entry_id = %s) WHERE entry_id = %s",
        entries[0].pk,
        entries[1].pk,
    )
    assert walked(mine) == (1, 2, "its receipt is not ours")


def test_a_receipt_that_is_gone_is_found(mine: Handset, forge: Forge, entries: list[Entry]) -> None:
    forge("DELETE FROM notebook_receipt WHERE entry_id = %s", entries[0].pk)
    assert walked(mine) == (0, 1, "its receipt is not ours")


def test_content_that_was_taken_and_not_erased_is_found(
    mine: Handset, forge: Forge, entries: list[Entry]
) -> None:
    forge("DELETE FROM notebook_content WHERE entry_id = %s", entries[1].pk)
    assert walked(mine) == (1, 2, "its content is gone and was not erased")


def test_of_two_entries_at_one_place_the_second_is_named(
    mine: Handset, entries: list[Entry]
) -> None:
    keep(resigned(note(mine), mine, seq=4, prev_hash=bytes(entries[2].hash).hex()))
    assert walked(mine) == (4, 4, "it does not follow the entry before it")
