"""Records as systems returned them, from the rows that keep them."""

from field_api.queries.models import Hit, Leg, Query
from field_api.queries.rules.records import Record, moment, warnings


def records_of(query: Query) -> list[Record]:
    """Every record that any system returned to it."""
    hits = Hit.objects.filter(leg__query=query).select_related("leg__system").order_by("pk")
    return [record_of(hit.leg, hit) for hit in hits]


def record_of(leg: Leg, hit: Hit) -> Record:
    return Record(
        system=leg.system.code,
        system_name=leg.system.name,
        ref=hit.ref,
        type=hit.type,
        as_of=moment(hit.as_of.isoformat()) if hit.as_of else "",
        handling=hit.handling,
        values=hit.body,
        warnings=warnings(hit.warnings),
    )
