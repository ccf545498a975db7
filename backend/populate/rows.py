"""Rows on their way into tables, by COPY: whole columns of constants are said once."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql
from psycopg.types.json import Jsonb

Row = tuple[Any, ...]
_WALLED = "SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass"


class Table:
    """One model's table, and the rows that wait for it. `named` are the columns that rows give, in
    their order, by the model's own names; every other gets its default.
    """

    def __init__(self, model: type[models.Model], *named: str) -> None:
        meta = model._meta
        self.name = meta.db_table
        fields = {field.attname: field for field in meta.concrete_fields}
        self.constants = {
            str(fields[name].column): value
            for name in fields
            if name not in named and (value := _constant(fields[name])) is not _LEFT
        }
        self.columns = [str(fields[name].column) for name in named]
        self.columns += list(self.constants)
        self.rows: list[Row] = []
        self._tail = tuple(self.constants.values())
        self._walled: bool | None = None

    def add(self, *values: Any) -> None:
        self.rows.append(values + self._tail)

    def taken(self) -> list[Row]:
        rows, self.rows = self.rows, []
        return rows

    def load(self, rows: Sequence[Row], cursor: Any) -> None:
        """COPY; by a table of one's own where row security stands in the way of COPY."""
        if not rows:
            return
        if self._walled is None:
            self._walled = cursor.execute(_WALLED, [self.name]).fetchone()[0]
        into = self.name
        names = sql.SQL(", ".join(f'"{one}"' for one in self.columns))
        if self._walled:
            into = f"made_{self.name}"
            spelled = {"like": sql.Identifier(self.name), "names": names}
            cursor.execute(_BESIDE.format(into=sql.Identifier(into), **spelled))
        with cursor.copy(_COPY.format(into=sql.Identifier(into), names=names)) as copy:
            for row in rows:
                copy.write_row(row)
        if self._walled:
            spelled = {"into": sql.Identifier(self.name), "names": names}
            cursor.execute(_OVER.format(beside=sql.Identifier(into), **spelled))


_COPY = sql.SQL("COPY {into} ({names}) FROM STDIN")
_BESIDE = sql.SQL(
    "CREATE TEMP TABLE IF NOT EXISTS {into} ON COMMIT DROP AS SELECT {names} FROM {like}"
    " WITH NO DATA; TRUNCATE {into}"
)
_OVER = sql.SQL("INSERT INTO {into} ({names}) SELECT {names} FROM {beside}")
_LEFT = object()


def _constant(field: "models.Field[Any, Any]") -> Any:
    """What the column gets where no row says; `_LEFT` where the database says it, or nothing
    needs to."""
    if field.primary_key or field.has_db_default():
        return _LEFT
    value = field.get_default()
    if value is None or isinstance(value, DatabaseDefault):
        return _LEFT
    if isinstance(field, models.JSONField):
        return Jsonb(value)
    return value if isinstance(field, ArrayField) else field.get_db_prep_save(value, connection)


class Loader:
    """All tables, loaded in the order in which they are named: what others point at first."""

    def __init__(self, tables: Iterable[Table], say: Callable[[str], None]) -> None:
        self.tables = list(tables)
        self.say = say

    def load(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as told, connection.connection.cursor() as cursor:
            told.execute("SELECT 1")  # the wall tells the connection what it reaches
            for table in self.tables:
                table.load(table.taken(), cursor)
