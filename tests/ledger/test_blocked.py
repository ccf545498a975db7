"""What somebody who holds the database tries and is refused. What they manage: test_tamper.py."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from tests import keeper
from tests.handset import Handset
from tests.ledger.tampering import execute, play_superuser

pytestmark = pytest.mark.django_db

TABLES = ("notebook_entry", "notebook_content", "notebook_receipt", "ledger_event", "ledger_leaf")
TABLES += ("ledger_node", "ledger_checkpoint")
COLUMN = {
    "notebook_entry": "kind = 'forged'",
    "notebook_content": "payload = 'forged'",
    "notebook_receipt": "body = 'forged'",
    "ledger_event": "actor = 'forged'",
    "ledger_checkpoint": "note = 'forged'",
}


@pytest.fixture
def app_role(db: None) -> Iterator[None]:
    """Who may add rows and read them, and owns nothing."""
    name = f"{connection.settings_dict['NAME']}_app"
    owner = connection.settings_dict["USER"]
    with keeper.line() as line:
        line.execute(f'CREATE ROLE "{name}"')
        line.execute(f'GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO "{name}"')
        line.execute(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{name}"')
        line.execute(f'GRANT "{name}" TO "{owner}"')
        try:
            with transaction.atomic():
                execute(f'SET LOCAL ROLE "{name}"')
                yield
                execute("RESET ROLE")
                transaction.set_rollback(True)
        finally:
            line.execute(f'DROP OWNED BY "{name}"')
            line.execute(f'DROP ROLE "{name}"')


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_role_of_an_application_may_not_change_a_row(
    author: Handset, app_role: None, attack: str, table: str
) -> None:
    column = COLUMN.get(table, "hash = sha256('x')")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        execute(attack.format(table, column))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_owner_of_the_tables_meets_a_trigger(author: Handset, attack: str, table: str) -> None:
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    column = COLUMN.get(table, "hash = sha256('x')")
    with pytest.raises(DatabaseError, match=r"written once|append-only"), transaction.atomic():
        execute(attack.format(table, column))


def test_a_gap_in_the_tree_is_refused(author: Handset) -> None:
    with pytest.raises(DatabaseError, match="without a gap"), transaction.atomic():
        execute("INSERT INTO ledger_leaf SELECT position + 99, -1, hash FROM ledger_leaf LIMIT 1")


@pytest.mark.parametrize("how", ["disable trigger", "replica"])
@pytest.mark.parametrize(
    ("attack", "check"),
    [
        ("UPDATE notebook_entry SET head = 'x'", "entry_hash_is_of_its_head"),
        ("UPDATE notebook_content SET payload = 'x'", "content_is_what_was_committed_to"),
    ],
)
def test_without_triggers_a_check_holds(author: Handset, how: str, attack: str, check: str) -> None:
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    if how == "replica":
        play_superuser()
    else:
        execute("ALTER TABLE notebook_entry DISABLE TRIGGER USER")
        execute("ALTER TABLE notebook_content DISABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match=check), transaction.atomic():
        execute(attack)
