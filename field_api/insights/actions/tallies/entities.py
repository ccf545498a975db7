"""`models.EntityDay`."""

from field_api.insights.actions.tallies.given import Given
from field_api.intelligence.rules.comparing import HINTS
from field_api.intelligence.rules.keys import BLOCKS

# Of a person what is written, in whichever of the numbered spellings (`phone_2`) it stands.
_HAS = """EXISTS (
        SELECT FROM jsonb_each_text(m.attributes) AS a (name, said)
        WHERE regexp_replace(a.name, '_[0-9]+$', '') IN ({}) AND btrim(a.said) <> ''
      )"""
_GIVEN = _HAS.format("'given_names'")
_SURNAME = _HAS.format("'surname'")
_BORN = _HAS.format("'dob'")
_GENDER = _HAS.format("'gender', 'sex'")
_CONTACT = _HAS.format("'address', 'phone', 'email'")

_COUNT = f"""
    WITH named AS (
      SELECT s.id, s.unit_id, s.kind, s.created_at, m.id AS mention, m.type, m.attributes,
        count(*) OVER (PARTITION BY m.record_id) = 1 AS alone
      FROM submissions_submission s JOIN intelligence_mention m ON m.record_id = s.id
      WHERE s.id = ANY(%(ids)s)
    ), one AS (
      SELECT m.*, m.type = 'person' AS person,
        NOT EXISTS (
          SELECT FROM intelligence_mentionkey k WHERE k.mention_id = m.mention
        ) AS nameless,
        m.type = 'person' AND EXISTS (
          SELECT FROM intelligence_mentionkey k
          JOIN intelligence_mentionkey o ON o.held = k.held AND o.mention_id <> k.mention_id
          JOIN intelligence_mention other ON other.id = o.mention_id AND other.type = 'person'
          JOIN submissions_submission b ON b.id = other.record_id AND b.id <> m.id
            AND b.force_id = %(force)s AND (b.created_at, b.id) < (m.created_at, m.id)
          WHERE k.mention_id = m.mention AND k.kind <> ALL(%(loose)s)
            AND NOT EXISTS (
              SELECT FROM intelligence_judgement j WHERE j.reversed_at IS NULL
                AND j.this_id = least(m.mention, other.id)
                AND j.that_id = greatest(m.mention, other.id)
            )
        ) AS doubled,
        {_GIVEN} AS given, {_SURNAME} AS surname, {_BORN} AS born, {_GENDER} AS gender,
        {_CONTACT} AS contact
      FROM named m
    )
    INSERT INTO insights_entityday (force_id, unit_id, day, kind, type, mentions, nameless, alone,
      doubled, given, surname, born, gender, contact, whole)
    SELECT %(force)s, unit_id, %(day)s, kind, type, count(*), count(*) FILTER (WHERE nameless),
      count(*) FILTER (WHERE alone), count(*) FILTER (WHERE doubled),
      count(*) FILTER (WHERE person AND given), count(*) FILTER (WHERE person AND surname),
      count(*) FILTER (WHERE person AND born), count(*) FILTER (WHERE person AND gender),
      count(*) FILTER (WHERE person AND contact),
      count(*) FILTER (WHERE person AND given AND surname AND born AND gender AND contact)
    FROM one GROUP BY unit_id, kind, type
"""  # noqa: S608 our own text alone


def count_entities(given: Given) -> None:
    given.run(_COUNT, loose=sorted(BLOCKS | HINTS))
