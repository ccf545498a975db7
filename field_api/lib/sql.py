"""Statements of the hot paths: prepared once for each connection, and the same text for one row as
for two hundred.

The ORM writes its SQL anew for each call and leaves PostgreSQL to plan it again. Of a push of one
entry that was more than half of the time, so what runs for every entry goes through here; all else
is better off with the ORM.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

M = TypeVar("M", bound=models.Model)

Row = tuple[Any, ...]


class _Prepared(psycopg.Cursor[Row]):
    def execute(self, query: Any, params: Any = None, **how: Any) -> "_Prepared":
        return super().execute(query, params, **{**how, "prepare": True})


def run(statement: str, *params: Any) -> list[Row]:
    """The rows a constant statement gives; [] where it gives none. Parameters are typed by casts in
    its text, as `%s::uuid[]`, for PostgreSQL plans it without having seen any."""
    connection.ensure_connection()
    line: Any = connection  # django-stubs know neither of the two
    wrapped = line.make_debug_cursor if line.queries_logged else line.make_cursor
    with wrapped(_Prepared(line.connection)) as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchall() if cursor.description else []


def columns(model: type[models.Model], alias: str) -> str:
    """Every column of a table, in the order in which `read` takes them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def read(statement: str, *params: Any, of: Sequence[type[models.Model]]) -> Iterator[Row]:
    """For each row the objects whose `columns` it begins with, and whatever it has besides."""
    plans = [_reading(model) for model in of]
    for row in run(statement, *params):
        found: list[Any] = []
        at = 0
        for model, (names, convert) in zip(of, plans, strict=True):
            values = list(row[at : at + len(names)])
            at += len(names)
            for place, converted in convert:
                values[place] = converted(values[place], None, connection)
            found.append(model.from_db(connection.alias, names, values))
        yield (*found, *row[at:])


@cache
def _reading(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    fields = model._meta.concrete_fields
    convert = [
        (place, field.from_db_value)
        for place, field in enumerate(fields)
        if hasattr(field, "from_db_value")
    ]
    return [field.attname for field in fields], convert


def insert(rows: Sequence[models.Model], *, once: bool = False) -> None:
    """Write unsaved rows of one model in the order given, by one statement. Keys that the database
    makes come back; of its other defaults only those are used that the first row does not set.

    `once` leaves a row as it stands where its key, or anything that must be unique, is there.
    """
    if not rows:
        return
    model, first = type(rows[0]), rows[0]
    fields = tuple(
        field.attname
        for field in model._meta.concrete_fields
        if not isinstance(getattr(first, field.attname), DatabaseDefault)
        and not (field.primary_key and getattr(first, field.attname) is None)
    )
    statement, taken = _inserting(model, fields)
    values = [take([field.pre_save(row, True) for row in rows]) for field, take in taken]
    if once:
        run(statement + " ON CONFLICT DO NOTHING", *values)
        return
    key = model._meta.pk.attname
    made = run(f'{statement} RETURNING "{model._meta.pk.column}"', *values)
    for row, (its_key,) in zip(rows, made, strict=True):
        setattr(row, key, its_key)
        row._state.adding, row._state.db = False, connection.alias


@cache
def _inserting(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field.attname in names]
    put, sources, taken, given = [], [], [], []
    for number, field in enumerate(fields):
        source, take, as_column = _carried(field)
        put.append(f'"{field.column}"')
        sources.append(source)
        taken.append((field, take))
        given.append(as_column.format(f"c{number}"))
    as_columns = ", ".join(f"c{number}" for number in range(len(fields)))
    statement = f"""INSERT INTO "{meta.db_table}" ({", ".join(put)}) SELECT {", ".join(given)}
        FROM ROWS FROM ({", ".join(sources)}) WITH ORDINALITY AS given ({as_columns}, place)
        ORDER BY place"""  # noqa: S608 names of our own tables
    return statement, taken


def _carried(field: "models.Field[Any, Any]") -> tuple[str, Any, str]:
    """How one column travels: the rows it comes from, how its values are sent, and what is put.

    In binary, and documents all as one: to write an array as text, every quote in it is escaped by
    a regular expression, which once took two thirds of a push.
    """
    if isinstance(field, models.JSONField):
        return "jsonb_array_elements(%s::jsonb)", together, "nullif({}, 'null')"
    if isinstance(field, ArrayField):  # of numbers and ids: nothing in them needs quoting
        return "unnest(%b::text[])", _braced, f"{{}}::{field.db_type(connection)}"
    kind = field.db_type(connection) or ""
    # A cast to varchar(n) would cut silently what an INSERT refuses.
    kind = "text" if kind.startswith("varchar") else kind
    return f"unnest(%b::{kind}[])", list, "{}"


def together(documents: Sequence[Any]) -> str:
    """Documents as one JSON array, for `jsonb_array_elements`."""
    return json.dumps(documents)


def _braced(values: Sequence[Any]) -> list[str | None]:
    return [None if value is None else "{" + ",".join(map(str, value)) + "}" for value in values]
