"""Nobody works as a superuser of the embedded cluster, whenever it was made."""

from pathlib import Path

import psycopg
import pytest

from backend.runtime import commands, places, postgres, roles
from backend.runtime.processes import Supervisor

WHAT_THEY_ARE = """SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles
    WHERE oid > 16383 OR oid = 10 ORDER BY 1"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A home as it was made before there was a keeper: the owner is the superuser."""
    with pytest.MonkeyPatch.context() as patched, Supervisor(tmp_path) as supervisor:
        patched.setattr(roles, "KEEPER", "fieldbook")
        supervisor.start(postgres.program(tmp_path, durable=False), seconds=60)
        sockets = places.sockets(tmp_path)
        with roles.line(sockets, "fieldbook") as line:
            line.execute("CREATE DATABASE fieldbook")
        with roles.line(sockets, "fieldbook", "fieldbook") as line:
            line.execute("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY, word text)")
            line.execute("CREATE SEQUENCE numbers")
            line.execute("CREATE FUNCTION seven() RETURNS int LANGUAGE sql AS 'SELECT 7'")
            line.execute("INSERT INTO kept (word) VALUES ('still here')")
    return tmp_path


@pytest.mark.slow
def test_an_older_cluster_gets_a_keeper_and_the_owner_keeps_what_is_theirs(old: Path) -> None:
    sockets = places.sockets(old)
    for _ in range(2):  # the second start finds nothing to do
        with commands.database(old), roles.line(sockets, "fieldbook", "fieldbook") as line:
            assert line.execute(WHAT_THEY_ARE).fetchall() == [
                ("fieldbook", False, False, True),
                ("keeper", True, True, True),
            ]
            assert line.execute("SELECT word, seven() FROM kept").fetchone() == ("still here", 7)
            for owned in ("ALTER TABLE kept ALTER word SET NOT NULL", "SELECT nextval('numbers')"):
                line.execute(owned)
            line.execute("INSERT INTO kept (word) VALUES ('more')")
            line.execute(
                "CREATE OR REPLACE FUNCTION seven() RETURNS int LANGUAGE sql AS 'SELECT 7'"
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.execute("SET session_replication_role = replica")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.execute("ALTER ROLE fieldbook BYPASSRLS")
