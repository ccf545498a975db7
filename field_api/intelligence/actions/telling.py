"""What the floor above says of a submission, in the transaction that changes it."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.intelligence.models import Mention
from field_api.lib import hints, sql

READ = "intelligence.read"
QUEUE = "periodic"
_APART = 0.5
_hinted = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """A submission as it is from now on. `revisions` are the entries that stand: () where nothing
    does, None where they are as before.
    """

    submission: UUID
    reference: str
    force: int
    unit: int
    author: int
    kind: str
    marking: str
    groups: Sequence[str]
    state: str
    revisions: Sequence[UUID] | None


_TOLD = tuple(each.name for each in fields(Told))

# A row of what is to be read, by the same statement for one and for two hundred: it is part of
# every push. Rows come in the order of their ids, as those who change submissions lock them.
_TELL = """
    INSERT INTO intelligence_record AS was (id, reference, force_id, unit_id, author_id, kind,
      marking, groups, state, revisions, to_read, tries, told_at)
    SELECT t.submission, t.reference, t.force, t.unit, t.author, t.kind, t.marking, t.groups,
      t.state, given.revisions, given.revisions <> '{}', 0, statement_timestamp()
    FROM jsonb_to_recordset(%s::jsonb) AS t (submission uuid, reference text, force bigint,
      unit bigint, author bigint, kind text, marking text, groups text[], state text,
      revisions uuid[])
    CROSS JOIN LATERAL (SELECT coalesce(t.revisions,
      (SELECT r.revisions FROM intelligence_record r WHERE r.id = t.submission), '{}')) AS
      given (revisions)
    ORDER BY t.submission
    ON CONFLICT (id) DO UPDATE SET reference = excluded.reference, unit_id = excluded.unit_id,
      marking = excluded.marking, groups = excluded.groups, state = excluded.state,
      revisions = excluded.revisions, tries = 0,
      told_at = CASE WHEN was.to_read THEN least(was.told_at, excluded.told_at)
        ELSE excluded.told_at END,
      to_read = excluded.to_read AND (was.to_read OR was.revisions <> excluded.revisions)
"""


def tell(told: Sequence[Told]) -> None:
    """Let nobody see more of these than the submissions themselves show, from this commit on, and
    have read what is new in them. Whatever no longer stands is forgotten at once.
    """
    if not told:
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("what changes a submission is told in its transaction")
    sql.run(_TELL, json.dumps([_row(one) for one in told], default=str))
    gone = [one.submission for one in told if one.revisions is not None and not one.revisions]
    if gone:
        Mention.objects.filter(record__in=gone).delete()
    if len(gone) < len(told):
        transaction.on_commit(_hint, robust=True)


def _row(one: Told) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _TOLD}


def _hint() -> None:
    # Not one for each push: a sweeper looks every second, and what one hint starts reads all.
    global _hinted
    now = time.monotonic()
    if now - _hinted > _APART:
        _hinted = now
        hints.send(READ, queue=QUEUE)


def hint(otherwise: Any) -> None:
    """For a sweep that found work."""
    hints.send(READ, queue=QUEUE, otherwise=otherwise)
