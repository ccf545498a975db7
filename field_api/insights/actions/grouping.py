"""Sums of rows in several ways at once, read once: by day, by unit and by form of one table."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Key = tuple[Any, ...]
Grouped = Mapping[Key, tuple[int, ...]]


def summed(rows: QuerySet[Any], sums: Sequence[str], *ways: Sequence[str]) -> list[Grouped]:
    """For each way, which names columns, what the rows of each key come to. `sums` are aggregates
    in SQL; of nothing they are nought, and of no columns there is one key, ().

    No two ways may name the same columns. Neither names nor aggregates may come from outside.
    """
    columns = list(dict.fromkeys(name for way in ways for name in way))
    try:
        its, params = rows.order_by().query.sql_with_params()
    except EmptyResultSet:  # of no units at all
        return [{} if way else {(): (0,) * len(sums)} for way in ways]
    named = [f'"{name}"' for name in columns]
    sets = ", ".join("({})".format(", ".join(f'"{name}"' for name in way)) for way in ways)
    bits = f"grouping({', '.join(named)})" if named else "0"
    statement = f"""SELECT {", ".join([bits, *named, *sums])} FROM ({its}) AS found
        GROUP BY GROUPING SETS ({sets}) ORDER BY {", ".join(named) or "1"}"""  # noqa: S608 our own
    at = {_bits(columns, way): place for place, way in enumerate(ways)}
    places = [[columns.index(name) for name in way] for way in ways]
    found: list[dict[Key, tuple[int, ...]]] = [{} for _ in ways]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for which, *row in cursor.fetchall():
            way = at[which]
            key = tuple(row[place] for place in places[way])
            found[way][key] = tuple(count or 0 for count in row[len(columns) :])
    return list(found)


def _bits(columns: Sequence[str], way: Sequence[str]) -> int:
    """What GROUPING says of a row: a bit for each column, set where it is summed over."""
    return sum(2**at for at, name in enumerate(reversed(columns)) if name not in way)
