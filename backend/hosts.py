"""The site's own names, and whether it is reached by HTTPS alone: for all of its processes."""

from backend import env

NAMES = env.names(
    "SITE_HOSTS",
    "localhost,127.0.0.1,[::1]",
    "Host names the site answers to.",
)

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})

HTTPS = env.flag(
    "SITE_HTTPS",
    not _LOOPBACK.issuperset(NAMES),
    "Redirect to HTTPS, send HSTS, and keep cookies to HTTPS.",
    shown="on as soon as SITE_HOSTS names anything but this machine",
)

HSTS_SECONDS = 63_072_000 if HTTPS else 0
"""Two years, on every answer (RFC 6797)."""
