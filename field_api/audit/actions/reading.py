"""The ledger's consultations in the order in which they were committed, each once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from field_api.audit.models import Swept

_AT_ONCE = 500
# By writing transaction first, and only those older than every running one: nothing can come to
# stand before what was read (see ledger.models.Event).
_SETTLED = """
SELECT id, xid::text, at, actor, on_behalf_of, subject, purpose, details::text
FROM ledger_event
WHERE act = 'consultation' AND (xid, id) > (%s::text::xid8, %s)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, id LIMIT %s
"""
_NOW = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric"


@dataclass(frozen=True, slots=True)
class Row:
    """One consultation of the ledger."""

    id: int
    at: datetime
    actor: str
    on_behalf_of: str
    subject: str
    purpose: str
    details: Mapping[str, Any]

    @property
    def login(self) -> str:
        """The officer who looked; empty for the house."""
        return self.actor.removeprefix("officer:") if self.actor.startswith("officer:") else ""


def settled(mark: Swept) -> list[Row]:
    """The next 500 at most, and `mark` moved past them, unsaved.

    A database restored into another cluster counts its transactions from a lower number: then
    everything is read again, and what is known already is passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        if cursor.fetchone()[0] < mark.xid:
            mark.xid, mark.event = 0, 0
        cursor.execute(_SETTLED, [str(mark.xid), mark.event, _AT_ONCE])
        rows = cursor.fetchall()
    if rows:
        mark.event, mark.xid = rows[-1][0], rows[-1][1]
    return [
        Row(key, at, actor, behalf, subject, purpose, orjson.loads(details))
        for key, _, at, actor, behalf, subject, purpose, details in rows
    ]
