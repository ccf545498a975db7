"""The cluster's superuser, for what neither Fieldbook nor the owner of its tables may do.

Tests run as the owner, behind row security like everybody. The owner may set
`session_replication_role` here, which `manage.py test` lets it: within the test's own transaction
that is all most attacks need. What `line()` does, it does in a transaction of its own, so it sees
only what was committed: for tests marked with `transaction=True`.
"""

import psycopg
import pytest
from django.db import connection

from backend.runtime import commands, roles


def line(database: str = "") -> psycopg.Connection:
    """To the tests' database, or to another of the cluster; each statement by itself."""
    if commands.external():
        pytest.skip("the database is not Fieldbook's own: nobody here is its superuser")
    known = connection.settings_dict
    return psycopg.connect(
        host=known["HOST"],
        user=roles.KEEPER,
        dbname=database or known["NAME"],
        autocommit=True,
    )
