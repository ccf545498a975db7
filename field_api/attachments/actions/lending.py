"""Giving the database connection back before waiting for something else."""

from django.db import close_old_connections, connection


def give_back() -> None:
    """In a web process, to the pool; elsewhere a thread keeps its own. Not inside a transaction.

    Django by itself holds one from a request's first query to its end: a phone that sends for a
    minute would hold it for a minute.
    """
    if not connection.in_atomic_block:
        close_old_connections()
