"""Records as systems returned them, and what officers said of them, from their rows."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import orjson

from field_api.connectors.models import System
from field_api.lib import clock, sql
from field_api.queries.models import Hit, Judgement, Leg, Query
from field_api.queries.rules.linking import Judged, Ref, ref
from field_api.queries.rules.records import Record, moment, warnings

# Everybody who waits reads these at every answer: writing them anew by the ORM, with all columns of
# the systems, was a third of the work of a web process.
_LEGS = """
    SELECT l.query_id, l.id, s.code, s.name, l.state, l.why, l.count, l.late, l.finished_at,
      l.suspended_at, l.remembered_at
    FROM queries_leg l JOIN connectors_system s ON s.id = l.system_id
    WHERE l.query_id = ANY(%s::uuid[]) ORDER BY l.id
"""
_HITS = """
    SELECT h.leg_id, s.code, s.name, h.ref, h.type, h.handling, h.as_of, h.retrieved_at,
      h.body::text, h.warnings::text
    FROM queries_leg l JOIN connectors_system s ON s.id = l.system_id
    JOIN queries_hit h ON h.leg_id = l.id
    WHERE l.query_id = ANY(%s::uuid[]) ORDER BY l.id, h.position
"""
# Of nearly every answer nobody ever said anything.
_SPOKEN_OF = "SELECT FROM queries_judged s WHERE s.ref = ANY(%s::text[]) LIMIT 1"


def legs_of(queries: Iterable[UUID]) -> dict[UUID, list[Leg]]:
    """The legs of queries that somebody may see, as far as the officer is shown of them."""
    found: dict[UUID, list[Leg]] = defaultdict(list)
    for query, key, code, name, state, why, count, late, finished, since, then in sql.run(
        _LEGS, list(queries)
    ):
        leg = Leg(
            pk=key,
            query_id=query,
            system=System(code=code, name=name),
            state=state,
            why=why,
            count=count,
            late=late,
            finished_at=finished,
            suspended_at=since,
            remembered_at=then,
        )
        found[query].append(leg)
    return found


def records_in(queries: Iterable[UUID]) -> dict[int, list[Record]]:
    """Every record that any system returned to these, by the leg's key."""
    found: dict[int, list[Record]] = defaultdict(list)
    for key, code, name, called, type, handling, as_of, retrieved_at, body, marked in sql.run(
        _HITS, list(queries)
    ):
        system = System(code=code, name=name)
        hit = Hit(
            ref=called,
            type=type,
            handling=handling,
            as_of=as_of,
            retrieved_at=retrieved_at,
            body=orjson.loads(body),
            warnings=orjson.loads(marked),
        )
        found[key].append(record_of(system, hit))
    return found


def records_of(query: Query) -> list[Record]:
    """Every record that any system returned to it."""
    return [record for each in records_in([query.pk]).values() for record in each]


def record_of(system: System, hit: Hit) -> Record:
    return Record(
        system=system.code,
        system_name=system.name,
        ref=hit.ref,
        type=hit.type,
        as_of=moment(hit.as_of.isoformat()) if hit.as_of else "",
        handling=hit.handling,
        retrieved_at=clock.iso(hit.retrieved_at),
        values=hit.body,
        warnings=warnings(hit.warnings),
    )


def judged_of(force_id: int, records: Iterable[Record]) -> list[Judged]:
    """What officers of the force said of two subjects that are both among these records.

    By reference: what was said under another question, by another officer, holds here too.
    """
    here = {ref(record) for record in records if record.ref}
    if len(here) < 2:
        return []
    if not sql.run(_SPOKEN_OF, [called for _, _, called in here]):
        return []
    rows = Judgement.objects.standing().filter(
        force=force_id, sides__ref__in={called for _, _, called in here}
    )
    found = rows.select_related("made_by").prefetch_related("sides__system").distinct()
    said = [_judged(row) for row in found.order_by("made_at", "pk")]
    return [one for one in said if here & one.this and here & one.that]


def _judged(row: Judgement) -> Judged:
    sides: dict[str, set[Ref]] = {"this": set(), "that": set()}
    for each in row.sides.all():
        sides[each.side].add((each.system.code, each.type, each.ref))
    by = f"{row.made_by.collar_number} {row.made_by.surname}"
    return Judged(
        id=str(row.pk),
        same=row.says == Judgement.Says.SAME,
        this=frozenset(sides["this"]),
        that=frozenset(sides["that"]),
        by=by,
        at=row.made_at,
        why=row.why,
    )
