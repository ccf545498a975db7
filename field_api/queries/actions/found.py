"""Records as systems returned them, and what officers said of them, from their rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson

from field_api.connectors.models import System
from field_api.lib import clock, sql
from field_api.queries.models import Hit, Judgement, Leg
from field_api.queries.rules.linking import Judged, Ref, ref
from field_api.queries.rules.records import Record, moment, warnings

# Everybody who waits reads these at every answer: writing them anew by the ORM, with all columns of
# the systems, was a third of the work of a web process. Of nearly every answer nobody ever said
# anything: whether somebody did is asked with it, what they said only then.
_FOUND = """
    SELECT l.query_id, l.id, s.code, s.name, l.state, l.why, l.count, l.late, l.finished_at,
      l.suspended_at, l.remembered_at,
      h.ref, h.type, h.handling, h.as_of, h.retrieved_at, h.body::text, h.warnings::text,
      EXISTS (SELECT FROM queries_judged j WHERE j.ref = h.ref)
    FROM queries_leg l JOIN connectors_system s ON s.id = l.system_id
    LEFT JOIN queries_hit h ON h.leg_id = l.id
    WHERE l.query_id = ANY(%s::uuid[]) ORDER BY l.id, h.position
"""


@dataclass(slots=True)
class Found:
    """Legs by the key of their query, as far as the officer is shown of them; records by the key of
    their leg; `spoken_of`: whether anybody ever said anything of one of them."""

    legs: dict[UUID, list[Leg]] = field(default_factory=lambda: defaultdict(list))
    records: dict[int, list[Record]] = field(default_factory=lambda: defaultdict(list))
    spoken_of: bool = False

    @property
    def all(self) -> list[Record]:
        return [record for each in self.records.values() for record in each]


def found_by(queries: Iterable[UUID]) -> Found:
    """What is known of queries that somebody may see."""
    found = Found()
    for query, key, code, name, *rest in sql.run(_FOUND, list(queries)):
        state, why, count, late, finished, since, then, called, *hit, spoken_of = rest
        system = System(code=code, name=name)
        if key not in found.records:
            found.records[key] = []
            leg = Leg(
                pk=key,
                query_id=query,
                system=system,
                state=state,
                why=why,
                count=count,
                late=late,
                finished_at=finished,
                suspended_at=since,
                remembered_at=then,
            )
            found.legs[query].append(leg)
        if called is not None:
            found.records[key].append(record_of(system, _hit(called, *hit)))
            found.spoken_of = found.spoken_of or spoken_of
    return found


def _hit(
    ref: str,
    type: str,
    handling: str,
    as_of: datetime | None,
    retrieved_at: datetime,
    body: str,
    warnings: str,
) -> Hit:
    return Hit(
        ref=ref,
        type=type,
        handling=handling,
        as_of=as_of,
        retrieved_at=retrieved_at,
        body=orjson.loads(body),
        warnings=orjson.loads(warnings),
    )


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


def judged_of(force_id: int, records: Iterable[Record], *, spoken_of: bool) -> list[Judged]:
    """What officers of the force said of two subjects that are both among these records; nothing
    is asked where none of them was `spoken_of`.

    By reference: what was said under another question, by another officer, holds here too.
    """
    here = {ref(record) for record in records if record.ref}
    if not spoken_of or len(here) < 2:
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
