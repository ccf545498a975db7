"""Settings of the process in which handsets wait for news, and of the pages that find it."""

import os
from typing import Any
from zoneinfo import ZoneInfo

from backend import databases, env, keys, possession
from backend.runtime import places

# As TIME_ZONE in settings.py, which this process does without: it holds keys of no use here.
ZONE = ZoneInfo("Europe/London")

URL = env.text(
    "WAKE_URL",
    "",
    "Where handsets wait for news, as https://host:port, when that is not the site's own address.",
).rstrip("/")

ORIGINS = env.names(
    "WAKE_ORIGINS",
    "",
    "With WAKE_URL: origins of the pages that may wait there, as https://host.",
)

LIMIT = env.number(
    "WAKE_LIMIT", 5000, "Most handsets that wait at once; others are told to come again.", least=1
)

EVERY = (
    env.number(
        "WAKE_MILLISECONDS", 250, "Between two looks for news, for all handsets at once.", least=20
    )
    / 1000
)

RECHECK = env.number(
    "WAKE_RECHECK_SECONDS",
    15,
    "Between two looks at tokens: how long a revoked one may go on waiting.",
    least=1,
    most=30,
)


def database() -> dict[str, Any]:
    """What psycopg connects with."""
    entry = databases.given(places.home())
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    where = {theirs: entry.get(ours) for theirs, ours in (named | {"port": "PORT"}).items()}
    options = {"connect_timeout": 5, "application_name": "fieldbook-wake", **entry["OPTIONS"]}
    return {name: value for name, value in where.items() if value} | options


def nonce_key() -> bytes:
    """Proofs carry here what the rest of the site told them to."""
    return possession.nonce_key(keys.of_the_site(places.home()))


def log_level() -> str:
    return os.environ.get("LOG_LEVEL") or "INFO"
