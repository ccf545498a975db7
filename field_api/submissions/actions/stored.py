"""What documents are written from: all of a page by one statement, in pieces of JSON text.

Objects of four tables cost half a millisecond a document to make, and dictionaries of them a tenth;
a handset that begins anew asks for ten thousand. So PostgreSQL writes what is only carried over,
and Python puts between it what rules say (`written`). Pieces are put together with `||`: to
`json_build_object` the same takes three times as long.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from field_api.connectors.rules import Intent
from field_api.delivery.rules import LABELS as DELIVERY_LABELS
from field_api.lib import sql
from field_api.submissions.rules import STEP_LABELS, Move, State

BETWEEN, FAULTS = "\x01", "\x02"
"""Marks that no JSON text can hold: between deliveries, and where one's faults belong."""

_TOLD = (
    Move.RECEIVE, Move.APPROVE, Move.CONFIRM, Move.SEND_BACK, Move.REJECT, Move.WITHDRAW,
    Move.ADMIT, Move.SET_ASIDE, Move.RELEASE, Move.ASK_REVIEW, Move.DISPOSE,
)  # fmt: skip


class Stored(NamedTuple):
    """One submission. `nodes` is of all its revisions, null where the standing one is alone; of a
    submission without revisions whatever speaks of one is null. Lists are without their brackets.
    `kept`: to handling groups, by all their tags (`sight.named`).
    """

    id: str
    author_id: int
    state: str
    kind: str
    version: int | None
    named: str
    about: str
    clock: str | None
    skew_ms: int | None
    standing: str
    revision: str | None
    nodes: str | None
    body: str
    problems: str
    review: str
    deliveries: str | None
    delivery_states: str | None
    systems: str | None
    files: bool
    kept: bool


def _ours(column: str) -> str:
    """Of what we made, ids, digests, words of `rules`: nothing in it needs escaping, and `to_json`
    looks up the type of its argument at each call."""
    return f"'\"' || {column} || '\"'"


def _text(column: str) -> str:
    """Of what is empty for most."""
    return f"CASE {column} WHEN '' THEN '\"\"' ELSE to_json({column})::text END"


def _moment(column: str) -> str:
    """As clock.iso writes it, in quotation marks."""
    shape = '"\\""YYYY-MM-DD"T"HH24:MI:SS.US"Z\\""'
    return f"coalesce(to_char({column} AT TIME ZONE 'UTC', '{shape}'), 'null')"


def _labels(column: str, labels: Mapping[Any, str]) -> str:
    """The JSON of a label of ours, chosen by the database: the table stays where it is."""
    cases = " ".join(f"WHEN '{key}' THEN {_quoted(label)}" for key, label in labels.items())
    return f"CASE {column} {cases} END"


def _quoted(text: str) -> str:
    return "'" + json.dumps(text).replace("'", "''").replace("%", "%%") + "'"


def _name(alias: str) -> str:
    """As Officer.display_name."""
    return f"to_json({alias}.rank || ' ' || {alias}.collar_number || ' ' || {alias}.surname)"


_ERASURES = {key: f"erasure {label}" for key, label in DELIVERY_LABELS.items()}

_REVIEW = f"""
  SELECT string_agg(step, ',') FROM (
    SELECT '{{"step":"' || t.move || '","label":' || {_labels("t.move", STEP_LABELS)}
      || ',"at":' || {_moment("t.made_at")}
      || ',"by":' || CASE WHEN t.officer_id IS NULL THEN '""' ELSE coalesce((
        SELECT {_name("o")}::text FROM identity_officer o WHERE o.id = t.officer_id), '""') END
      || ',"revision":' || coalesce({_ours("t.revision_id")}, 'null')
      || ',"reason_code":' || {_text("t.reason_code")} || ',"text":' || {_text("t.text")}
      || ',"policy":' || {_ours("t.policy")} || ',"acting":' || t.acting
      || ',"comments":' || t.comments || '}}' AS step
    FROM submissions_step t
    WHERE t.submission_id = s.id AND t.move IN ({", ".join(f"'{one}'" for one in _TOLD)})
    ORDER BY t.id) told"""  # noqa: S608 constants

_DELIVERIES = f"""
  SELECT string_agg(delivery, '{BETWEEN}') AS deliveries, string_agg(state, ',') AS states,
    string_agg(system_id::text, ',') AS systems
  FROM (
    SELECT '{{"id":"' || d.id || (SELECT '","system":' || to_json(y.code) || ',"name":'
        || to_json(y.name) FROM connectors_system y WHERE y.id = d.system_id)
      || ',"state":"' || d.state
      || '","label":' || CASE d.intent WHEN '{Intent.ERASE.value}'
        THEN {_labels("d.state", _ERASURES)} ELSE {_labels("d.state", DELIVERY_LABELS)} END
      || ',"version":' || d.lane_seq || ',"ref":' || {_text("d.remote_ref")}
      || ',"reason":' || {_text("d.reason")}
      || ',"fields":' || CASE WHEN d.faults = '[]' THEN '[]' ELSE '{FAULTS}' END
      || ',"at":' || {_moment("coalesce(d.settled_at, d.created_at)")} || '}}' AS delivery,
      d.state, d.system_id
    FROM delivery_delivery d WHERE d.subject_id = s.id
    ORDER BY d.lane_seq, d.generation, d.system_id) each"""  # noqa: S608 constants

_NODES = """
  SELECT json_agg(json_build_array(n.entry_id, n.parents, n.counts))::text
  FROM submissions_revision n WHERE n.submission_id = s.id"""

# What stands, and where nothing does yet (a fork, a missing parent) the newest written: `current`.
# When it happened was written by the officer, and went with the rest.
STATEMENT = f"""
SELECT s.id::text, s.author_id, s.state, s.kind, r.version,
  '{{"id":"' || s.id || '","reference":' || to_json(s.reference) || ',"kind":' || to_json(s.kind),
  ',"marking":' || {_ours("s.marking")}
    || ',"groups":' || CASE s.groups WHEN '{{}}' THEN '[]' ELSE to_json(s.groups)::text END
    || ',"review_state":' || {_ours("s.review_state")}
    || ',"review_by":' || {_moment("s.review_by")}
    || ',"author":{{"login":' || to_json(a.login) || ',"name":' || {_name("a")}
    || '}},"unit":{{"id":' || s.unit_id || ',"name":' || to_json(u.name)
    || '}},"occurred_at":' || CASE s.state WHEN '{State.DISPOSED.value}' THEN 'null'
      ELSE {_moment("r.occurred_at")} END
    || ',"written_at":' || {_moment("r.written_at")}
    || ',"received_at":' || {_moment("s.created_at")} || ',"clock":',
  '{{"device_time":' || to_json(e.device_time) || ',"received_at":' || {_moment("e.received_at")}
    || ',"skew_ms":' || coalesce(e.skew_ms::text, 'null'),
  e.skew_ms,
  ',"revision":' || coalesce({_ours("r.entry_id")}, 'null')
    || ',"hash":' || coalesce({_ours("r.hash")}, 'null') || ',"heads":',
  r.entry_id::text,
  CASE WHEN s.head_id IS NULL OR NOT r.counts OR EXISTS (
      SELECT FROM submissions_revision o
      WHERE o.submission_id = s.id AND o.entry_id <> r.entry_id)
    THEN ({_NODES}) END,
  coalesce(r.body::text, '{{}}'), coalesce(r.problems::text, '[]'),
  coalesce(({_REVIEW}), ''),
  d.deliveries, d.states, d.systems,
  EXISTS (SELECT FROM attachments_link l WHERE l.subject = s.id), s.groups <> '{{}}'
FROM submissions_submission s
JOIN identity_officer a ON a.id = s.author_id
JOIN identity_unit u ON u.id = s.unit_id
CROSS JOIN LATERAL (
  SELECT coalesce(s.head_id, (
    SELECT w.entry_id FROM submissions_revision w WHERE w.submission_id = s.id
    ORDER BY w.written_at DESC, w.entry_id DESC LIMIT 1)) AS id
  OFFSET 0) standing
LEFT JOIN submissions_revision r ON r.entry_id = standing.id
LEFT JOIN notebook_entry e ON e.id = r.entry_id
LEFT JOIN LATERAL ({_DELIVERIES}) d ON true
WHERE s.id = ANY (%s::text::uuid[])"""  # noqa: S608 constants


def stored(ids: Collection[str]) -> list[Stored]:
    """Submissions as they are stored, whoever asks."""
    if not ids:
        return []
    rows = sql.run(STATEMENT, "{" + ",".join(ids) + "}")
    return [Stored(*row) for row in rows]
