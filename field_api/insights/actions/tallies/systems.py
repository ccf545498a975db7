"""`models.SystemDay` and `models.RefusedDay`."""

from field_api.insights.actions.tallies.given import (
    BLANK,
    Given,
    bucket,
    histogram,
    rows,
)
from field_api.insights.actions.tallies.told import told_by
from field_api.insights.rules.histograms import TENTH

_OURS = """
    SELECT d.*, s.unit_id, s.kind AS submitted_as FROM delivery_delivery d
    JOIN submissions_submission s ON s.id = d.subject_id
    WHERE d.subject_id = ANY(%(ids)s) AND d.intent = 'write'
"""

_FIRST = f"""
    SELECT DISTINCT ON (d.system_id, d.subject_id) d.unit_id, d.submitted_as, d.system_id,
      d.revision, coalesce(d.mapping_id, 0) AS mapping_id, y.clearance, f.marking, r.kind, r.version
    FROM ({_OURS}) d JOIN connectors_system y ON y.id = d.system_id
    JOIN submissions_submission f ON f.id = d.subject_id
    LEFT JOIN submissions_revision r ON r.entry_id = d.revision
    WHERE d.state = 'delivered' ORDER BY d.system_id, d.subject_id, d.lane_seq, d.generation
"""  # noqa: S608 our own text alone

_READ = f"""
    SELECT DISTINCT mapping_id, kind, version, marking, clearance FROM ({_FIRST}) first
    WHERE kind IS NOT NULL
"""  # noqa: S608 our own text alone

_FIELDS = f"""
    WITH RECURSIVE first AS MATERIALIZED ({_FIRST}),
    place (entry_id, at, value) AS (
      SELECT entry_id, '', body FROM submissions_revision
      WHERE entry_id IN (SELECT revision FROM first)
      UNION ALL
      SELECT place.entry_id, place.at || '/' || below.step, below.value
      FROM place CROSS JOIN LATERAL (
        SELECT replace(replace(key, '~', '~0'), '/', '~1') AS step, value
        FROM jsonb_each(CASE jsonb_typeof(place.value) WHEN 'object' THEN place.value END)
        UNION ALL
        SELECT '*', value FROM jsonb_array_elements(
          CASE jsonb_typeof(place.value) WHEN 'array' THEN place.value END
        ) AS row (value) WHERE jsonb_typeof(value) = 'object'
      ) below
    )
    SELECT first.unit_id, first.submitted_as, first.system_id, count(*)
    FROM first JOIN jsonb_to_recordset(%(told)s::jsonb)
      AS t (mapping int, kind text, version int, marking text, clearance text, at text)
      ON t.mapping = first.mapping_id AND t.kind = first.kind AND t.version = first.version
      AND t.marking = first.marking AND t.clearance = first.clearance
    JOIN place ON place.entry_id = first.revision AND place.at = t.at
    WHERE place.at <> '' AND place.value NOT IN {BLANK}
    GROUP BY first.unit_id, first.submitted_as, first.system_id
"""  # noqa: S608 our own text alone

_COUNT = f"""
    WITH one AS (
      SELECT d.unit_id, d.submitted_as, d.system_id, d.state,
        d.state = 'delivered' AND d.generation = 1 AS timed,
        {bucket("extract(epoch FROM d.settled_at - r.written_at)", TENTH)} AS since_tap,
        {bucket("extract(epoch FROM d.settled_at - e.received_at)", TENTH)} AS since_here
      FROM ({_OURS}) d LEFT JOIN submissions_revision r ON r.entry_id = d.revision
      LEFT JOIN notebook_entry e ON e.id = d.revision
      WHERE d.state <> 'cancelled'
    )
    INSERT INTO insights_systemday (force_id, unit_id, day, kind, system_id, accepted, refused,
      dead, waiting, fields, waits, here)
    SELECT %(force)s, unit_id, %(day)s, submitted_as, system_id,
      count(*) FILTER (WHERE state = 'delivered'), count(*) FILTER (WHERE state = 'rejected'),
      count(*) FILTER (WHERE state IN ('uncertain', 'held', 'expired', 'poisoned')),
      count(*) FILTER (WHERE state IN ('due', 'sending', 'awaiting')),
      coalesce(max(f.fields), 0), {histogram("since_tap", "timed")},
      {histogram("since_here", "timed")}
    FROM one LEFT JOIN jsonb_to_recordset(%(fields)s::jsonb)
      AS f (unit bigint, kind text, system bigint, fields bigint)
      ON f.unit = unit_id AND f.kind = submitted_as AND f.system = system_id
    GROUP BY unit_id, submitted_as, system_id
"""  # noqa: S608 our own text alone

# A class of ours with the status, where there is one: what a system says may repeat what was
# written, so its words are never grouped by.
_REFUSED = f"""
    INSERT INTO insights_refusedday (force_id, unit_id, day, kind, system_id, reason, count)
    SELECT %(force)s, unit_id, %(day)s, submitted_as, system_id,
      concat_ws(' ', CASE
        WHEN last.outcome IS NULL THEN 'unfit'
        WHEN last.outcome IN ('delivered', 'taken') THEN 'later'
        WHEN d.faults <> '[]'::jsonb THEN 'field'
        ELSE 'entry' END, last.status::text), count(*)
    FROM ({_OURS}) d LEFT JOIN LATERAL (
      SELECT a.outcome, nullif(a.status, 0) AS status FROM delivery_attempt a
      WHERE a.delivery_id = d.id ORDER BY a.id DESC LIMIT 1
    ) last ON true
    WHERE d.state = 'rejected' GROUP BY unit_id, submitted_as, system_id, 6
"""  # noqa: S608 our own text alone


def count_systems(given: Given) -> None:
    found = rows(
        {
            "mapping": mapping,
            "kind": kind,
            "version": version,
            "marking": marking,
            "clearance": clearance,
            "at": at,
        }
        for mapping, kind, version, marking, clearance in given.run(_READ)
        for at in sorted(told_by(mapping, kind, version, marking, clearance))
    )
    names = ("unit", "kind", "system", "fields")
    fields = rows(dict(zip(names, row, strict=True)) for row in given.run(_FIELDS, told=found))
    given.run(_COUNT, fields=fields)
    given.run(_REFUSED)
