"""DATABASE_URL as Django's DATABASES entry."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from backend import env
from backend.env import Misconfigured
from backend.runtime import places

POOLED = ("web", "asker")
_SCHEMES = frozenset({"postgres", "postgresql"})


def given(home: Path) -> dict[str, Any]:
    """The database that DATABASE_URL names, or the embedded one of `home`."""
    url = env.secret(
        "DATABASE_URL",
        "PostgreSQL 15 or newer, as postgresql://user:password@host:port/name.",
        shown="an embedded PostgreSQL in FIELDBOOK_HOME",
    )
    return from_url(url) if url else embedded(places.sockets(home))


def from_url(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?sslmode=verify-full`; options go on to libpq.

    Raises Misconfigured without repeating the address, which may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.path.strip("/"):
        raise Misconfigured("DATABASE_URL must read postgresql://user:password@host:port/name.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def embedded(sockets: Path) -> dict[str, Any]:
    """The private PostgreSQL of this machine: its socket's directory is the access control."""
    return {"NAME": "fieldbook", "USER": "fieldbook", "HOST": str(sockets), "OPTIONS": {}}


def connected(entry: dict[str, Any], role: str, pool: tuple[int, int, int]) -> dict[str, Any]:
    """Complete `entry` for a role. `pool` is (fewest, most, seconds to wait for one).

    Web processes pool, and those that ask: there a leg has a thread that holds no connection while
    its system thinks. With the threads of other workers a pool hands every task a new server
    process (measured 32 ms a task against 1.5 ms), and commands need one connection.
    """
    fewest, most, seconds = pool
    # Django turns prepared statements off for all; lib/sql.py asks for them, and only it. No
    # statement here runs for long enough to be compiled.
    settings = f"{entry['OPTIONS'].get('options', '')} -c jit=off"
    options = {
        "prepare_threshold": 1,
        "connect_timeout": 5,
        "application_name": f"fieldbook-{role}",
        **entry["OPTIONS"],
    }
    age: int | None = None
    if role in POOLED:
        # What is prepared there is the same for one entry and for two hundred, and planning it
        # took longer than running it. Elsewhere a plan may have to look at what it is asked for.
        settings += " -c plan_cache_mode=force_generic_plan"
    if role in POOLED:
        # Django wants persistence left to the pool.
        options["pool"] = {"min_size": fewest, "max_size": most, "timeout": seconds}
        age = 0
    options["options"] = settings.strip()
    return {
        "ENGINE": "backend.postgresql",
        **entry,
        "OPTIONS": options,
        "CONN_MAX_AGE": age,
        # The pool's look at a connection is what tells it the reach: backend/postgresql/base.py.
        "CONN_HEALTH_CHECKS": role not in POOLED,
        "WALLED": role in ("web", "worker", "asker"),
    }
