"""Statements of the hot paths: prepared once for each connection, and the same text for one row as
for two hundred.

The ORM writes its SQL anew for each call and leaves PostgreSQL to plan it again. Of a push of one
entry that was more than half of the time, so what runs for every entry goes through here; all else
is better off with the ORM.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import DatabaseDefault

TUPLES_OK = psycopg.pq.ExecStatus.TUPLES_OK
INERROR = psycopg.pq.TransactionStatus.INERROR

Row = tuple[Any, ...]

_PLAIN = frozenset({int, UUID})


class _Prepared(psycopg.Cursor[Row]):
    def execute(self, query: Any, params: Any = None, **how: Any) -> "_Prepared":
        return super().execute(query, params, **{**how, "prepare": True})


def run(statement: str, *params: Any, **named: Any) -> list[Row]:
    """The rows a constant statement gives; [] where it gives none. Parameters are typed by casts in
    its text, as `%s::uuid[]`, for PostgreSQL plans it without having seen any."""
    return _run(statement, named or tuple(map(_listed, params)))


def _listed(value: Any) -> Any:
    """A list of ids as PostgreSQL writes it: the driver looks at each of them several times."""
    if type(value) is list and value and all(type(one) in _PLAIN for one in value):
        return "{" + ",".join(map(str, value)) + "}"
    return value


def _run(statement: str, given: Any) -> list[Row]:
    given = given or None
    line: Any = connections[DEFAULT_DB_ALIAS]
    line.ensure_connection()
    cursor = _Prepared(line.connection)
    if line.queries_logged or line.execute_wrappers:
        line.make_debug_cursor(cursor).execute(statement, given)
    else:
        # As Django's own wrapper does, without its layers: they took longer than the statement.
        line.validate_no_broken_transaction()
        known = _PLANNED.setdefault(line.connection, set())
        with line.wrap_database_errors:
            if statement in known:
                cursor.execute(statement, given)
            else:
                known.add(statement)
                with _planned(line.connection):
                    cursor.execute(statement, given)
    found = cursor.pgresult
    return cursor.fetchall() if found is not None and found.status == TUPLES_OK else []


_PLANNED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@contextmanager
def _planned(line: Any) -> Iterator[None]:
    """Have a statement that is new to this connection planned as for a full table. Its plan stays
    until PostgreSQL analyses the table, and one made for an empty table reads all of it for a row.
    """
    line.execute("SET enable_seqscan = off")
    try:
        yield
    finally:
        if line.info.transaction_status != INERROR:  # else the setting goes with the transaction
            line.execute("RESET enable_seqscan")


def columns(model: type[models.Model], alias: str) -> str:
    """Every column of a table, in the order in which `read` takes them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def read(
    statement: str, *params: Any, of: Sequence[type[models.Model]], **named: Any
) -> Iterator[Row]:
    """For each row the objects whose `columns` it begins with, and whatever it has besides."""
    plans = [_reading(model) for model in of]
    for row in run(statement, *params, **named):
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


def insert(rows: Sequence[models.Model], *, once: bool = False) -> int:
    """Write unsaved rows of one model in the order given, by one statement. Keys that the database
    makes come back; of its other defaults only those are used that the first row does not set.

    `once` leaves a row as it stands where its key, or anything that must be unique, is there. How
    many were written.
    """
    if not rows:
        return 0
    model, first = type(rows[0]), rows[0]
    key = model._meta.pk.attname
    fields = tuple(
        name
        for name, value in vars(first).items()
        if name != "_state"
        and not isinstance(value, DatabaseDefault)
        and not (name == key and value is None)
    )
    statement, taken = _inserting(model, fields, len(rows) == 1)
    values = [take([value(row) for row in rows]) for value, take in taken]
    if once:
        return len(_run(statement + " ON CONFLICT DO NOTHING RETURNING 1", values))
    made = _run(f'{statement} RETURNING "{model._meta.pk.column}"', values)
    for row, (its_key,) in zip(rows, made, strict=True):
        setattr(row, key, its_key)
        row._state.adding, row._state.db = False, connection.alias
    return len(rows)


@cache
def _inserting(
    model: type[models.Model], names: tuple[str, ...], alone: bool
) -> tuple[str, list[Any]]:
    """The statement, and for each column how a row gives its value and how values become a
    parameter. One row goes in as it is, for to pack arrays of one costs more than the row."""
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field.attname in names]
    carried = [_carried(field, alone) for field in fields]
    put = ", ".join(f'"{field.column}"' for field in fields)
    taken = [(_giving(field), take) for field, (_, take, _) in zip(fields, carried, strict=True)]
    if alone:
        values = ", ".join(source for source, _, _ in carried)
        return f'INSERT INTO "{meta.db_table}" ({put}) VALUES ({values})', taken  # noqa: S608
    given = ", ".join(column.format(f"c{n}") for n, (_, _, column) in enumerate(carried))
    named = ", ".join(f"c{n}" for n in range(len(fields)))
    sources = ", ".join(source for source, _, _ in carried)
    statement = f"""INSERT INTO "{meta.db_table}" ({put}) SELECT {given}
        FROM ROWS FROM ({sources}) WITH ORDINALITY AS given ({named}, place)
        ORDER BY place"""  # noqa: S608 names of our own tables
    return statement, taken


def _giving(field: "models.Field[Any, Any]") -> Callable[[models.Model], Any]:
    """What a row has for a column; a moment that is set while it is saved is the field's to say."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return lambda row: field.pre_save(row, True)
    return attrgetter(field.attname)


def _carried(field: "models.Field[Any, Any]", alone: bool) -> tuple[str, Any, str]:
    """How one column travels: the rows it comes from, how its values are sent, and what is put.

    In binary, and documents all as one: to write an array as text, every quote in it is escaped by
    a regular expression, which once took two thirds of a push.
    """
    kind = field.db_type(connection) or ""
    if isinstance(field, models.JSONField):
        if alone:
            return "nullif(%s::jsonb, 'null')", _document, "{}"
        return "jsonb_array_elements(%s::jsonb)", together, "nullif({}, 'null')"
    if isinstance(field, ArrayField):  # of numbers and ids: nothing in them needs quoting
        if alone:
            return f"%s::text::{kind}", _one_braced, "{}"
        return "unnest(%b::text[])", _braced, f"{{}}::{kind}"
    # A cast to varchar(n) would cut silently what an INSERT refuses.
    kind = "text" if kind.startswith("varchar") else kind
    return (f"%s::{kind}", _one, "{}") if alone else (f"unnest(%b::{kind}[])", list, "{}")


def _one(values: Sequence[Any]) -> Any:
    return values[0]


def _document(values: Sequence[Any]) -> str:
    return json.dumps(values[0])


def _one_braced(values: Sequence[Any]) -> str | None:
    return _braced(values)[0]


def together(documents: Sequence[Any]) -> str:
    """Documents as one JSON array, for `jsonb_array_elements`."""
    return json.dumps(documents)


def _braced(values: Sequence[Any]) -> list[str | None]:
    return [None if value is None else "{" + ",".join(map(str, value)) + "}" for value in values]
