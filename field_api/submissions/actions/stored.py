"""What documents are made of: all of a page by one statement, each as one JSON text.

Objects of four tables cost half a millisecond a document to make, and a handset that begins anew
asks for ten thousand.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson

from field_api.lib import sql

Stored = dict[str, Any]


def _moment(column: str) -> str:
    """As clock.iso writes it."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


# The body of what stands comes apart: whoever sends it on need not read it. Bodies of other
# revisions are asked for only where nothing stands yet.
_FOUND = f"""
SELECT row_to_json(found)::text, standing.body::text FROM (
  SELECT s.id, s.reference, s.kind, s.state, s.marking, s.groups, s.review_state,
    {_moment("s.review_by")} AS review_by, {_moment("s.created_at")} AS received_at,
    s.author_id, a.login, a.rank, a.collar_number, a.surname, s.unit_id, u.name AS unit,
    s.head_id AS head,
    EXISTS (SELECT FROM attachments_link l WHERE l.subject = s.id) AS files,
    (SELECT json_agg(json_build_object(
        'id', r.entry_id, 'parents', r.parents, 'counts', r.counts, 'version', r.version,
        'occurred_at', {_moment("r.occurred_at")}, 'written_at', {_moment("r.written_at")},
        'hash', r.hash, 'problems', r.problems, 'device_time', e.device_time,
        'received_at', {_moment("e.received_at")}, 'skew_ms', e.skew_ms,
        'body', CASE WHEN s.head_id IS NULL THEN r.body::text END))
      FROM submissions_revision r JOIN notebook_entry e ON e.id = r.entry_id
      WHERE r.submission_id = s.id) AS revisions,
    (SELECT json_agg(json_build_object(
        'move', t.move, 'at', {_moment("t.made_at")}, 'rank', o.rank,
        'collar_number', o.collar_number, 'surname', o.surname, 'revision', t.revision_id,
        'reason_code', t.reason_code, 'text', t.text, 'comments', t.comments) ORDER BY t.id)
      FROM submissions_step t LEFT JOIN identity_officer o ON o.id = t.officer_id
      WHERE t.submission_id = s.id) AS steps,
    (SELECT json_agg(json_build_object(
        'id', d.id, 'system_id', d.system_id, 'system', y.code, 'name', y.name,
        'state', d.state, 'intent', d.intent, 'version', d.lane_seq, 'ref', d.remote_ref,
        'reason', d.reason, 'faulty', d.faults <> '[]',
        'at', {_moment("coalesce(d.settled_at, d.created_at)")})
        ORDER BY d.lane_seq, d.generation, d.system_id)
      FROM delivery_delivery d JOIN connectors_system y ON y.id = d.system_id
      WHERE d.subject_id = s.id) AS deliveries
  FROM submissions_submission s
  JOIN identity_officer a ON a.id = s.author_id
  JOIN identity_unit u ON u.id = s.unit_id
  WHERE s.id = ANY (%s::text::uuid[])) found
LEFT JOIN submissions_revision standing ON standing.entry_id = found.head"""  # noqa: S608 constants


def stored(ids: Collection[UUID]) -> list[Stored]:
    """Submissions as they are stored, whoever asks; moments are text, bodies JSON."""
    if not ids:
        return []
    rows = sql.run(_FOUND, "{" + ",".join(map(str, ids)) + "}")
    return [{**orjson.loads(row), "body": body} for row, body in rows]
