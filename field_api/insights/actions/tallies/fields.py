"""`models.FieldDay`."""

from field_api.insights.actions.tallies.given import Given

# Every value of a body with where it stands; `at` is exact, `anywhere` has `*` for any row.
_COUNT = r"""
    WITH RECURSIVE pair AS (
      SELECT r.submission_id, p.version, r.entry_id AS later, p.entry_id AS earlier
      FROM submissions_revision r JOIN submissions_revision p
        ON p.entry_id = ANY(r.parents) AND p.submission_id = r.submission_id
      WHERE r.submission_id = ANY(%(ids)s) AND cardinality(r.parents) > 0
        AND r.counts AND p.counts AND r.intent = 'submit' AND p.intent = 'submit'
    ), place (entry_id, at, value) AS (
      SELECT entry_id, '', body FROM submissions_revision
      WHERE entry_id IN (SELECT later FROM pair UNION SELECT earlier FROM pair)
      UNION ALL
      SELECT place.entry_id, place.at || '/' || below.step, below.value
      FROM place CROSS JOIN LATERAL (
        SELECT replace(replace(key, '~', '~0'), '/', '~1') AS step, value
        FROM jsonb_each(CASE jsonb_typeof(place.value) WHEN 'object' THEN place.value END)
        UNION ALL
        SELECT (number - 1)::text, value FROM jsonb_array_elements(
          CASE jsonb_typeof(place.value) WHEN 'array' THEN place.value END
        ) WITH ORDINALITY AS row (value, number)
      ) below
    ), leaf AS MATERIALIZED (
      SELECT * FROM place WHERE jsonb_typeof(value) NOT IN ('object', 'array')
    ), changed AS (
      SELECT coalesce(before.submission_id, after.submission_id) AS submission_id,
        coalesce(before.version, after.version) AS version, coalesce(before.at, after.at) AS at
      FROM (SELECT pair.*, at, value FROM pair JOIN leaf ON leaf.entry_id = earlier) before
      FULL JOIN (SELECT pair.*, at, value FROM pair JOIN leaf ON leaf.entry_id = later) after
        USING (later, earlier, at)
      WHERE before.value IS DISTINCT FROM after.value
    ), found AS (
      SELECT t.submission_id, r.version, one ->> 'pointer' AS at, 'returned' AS how
      FROM submissions_step t JOIN submissions_revision r ON r.entry_id = t.revision_id
      CROSS JOIN jsonb_array_elements(t.comments) AS one
      WHERE t.submission_id = ANY(%(ids)s) AND t.move = 'send_back' AND t.officer_id IS NOT NULL
      UNION ALL
      SELECT r.submission_id, r.version, k.pointer, 'refused'
      FROM delivery_delivery d JOIN delivery_task k ON k.delivery_id = d.id AND k.todo = 'correct'
      JOIN submissions_revision r ON r.entry_id = d.revision
      WHERE d.subject_id = ANY(%(ids)s)
      UNION ALL
      SELECT submission_id, version, at, 'corrected' FROM changed
    ), once AS (
      SELECT DISTINCT submission_id, version, how,
        left(regexp_replace(at, '/[0-9]+(?=/|$)', '/*', 'g'), 200) AS anywhere
      FROM found WHERE at LIKE '/_%%'
    )
    INSERT INTO insights_fieldday
      (force_id, unit_id, day, kind, version, pointer, returned, refused, corrected)
    SELECT %(force)s, s.unit_id, %(day)s, s.kind, version, anywhere,
      count(*) FILTER (WHERE how = 'returned'), count(*) FILTER (WHERE how = 'refused'),
      count(*) FILTER (WHERE how = 'corrected')
    FROM once JOIN submissions_submission s ON s.id = submission_id
    GROUP BY s.unit_id, s.kind, version, anywhere
"""


def count_fields(given: Given) -> None:
    given.run(_COUNT)
