"""Entries against the ledger, whose tree is sealed: each was collected once, under one hash.

A chain alone does not know that its end was cut off, nor that its author's key wrote it anew.
"""

from django.db import connection

_GONE = """
    SELECT e.id, e.subject, n.id IS NULL FROM ledger_event e
    LEFT JOIN notebook_entry n ON e.subject = 'entry:' || n.id
    WHERE e.act = 'collection' AND e.subject LIKE 'entry:%'
      AND (n.id IS NULL OR e.details->>'hash' IS DISTINCT FROM encode(n.hash, 'hex'))
    ORDER BY e.id LIMIT 1"""

_UNHEARD = """
    SELECT b.serial, n.seq, n.id FROM notebook_entry n
    JOIN notebook_notebook b ON b.id = n.notebook_id
    WHERE NOT EXISTS (
      SELECT FROM ledger_event e WHERE e.act = 'collection' AND e.subject = 'entry:' || n.id)
    ORDER BY n.received_at, n.id LIMIT 1"""


def unbound() -> str:
    """The first entry that the ledger and the notebooks do not say the same of; "" where none."""
    with connection.cursor() as cursor:
        cursor.execute(_GONE)
        if row := cursor.fetchone():
            event, subject, gone = row
            what = "it is gone" if gone else "it is not the one that was collected"
            return f"event {event}, {subject}: {what}"
        cursor.execute(_UNHEARD)
        if row := cursor.fetchone():
            serial, seq, entry = row
            return f"notebook {serial}, entry {seq} ({entry}): the ledger never heard of it"
    return ""
