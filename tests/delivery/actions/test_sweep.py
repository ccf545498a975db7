"""The sweeper: finds what no hint told of, one at a time, and carries it where nobody else does."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import Circuit, System
from field_api.delivery import actions as delivery
from field_api.delivery.actions.sweep import _SWEEP_LOCK, _UNHEARD
from field_api.delivery.models import Delivery, Route, Task
from field_api.delivery.rules import POISON_CLAIMS, Next, State
from field_api.lib import clock, hints
from tests import make
from tests.delivery.parcels import DONE, claims, fresh, make_due, parcel, put, settled
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
    claims(systems["intelligence"])
    assert delivery.sweep() == [systems["records"].pk]
    make_due()
    assert set(delivery.sweep()) == {systems["records"].pk, systems["intelligence"].pk}


def test_the_sweep_leaves_what_is_settled(systems: dict[str, System]) -> None:
    (made,) = put()
    Delivery.objects.filter(pk=made.pk).update(state=State.REJECTED.value, settled_at=Now())
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
    hints._waiting.join()  # what the sweep set going ends before the tables are emptied


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_gone_the_sweeper_carries_it_itself(
    boxes: Boxes,
) -> None:
    """As it is in tests, which have no broker."""
    (made,) = put()
    delivery.sweep()
    hints._waiting.join()
    assert fresh(made).state == "delivered"


def test_what_nobody_takes_though_the_broker_took_the_hint_is_carried_here(
    boxes: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker whose line to the broker has died unnoticed hears of nothing."""
    monkeypatch.setattr(hints, "send", lambda *args, **named: None)
    (made,) = put()
    for _ in range(_UNHEARD - 1):
        delivery.sweep()
        assert fresh(made).tries == 0
    delivery.sweep()
    assert fresh(made).tries == 1


def test_a_system_that_is_left_alone_is_not_hinted(systems: dict[str, System]) -> None:
    put()
    circuit = Circuit.objects.filter(system=systems["records"])
    circuit.update(opened_at=Now(), open_until=Now() + timedelta(minutes=1))
    assert delivery.sweep() == []
    circuit.update(open_until=Now() - timedelta(seconds=1))
    assert delivery.sweep() == [systems["records"].pk]


def test_what_ends_every_worker_is_set_aside_for_a_person(records: System) -> None:
    """Claimed and never heard of again, as when its bytes make the process run out of memory."""
    sent = parcel()
    made = [put(parcel(subject=sent.subject))[0] for _ in range(2)]
    for _ in range(POISON_CLAIMS):
        assert [held.id for held in claims(records)] == [made[0].pk]
        make_due()
    assert claims(records) == []
    delivery.sweep()
    assert fresh(made[0]).state == "poisoned"
    assert Task.objects.get(delivery=made[0]).todo == "ask"
    assert claims(records) == [], "the next version waits: the first may be there"


def test_a_word_about_it_clears_a_suspect(records: System) -> None:
    (made,) = put()
    for _ in range(POISON_CLAIMS * 2):
        (held,) = claims(records)
        assert settled(held, Next(State.DUE))
    assert fresh(made).unsettled == 0


def late(records: System, **terms: object) -> Delivery:
    Route.objects.filter(system=records).update(deliver_by_seconds=60, **terms)
    (made,) = put()
    assert made.deliver_by
    Delivery.objects.filter(pk=made.pk).update(deliver_by=Now() - timedelta(seconds=1))
    return made


def test_a_person_is_told_once_of_what_is_late_and_it_goes_on(records: System) -> None:
    made = late(records)
    delivery.sweep()
    delivery.sweep()
    assert Task.objects.get(delivery=made).todo == "late"
    assert [held.id for held in claims(records)] == [made.pk]


def test_what_is_worth_nothing_late_ends(records: System) -> None:
    made = late(records, when_late="end")
    delivery.sweep()
    assert (fresh(made).state, claims(records)) == ("expired", [])


def test_what_may_be_there_ends_only_once_that_is_known(records: System) -> None:
    made = late(records, when_late="end")
    (held,) = claims(records)
    delivery.sweep()
    assert fresh(made).state == "sending"
    assert settled(held, Next(State.DUE, ask_first=True))
    (held,) = claims(records)
    assert settled(held, Next(State.DUE, wait=9.0))
    assert fresh(made).state == "expired"


def test_what_arrived_late_arrived(records: System) -> None:
    made = late(records, when_late="end")
    (held,) = claims(records)
    delivery.sweep()
    assert settled(held, DONE)
    assert fresh(made).state == "delivered"


def test_a_system_that_drains_begins_nothing_and_ends_as_paused(records: System) -> None:
    put(parcel(), parcel())
    (held,) = claims(records, limit=1)
    connectors.drain_out(system=records, by=make.supervisor(), reason="Upgrade at 2")
    delivery.sweep()
    assert System.objects.get(pk=records.pk).state == "draining"
    assert claims(records) == []
    assert settled(held, DONE)
    delivery.sweep()
    assert System.objects.get(pk=records.pk).state == "paused"


def test_a_pause_ends_when_it_was_to_end(records: System) -> None:
    until = clock.now() + timedelta(hours=1)
    connectors.pause(system=records, by=make.supervisor(), reason="Upgrade", until=until)
    put()
    assert delivery.sweep() == []
    System.objects.filter(pk=records.pk).update(paused_until=Now() - timedelta(seconds=1))
    assert delivery.sweep() == [records.pk]
