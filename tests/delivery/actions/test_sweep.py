"""The sweeper: finds what no hint told of, one at a time, and carries it where nobody else does."""

import threading

import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.actions.drain import _SWEEP_LOCK
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State
from field_api.lib import hints
from tests.delivery.parcels import fresh, make_due, parcel, put
from tests.queries.sandbox import Sandbox
from tests.written import INTEL, NOTE

pytestmark = pytest.mark.django_db

Boxes = dict[str, Sandbox]


def test_the_sweep_finds_what_is_due_and_what_a_dead_worker_left(
    systems: dict[str, System],
) -> None:
    assert delivery.sweep() == []
    put(parcel(NOTE))
    put(parcel(INTEL))
    delivery.claim(system=systems["intelligence"])
    assert delivery.sweep() == [systems["records"].pk]
    make_due()
    assert set(delivery.sweep()) == {systems["records"].pk, systems["intelligence"].pk}


def test_the_sweep_leaves_what_is_settled(systems: dict[str, System]) -> None:
    (made,) = put()
    Delivery.objects.filter(pk=made.pk).update(
        state=State.REJECTED.value, settled_at=made.created_at
    )
    assert delivery.sweep() == []


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_do_not_hint_twice(systems: dict[str, System]) -> None:
    put()
    swept: list[list[int]] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_SWEEP_LOCK])

        def sweep() -> None:
            swept.append(delivery.sweep())
            connection.close()

        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join()
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert swept == [[]]
    assert delivery.sweep() == [systems["records"].pk]


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_gone_the_sweeper_carries_it_itself(
    boxes: Boxes,
) -> None:
    """As it is in tests, which have no broker."""
    (made,) = put()
    delivery.sweep()
    hints._waiting.join()
    assert fresh(made).state == "delivered"
