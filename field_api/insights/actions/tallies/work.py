"""`models.Day`."""

from field_api.insights.actions.tallies.given import (
    BLANK,
    Given,
    bucket,
    form_of,
    histogram,
    rows,
)
from field_api.insights.rules.answers import needed
from field_api.insights.rules.histograms import SECOND

_SAYING = ["approve", "confirm", "send_back", "reject"]
"""Decisions about the work; admitting a revoked device's entry says nothing of what is in it."""

_STANDING = """
    SELECT DISTINCT r.kind, r.version FROM submissions_submission s
    JOIN submissions_revision r ON r.entry_id = s.head_id WHERE s.id = ANY(%(ids)s)
"""

_COUNT = f"""
    WITH decided AS (
      SELECT DISTINCT ON (t.submission_id) t.submission_id, t.made_at,
        t.move IN ('approve', 'confirm') AND cardinality(r.parents) = 0 AS right_at_once
      FROM submissions_step t LEFT JOIN submissions_revision r ON r.entry_id = t.revision_id
      WHERE t.submission_id = ANY(%(ids)s) AND t.officer_id IS NOT NULL AND t.move = ANY(%(saying)s)
      ORDER BY t.submission_id, t.id
    ), moved AS (
      SELECT submission_id, bool_or(move = 'send_back') AS returned,
        bool_or(move = 'reject') AS ended
      FROM submissions_step
      WHERE submission_id = ANY(%(ids)s) AND officer_id IS NOT NULL AND move = ANY(%(saying)s)
      GROUP BY submission_id
    ), made AS (
      SELECT submission_id, count(*) AS revisions, count(typed) AS counted,
        coalesce(sum(typed), 0) AS typed, coalesce(sum(chosen), 0) AS chosen,
        coalesce(sum(reused), 0) AS reused, coalesce(sum(filled), 0) AS filled
      FROM submissions_revision WHERE submission_id = ANY(%(ids)s) AND counts
      GROUP BY submission_id
    ), one AS (
      SELECT s.unit_id, s.kind, d.submission_id IS NOT NULL AS reviewed, d.right_at_once,
        m.returned, m.ended, v.*,
        s.state = 'released' AND s.review_state = 'none' AND d.submission_id IS NULL AS unseen,
        w.needed, w.given, waited,
        CASE WHEN waited IS NOT NULL THEN {bucket("waited", SECOND)} END AS bucket
      FROM submissions_submission s
      LEFT JOIN decided d ON d.submission_id = s.id
      LEFT JOIN moved m ON m.submission_id = s.id
      LEFT JOIN made v ON v.submission_id = s.id
      LEFT JOIN LATERAL (
        SELECT count(*) AS needed, count(*) FILTER (
          WHERE coalesce(r.body -> name, 'null'::jsonb) NOT IN {BLANK}
        ) AS given
        FROM submissions_revision r
        JOIN jsonb_to_recordset(%(needed)s::jsonb) AS f (kind text, version int, names jsonb)
          ON f.kind = r.kind AND f.version = r.version
        CROSS JOIN jsonb_array_elements_text(f.names) AS name
        WHERE r.entry_id = s.head_id AND r.intent = 'submit'
      ) w ON true,
      LATERAL (SELECT CASE WHEN d.made_at IS NOT NULL  -- greatest() passes over what is null
        THEN greatest(extract(epoch FROM d.made_at - s.created_at), 0) END) AS x (waited)
      WHERE s.id = ANY(%(ids)s)
    )
    INSERT INTO insights_day (force_id, unit_id, day, kind, entries, reviewed, first_right,
      returned, rejected, sampled_out, revisions, counted, typed, chosen, reused, filled,
      required_filled, required_all, waited_s, waits)
    SELECT %(force)s, unit_id, %(day)s, kind, count(*), count(*) FILTER (WHERE reviewed),
      count(*) FILTER (WHERE right_at_once), count(*) FILTER (WHERE returned),
      count(*) FILTER (WHERE ended), count(*) FILTER (WHERE unseen), coalesce(sum(revisions), 0),
      coalesce(sum(counted), 0), coalesce(sum(typed), 0), coalesce(sum(chosen), 0),
      coalesce(sum(reused), 0), coalesce(sum(filled), 0), coalesce(sum(given), 0),
      coalesce(sum(needed), 0), coalesce(sum(waited), 0)::bigint, {histogram("bucket")}
    FROM one GROUP BY unit_id, kind
"""  # noqa: S608 our own text alone


def count_work(given: Given) -> None:
    found = given.run(_STANDING)
    forms = [(kind, version, form_of(kind, version)) for kind, version in found]
    asked = rows(
        {"kind": kind, "version": version, "names": needed(form)}
        for kind, version, form in forms
        if form
    )
    given.run(_COUNT, saying=_SAYING, needed=asked)
