"""Rows of the day tables for other people's tools, page by page, by a key that a recount keeps."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q

from field_api.insights.actions.measures import Span
from field_api.insights.models import Day, EntityDay, FieldDay, RefusedDay, SystemDay
from field_api.insights.rules.exports import MOST, Table, csv_line, mark, unmarked

Row = tuple[Any, ...]

_MODELS: dict[str, type[Model]] = {
    "days": Day,
    "fields": FieldDay,
    "systems": SystemDay,
    "refusals": RefusedDay,
    "entities": EntityDay,
}


def page(*, table: Table, span: Span, after: str = "", most: int = MOST) -> tuple[list[Row], str]:
    """At most so many rows by the order of their key, and the mark of the last, empty where there
    are no more. `span.units` are those whose figures the reader may have: see `units_of`.

    Rows counted anew between two pages are neither missed nor given twice. Raises ValueError for a
    mark that is none.
    """
    model: Any = _MODELS[table.name]
    rows = model.objects.filter(
        unit__in=sorted(span.units), day__gte=span.first_day, day__lte=span.last_day
    )
    rows = rows.filter(kind=span.kind) if span.kind else rows
    if after:
        rows = rows.filter(_beyond(table.key, _key(model, table, after)))
    found = list(rows.order_by(*table.key).values_list(*table.paths, *table.key)[: most + 1])
    wide, shown = len(table.columns), found[:most]
    next_mark = mark(shown[-1][wide:]) if len(found) > most else ""
    return [row[:wide] for row in shown], next_mark


def csv(*, table: Table, span: Span) -> Iterator[str]:
    """All of it, its head first, for a file: read a page at a time while it is written."""
    yield csv_line(table.names)
    after = ""
    while True:
        rows, after = page(table=table, span=span, after=after)
        yield from map(csv_line, rows)
        if not after:
            return


def _key(model: Any, table: Table, after: str) -> list[Any]:
    key = unmarked(after, len(table.key))
    try:
        return [
            model._meta.get_field(name.removesuffix("_id")).to_python(value)
            for name, value in zip(table.key, key, strict=True)
        ]
    except (ValidationError, OverflowError) as fault:
        raise ValueError("not a mark of this table") from fault


def _beyond(names: tuple[str, ...], values: list[Any]) -> Q:
    """All whose key comes later: a greater first part, or the same and a greater second …"""
    found, same = Q(), Q()
    for name, value in zip(names, values, strict=True):
        found |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return found
