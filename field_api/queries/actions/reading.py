"""Reading a query: its document as it stands."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from field_api.catalogue import actions as catalogue
from field_api.catalogue.rules.markers import NONE
from field_api.identity.models import Officer
from field_api.lib import sql
from field_api.queries.actions.asking import Asked
from field_api.queries.actions.found import Found, found_by, judged_of
from field_api.queries.models import Leg, Query
from field_api.queries.rules import document as rules
from field_api.queries.rules.asking import Kind
from field_api.queries.rules.legs import State, Why

# Everybody who waits for an answer reads it at each that comes.
_MINE = f"""
    SELECT {sql.columns(Query, "q")} FROM queries_query q
    WHERE q.id = ANY(%s::uuid[]) AND q.asked_by_id = %s::bigint
"""  # noqa: S608 names of our own columns


def mine(officer: Officer, ids: Iterable[UUID]) -> list[Query]:
    """Those of these questions that are the officer's: the rule of `Query.objects.visible_to`."""
    return [query for (query,) in sql.read(_MINE, list(ids), officer.pk, of=(Query,))]


def document(query: Query, officer: Officer) -> dict[str, Any]:
    """The QUERY document as it stands. Raises Query.DoesNotExist when it is not the officer's."""
    found = documents(officer=officer, ids=[query.pk])
    if query.pk not in found:
        raise Query.DoesNotExist(query.pk)
    return found[query.pk]


def of_asked(asked: Asked, officer: Officer) -> dict[str, Any]:
    """The QUERY document with which whoever asks is answered at once."""
    if asked.legs is None:
        return document(asked.query, officer)
    return _document(asked.query, officer, Found({asked.query.pk: list(asked.legs)}))


def documents(*, officer: Officer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """QUERY documents by id; those the officer may not see are missing."""
    rows = mine(officer, ids)
    theirs = [query.pk for query in rows]
    known = found_by(theirs) if theirs else Found()
    return {query.pk: _document(query, officer, known) for query in rows}


def _document(query: Query, officer: Officer, known: Found) -> dict[str, Any]:
    asked = rules.Asked(
        id=str(query.pk),
        kind=Kind(query.kind),
        criteria=query.criteria,
        purpose=query.purpose,
        reason_code=query.reason_code,
        asked_at=query.asked_at,
        deadline_at=query.deadline_at,
        version=query.version,
        originator=query.originator,
        on_behalf_of=query.on_behalf_of,
        place=query.place,
    )
    rows = known.legs[query.pk]
    records = [record for leg in rows for record in known.records.get(leg.pk, ())]
    judged = judged_of(officer.force_id, records, spoken_of=known.spoken_of)
    marked = any(record.warnings for record in records)
    markers = catalogue.markers() if marked else NONE
    return rules.write(asked, [_leg(leg) for leg in rows], records, judged, markers)


def _leg(leg: Leg) -> rules.Leg:
    return rules.Leg(
        system=leg.system.code,
        name=leg.system.name,
        state=State(leg.state),
        why=Why(leg.why),
        count=leg.count,
        late=leg.late,
        finished_at=leg.finished_at,
        since=leg.suspended_at,
        remembered_at=leg.remembered_at,
    )
