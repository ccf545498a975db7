"""Where officers parade."""

from collections.abc import Collection

from field_api.identity.models import Officer, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import sql

# As Officer.home_unit. An officer between postings still writes: the force's first top unit answers
# for them.
_HOMES = f"""
    SELECT {sql.columns(Unit, "u")}, o.id FROM identity_officer o
    JOIN identity_unit u ON u.id = coalesce(
      (SELECT p.unit_id FROM identity_posting p
       WHERE p.officer_id = o.id AND p.starts_on <= %s::date
         AND (p.ends_on IS NULL OR p.ends_on > %s::date)
       ORDER BY (p.role = '{Role.OFFICER.value}') DESC, p.starts_on DESC, p.id DESC LIMIT 1),
      (SELECT t.id FROM identity_unit t WHERE t.force_id = o.force_id AND t.parent_id IS NULL
       ORDER BY t.id LIMIT 1))
    WHERE o.id = ANY(%s::bigint[])
"""  # noqa: S608 constants


def home_units(officers: Collection[Officer]) -> dict[int, Unit]:
    """The unit that answers for what each of them writes today, by officer, in one statement."""
    day = today()
    keys = sorted({officer.pk for officer in officers})
    rows = sql.read(_HOMES, day, day, keys, of=(Unit,)) if keys else ()
    return {officer: unit for unit, officer in rows}
