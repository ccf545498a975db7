"""The same reach, in a language whose plans PostgreSQL keeps for a session: it parsed and planned a
function in SQL anew at every call, which was most of what telling a connection cost."""

from django.db import migrations

_REACH = """
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
"""
_KEPT = f"""
CREATE OR REPLACE FUNCTION wall_reach_of(officer bigint, day date) RETURNS text
LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN ({_REACH}); END $$;
"""
_ANEW = f"""
CREATE OR REPLACE FUNCTION wall_reach_of(officer bigint, day date) RETURNS text
LANGUAGE sql STABLE AS $$ {_REACH} $$;
"""


class Migration(migrations.Migration):
    dependencies = [("backend", "0001_the_second_wall")]

    operations = [migrations.RunSQL(_KEPT, _ANEW)]
