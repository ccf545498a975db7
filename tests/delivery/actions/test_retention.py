"""Forgetting on time: what goes, what stays, and that a long list is got through."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from backend import sweeper
from field_api.connectors.models import System
from field_api.delivery import tasks
from field_api.delivery.actions import retention
from field_api.delivery.models import Attempt, Callback, Delivery, Payload
from field_api.delivery.rules import ATTEMPTS_KEPT, BYTES_KEPT, FORGOTTEN, State
from field_api.identity.models import Officer
from field_api.mapping.models import Source
from tests import make
from tests.delivery.parcels import DONE, fresh, put
from tests.delivery.replays import WRONG, again, ended, latest

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def aged(row: Delivery, age: timedelta) -> Delivery:
    Delivery.objects.filter(pk=row.pk).update(settled_at=Now() - age)
    return row


def attempt(row: Delivery, age: timedelta) -> Attempt:
    made = Attempt(
        delivery=row, lease_token=uuid4(), step="send", outcome="delivered", duration_ms=1
    )
    made.finished_at = Now() - age
    made.save()
    return made


def test_bytes_go_a_month_after_they_arrived_and_the_hash_stays(records: System) -> None:
    old, young = aged(ended(DONE), BYTES_KEPT + DAY), aged(ended(DONE), BYTES_KEPT - DAY)
    assert retention.forget()["payloads"] == 1
    assert list(Payload.objects.values_list("pk", flat=True)) == [young.pk]
    assert fresh(old).payload_sha256 == old.payload_sha256 != ""
    assert Source.objects.filter(pk=old.revision).exclude(document=None).exists()


@pytest.mark.parametrize("state", [one for one in State if one is not State.SENDING])
def test_what_may_still_be_sent_keeps_its_bytes(records: System, state: State) -> None:
    (made,) = put()
    ended_at = None if state is State.DUE else Now() - 10 * BYTES_KEPT
    then = {"state": state.value, "settled_at": ended_at, "created_at": Now() - 10 * BYTES_KEPT}
    Delivery.objects.filter(pk=made.pk).update(**then)
    retention.forget()
    assert Payload.objects.exists() == (state not in FORGOTTEN)


def test_attempts_and_messages_go_after_thirteen_months(records: System) -> None:
    row = ended(WRONG)
    Attempt.objects.all().delete()
    attempt(row, ATTEMPTS_KEPT + DAY)
    young = attempt(row, ATTEMPTS_KEPT - DAY)
    for number, age in enumerate((ATTEMPTS_KEPT + DAY, ATTEMPTS_KEPT - DAY)):
        said = {"said": "rejected", "became": "rejected", "message": f"m{number}"}
        made = Callback.objects.create(system=records, delivery=row, **said)
        Callback.objects.filter(pk=made.pk).update(received_at=Now() - age)
    gone = retention.forget()
    assert (gone["attempts"], gone["callbacks"]) == (1, 1)
    assert list(Attempt.objects.all()) == [young]
    assert Callback.objects.get().message == "m1"


def test_a_long_list_is_got_through_in_portions(
    records: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    rows = [aged(ended(DONE), BYTES_KEPT + DAY) for _ in range(7)]
    Attempt.objects.all().delete()
    for row in rows:
        attempt(row, ATTEMPTS_KEPT + DAY)
    assert retention.forget(seconds=60) == {"attempts": 7, "callbacks": 0, "payloads": 7}


def test_a_round_that_has_no_time_makes_a_portion_and_others_go_on(
    records: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 1)
    for _ in range(3):
        attempt(aged(ended(DONE), BYTES_KEPT + DAY), ATTEMPTS_KEPT + DAY)
    for _ in range(3):
        assert retention.forget(seconds=0) == {"attempts": 1, "callbacks": 0, "payloads": 1}
    assert not Payload.objects.exists()


def test_two_workers_do_not_forget_at_once(records: System) -> None:
    aged(ended(DONE), BYTES_KEPT + DAY)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [retention._LOCK])
            assert retention.forget() == {"attempts": 0, "callbacks": 0, "payloads": 0}
    finally:
        other.close()
    assert Payload.objects.exists()


def test_a_delivery_whose_bytes_went_is_sent_again_byte_for_byte(records: System) -> None:
    by: Officer = make.supervisor()
    was = aged(ended(DONE), BYTES_KEPT + DAY)
    body = bytes(was.payload.body)
    retention.forget()
    again(by, fresh(was))
    now = latest(was)
    assert (now.generation, now.key, now.ask_first) == (2, was.key, True)
    assert bytes(now.payload.body) == body


def test_every_worker_forgets_once_an_hour(records: System) -> None:
    assert sweeper.ROUNDS[tasks.forget.name] == 3600
    aged(ended(DONE), BYTES_KEPT + DAY)
    assert tasks.forget()["payloads"] == 1
