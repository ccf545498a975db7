"""Who is who in the embedded cluster: `keeper` is its superuser, `fieldbook` owns the tables.

All work is done as `fieldbook`, whom row security binds as it would bind anybody; a superuser would
see past it (docs/wall.md). Both come in by the one socket, whose directory is the access control.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg

KEEPER, OWNER = "keeper", "fieldbook"

_MOVER = "fieldbook_mover"
_NEXT_OWNER = "fieldbook_owner"

# What was made while `fieldbook` was still the superuser. A sequence goes with its table.
_HANDED_OVER = f"""
DO $$ DECLARE it record; BEGIN
  FOR it IN
    SELECT format('ALTER TABLE %s OWNER TO {_NEXT_OWNER}', c.oid::regclass) AS done
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname !~ '^pg_|^information_schema$'
      AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO {_NEXT_OWNER}', p.oid::regprocedure)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname !~ '^pg_|^information_schema$'
    UNION ALL
    SELECT format('ALTER SCHEMA %I OWNER TO {_NEXT_OWNER}', n.nspname)
    FROM pg_namespace n WHERE n.nspname !~ '^pg_|^information_schema$|^public$'
  LOOP EXECUTE it.done; END LOOP;
END $$"""  # noqa: S608 our own names


def answers(sockets: Path) -> bool:
    """Does the server take connections? One from before the keeper knows its owner only."""
    for role in (KEEPER, OWNER):
        with suppress(psycopg.Error), line(sockets, role):
            return True
    return False


def settle(sockets: Path) -> None:
    """Both roles and the database `fieldbook`, each made unless it is there."""
    if not _knows_the_keeper(sockets):
        _divide(sockets)
    with line(sockets) as keeper:
        if not keeper.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            keeper.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        if not keeper.execute("SELECT 1 FROM pg_database WHERE datname = 'fieldbook'").fetchone():
            keeper.execute(f"CREATE DATABASE fieldbook OWNER {OWNER}")


def let_triggers_rest(sockets: Path) -> None:
    """For tests and measurements: `fieldbook` may put rows where no trigger looks at them."""
    with line(sockets) as keeper:
        keeper.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")


def checkpoint(sockets: Path) -> None:
    """For measurements: what was loaded is on the disk, and not written while others are timed."""
    with line(sockets) as keeper:
        keeper.execute("CHECKPOINT")


def line(sockets: Path, role: str = KEEPER, database: str = "postgres") -> psycopg.Connection:
    """Each statement by itself, with no transaction around."""
    return psycopg.connect(
        host=str(sockets), user=role, dbname=database, connect_timeout=2, autocommit=True
    )


def _knows_the_keeper(sockets: Path) -> bool:
    with suppress(psycopg.Error), line(sockets):
        return True
    return False


def _divide(sockets: Path) -> None:
    """A cluster of which `fieldbook` is the superuser becomes one as made today.

    PostgreSQL lets the first of its superusers be renamed but not be demoted, and nobody rename
    themselves. The names change in one transaction, so that a start cut short begins again.
    """
    with line(sockets, OWNER) as old:
        for name, how in ((_MOVER, "SUPERUSER"), (_NEXT_OWNER, "CREATEDB")):
            if not old.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                old.execute(f"CREATE ROLE {name} LOGIN {how}")
        for database in _databases(old):
            old.execute(f'ALTER DATABASE "{database}" OWNER TO {_NEXT_OWNER}')
            with line(sockets, OWNER, database) as within:
                within.execute(_HANDED_OVER)
    with line(sockets, _MOVER) as mover, mover.transaction():
        mover.execute(f"ALTER ROLE {OWNER} RENAME TO {KEEPER}")
        mover.execute(f"ALTER ROLE {_NEXT_OWNER} RENAME TO {OWNER}")
    with line(sockets) as keeper:
        keeper.execute(f"DROP ROLE {_MOVER}")


def _databases(line: psycopg.Connection) -> Iterator[str]:
    found = line.execute(
        "SELECT datname FROM pg_database WHERE datallowconn AND datname <> ALL(%s)",
        [["postgres", "template0", "template1"]],
    )
    yield from (name for (name,) in found.fetchall())
