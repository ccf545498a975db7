"""Django's PostgreSQL, with every connection told whose content it may reach before it is used.

A connection that comes back to the pool may bear the reach of another request, and a rollback takes
it back to an earlier one. So it is told anew before the first statement after each checkout and
each rollback, and whenever the reach of this context is not what it was last told. Only the
statement that finds out who asks may go before, for it tells the connection itself.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

from field_api.lib import wall

INERROR = psycopg.pq.TransactionStatus.INERROR

_PAST_THE_WALL = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


class DatabaseWrapper(base.DatabaseWrapper):
    _told: wall.Reach | None = None
    _quiet = False

    def connect(self) -> None:
        with self._said_nothing():
            super().connect()

    def set_autocommit(self, autocommit: bool, *rest: Any, **how: Any) -> None:
        with self._said_nothing():
            super().set_autocommit(autocommit, *rest, **how)

    @contextmanager
    def _said_nothing(self) -> Iterator[None]:
        """While autocommit is being set, a statement would open a transaction."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._told = None
        if not self.pool:
            return super().get_new_connection(conn_params)
        # After a restart of PostgreSQL each that the pool still holds is dead, and let go here.
        for _ in range(self.pool.max_size):
            line = super().get_new_connection(conn_params)
            if _is_silent(line) or self._tell(line):
                return line
            line.close()
            self.pool.putconn(line)
        return super().get_new_connection(conn_params)

    def ensure_connection(self) -> None:
        super().ensure_connection()
        if not self._quiet and self._told != wall.reach():
            line = self.connection
            # In a broken transaction nothing runs before the rollback, which forgets what was told.
            if line.info.transaction_status != INERROR:
                with self.wrap_database_errors:
                    self._say(line)

    @contextmanager
    def telling_itself(self) -> Iterator[None]:
        """Around a statement that is told nothing before, and tells: see `wall.told_by_itself`."""
        self._told = None
        with self._said_nothing():
            yield

    def was_told(self, reach: wall.Reach) -> None:
        self._told = reach

    def close_if_unusable_or_obsolete(self) -> None:
        with self._said_nothing():  # it asks whether autocommit is on, which is no statement
            super().close_if_unusable_or_obsolete()

    def close(self) -> None:
        super().close()
        self._told = None

    def _rollback(self) -> None:
        super()._rollback()
        self._told = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        # Only now: this is a statement, before which the connection was told, and undoes that.
        self._told = None

    def _configure_connection(self, connection: Any) -> bool:
        changed = super()._configure_connection(connection)
        if self.settings_dict.get("WALLED"):
            refuse_past_the_wall(connection)
        return changed

    def _tell(self, line: Any) -> bool:
        try:
            self._say(line)
        except psycopg.OperationalError:
            return False
        return True

    def _say(self, line: Any) -> None:
        now = wall.reach()
        statement, values = now.telling()
        psycopg.Cursor(line).execute(statement, values, prepare=True)
        self._told = now


def _is_silent(line: Any) -> bool:
    """Whether nothing has come on a connection that nobody used. Of one that PostgreSQL ended, its
    last word has: that is seen without asking, and costs no trip."""
    look = select.poll()
    look.register(line.pgconn.socket, select.POLLIN)
    return not look.poll(0)


def refuse_past_the_wall(line: Any) -> None:
    """Raises ImproperlyConfigured for a role that row security does not bind."""
    found = psycopg.Cursor(line).execute(_PAST_THE_WALL).fetchone()
    if found is None or found[0]:
        raise ImproperlyConfigured(
            "The database role is a superuser or has BYPASSRLS: row security would not bind it. "
            "Give DATABASE_URL an ordinary role that owns the tables (docs/wall.md)."
        )
