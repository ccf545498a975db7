"""The database goes away while handsets wait: they stay, and hear of it all once it is back."""

import psycopg
import pytest
from django.db import connection

from tests.sync.wake.conftest import WAIT, Held, Wake

pytestmark = pytest.mark.django_db(transaction=True)

_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND application_name = 'fieldbook-wake'"""


def test_who_waits_through_an_outage_is_woken_after_it(
    wake: Wake, held: Held, operator: psycopg.Connection
) -> None:
    name = str(connection.settings_dict["NAME"])
    with wake.stream(held.token, cursor=held.head) as stream:
        stream.until("retry")
        operator.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            operator.execute(_CUT, [name])
            wake.until("fieldbook_wake_database_up", 0)
            assert wake.get("/health/ready").status_code == 503
            late = wake.get(WAIT, held.token)
            assert (late.status_code, "Retry-After" in late.headers) == (503, True)
            held.news()
        finally:
            operator.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        assert stream.head() == held.head
        wake.until("fieldbook_wake_database_up", 1)
    assert wake.get(WAIT, held.token, cursor=held.head, timeout=0).status_code == 204
