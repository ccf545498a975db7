"""What a process that answers for officers refuses to start with."""

import sys
from contextlib import suppress

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from backend.postgresql.base import refuse_past_the_wall


def refuse_unsafe() -> None:
    """End this process with one sentence unless it may serve.

    Where the database can't be reached nothing is known of its role: each connection is looked at
    when it is made, and one past the wall is never used.
    """
    try:
        refuse_debug()
        with suppress(psycopg.OperationalError), _line() as line:
            refuse_past_the_wall(line)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def refuse_debug() -> None:
    """Raises ImproperlyConfigured. A debug page shows whoever asks for it what it was made of."""
    if settings.DEBUG and settings.SITE_HTTPS:
        raise ImproperlyConfigured("DEBUG must be off on a site that others reach (SITE_HTTPS).")


def _line() -> psycopg.Connection:
    """Beside the pool, which tries again and again and says nothing."""
    return psycopg.connect(**connections["default"].get_connection_params())
