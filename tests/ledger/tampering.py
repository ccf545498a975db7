"""What somebody who holds the database can do to it, and what `manage.py verify` then names."""

from hashlib import sha256
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection

from field_api.ledger.models import Event
from field_api.lib import es256
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry
from field_api.notebook.rules import receipt_text
from tests.handset import Handset


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def play_superuser() -> None:
    """No trigger fires and no foreign key is looked at; CHECKs stay."""
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET LOCAL session_replication_role = replica")


def drop_checks() -> None:
    play_superuser()
    execute("ALTER TABLE notebook_entry DROP CONSTRAINT entry_hash_is_of_its_head")
    execute("ALTER TABLE notebook_content DROP CONSTRAINT content_is_what_was_committed_to")


def found() -> list[str]:
    """What `manage.py verify` names."""
    said = StringIO()
    try:
        call_command("verify", stdout=StringIO(), stderr=said)
    except SystemExit:
        return said.getvalue().splitlines()
    return []


def at(author: Handset, seq: int) -> Entry:
    return Entry.objects.get(notebook=author.notebook, seq=seq)


def collected(entry: object) -> Event:
    return Event.objects.get(act="collection", subject=f"entry:{entry}")


def take_out(*keys: Any) -> None:
    play_superuser()
    execute("DELETE FROM notebook_receipt WHERE entry_id = ANY(%s)", list(keys))
    execute("DELETE FROM notebook_content WHERE entry_id = ANY(%s)", list(keys))
    execute("DELETE FROM notebook_entry WHERE id = ANY(%s)", list(keys))


def rewrite(author: Handset, *, signs: es256.PrivateKey) -> None:
    """The whole chain a day earlier, with hashes, links, signatures and receipts that fit."""
    previous = ""
    for entry in Entry.objects.filter(notebook=author.notebook).order_by("seq"):
        lines = bytes(entry.head).decode().split("\n")
        lines[3], lines[6] = previous or lines[3], "1999-12-31T23:59:59Z"
        head = "\n".join(lines).encode()
        digest = sha256(head).digest()
        said = receipt_text(
            entry=entry.pk,
            hash=digest,
            received_at=entry.received_at,
            ledger_id=collected(entry.pk).pk,
        )
        execute(
            "UPDATE notebook_entry SET head = %s, hash = %s, prev_hash = %s, device_time = %s,"
            " signature = %s WHERE id = %s",
            head,
            digest,
            bytes.fromhex(lines[3]),
            lines[6],
            es256.sign(signs, head),
            entry.pk,
        )
        execute(
            "UPDATE notebook_receipt SET body = %s, signature = %s WHERE entry_id = %s",
            said,
            es256.sign(notebook.receipt_key(), said.encode()),
            entry.pk,
        )
        previous = digest.hex()


def rewrite_events() -> None:
    execute(
        "UPDATE ledger_event SET details = jsonb_set(details, '{hash}', to_jsonb(encode(n.hash,"
        " 'hex'))) FROM notebook_entry n WHERE act = 'collection' AND subject = 'entry:' || n.id"
    )
