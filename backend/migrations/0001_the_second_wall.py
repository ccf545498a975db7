"""Row security on the tables of content (docs/wall.md), all in one place: the project's, for it
binds tables of several subjects by what identity and policy know.

Two more settings of a statement than tables: `fieldbook.reach` is '' (nothing: what a session has
that was told nothing), '*' (everyone), or an array of forces as text. It is read once a statement,
in sub-selects, and not once a row.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION wall_forces() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN starts_with(current_setting('fieldbook.reach', true), '{')
    THEN current_setting('fieldbook.reach', true)::bigint[] ELSE '{}' END
$$;
CREATE FUNCTION wall_open() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('fieldbook.reach', true), '') = '*'
$$;
CREATE FUNCTION wall_reach_of(officer bigint, day date) RETURNS text LANGUAGE sql STABLE AS $$
  WITH served (force) AS (
    SELECT o.force_id FROM identity_officer o WHERE o.id = officer
    UNION
    SELECT u.force_id FROM identity_posting p JOIN identity_unit u ON u.id = p.unit_id
    WHERE p.officer_id = officer AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on > day)
  ), agreed AS (
    SELECT * FROM policy_agreement a WHERE a.accepted_at IS NOT NULL AND a.revoked_at IS NULL
      AND a.starts_on <= day AND a.ends_on > day
  )
  SELECT coalesce(array_agg(DISTINCT force)::text, '{}') FROM (
    SELECT force FROM served
    UNION ALL
    SELECT a.force_id FROM agreed a JOIN served ON served.force = a.with_force_id
    WHERE a.direction IN ('gives', 'both')
    UNION ALL
    SELECT a.with_force_id FROM agreed a JOIN served ON served.force = a.force_id
    WHERE a.direction IN ('takes', 'both') AND a.with_force_id IS NOT NULL
  ) reached
$$;
"""

NO_FUNCTIONS = """
DROP FUNCTION wall_reach_of(bigint, date); DROP FUNCTION wall_open(); DROP FUNCTION wall_forces();
"""

_OFFICERS = (
    "EXISTS (SELECT FROM identity_officer o WHERE o.id = {} "
    "AND o.force_id = ANY ((SELECT wall_forces())::bigint[]))"
)
# What hangs on a row of another walled table is reached with it: that table's policy holds inside.
_WITH = "EXISTS (SELECT FROM {} upper_row WHERE upper_row.{} = {})"

WALLED = {
    "submissions_submission": "force_id = ANY ((SELECT wall_forces())::bigint[])",
    "submissions_revision": _WITH.format("submissions_submission", "id", "submission_id"),
    "submissions_step": _WITH.format("submissions_submission", "id", "submission_id"),
    "notebook_content": """EXISTS (SELECT FROM notebook_entry e
        JOIN notebook_notebook n ON n.id = e.notebook_id JOIN identity_officer o
        ON o.id = n.officer_id WHERE e.id = entry_id
        AND o.force_id = ANY ((SELECT wall_forces())::bigint[]))""",
    "queries_query": _OFFICERS.format("asked_by_id"),
    "queries_leg": _WITH.format("queries_query", "id", "query_id"),
    "queries_hit": _WITH.format("queries_leg", "id", "leg_id"),
    "drafts_draft": _OFFICERS.format("officer_id"),
    "drafts_copy": _WITH.format("drafts_draft", "id", "draft_id"),
}


def _raised(table: str, reached: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY second_wall ON {table} USING ((SELECT wall_open()) OR {reached})""",
        f"""DROP POLICY second_wall ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY""",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_safeguards"),
        ("policy", "0001_clearances_groups_agreements"),
        ("notebook", "0004_tombstones"),
        ("drafts", "0001_sealed_drafts"),
        ("queries", "0001_questions_and_their_legs"),
        ("submissions", "0006_what_was_decided_stays"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(_raised(table, reached) for table, reached in WALLED.items()),
    ]
