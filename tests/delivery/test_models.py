"""What the database keeps of the outbox, and the index that finds what is due."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from field_api.connectors.models import System
from field_api.delivery.actions.lanes import _CLAIM
from field_api.delivery.models import Delivery, Payload
from field_api.delivery.rules import BLOCKING, OPEN
from tests import make
from tests.delivery.parcels import parcel, put

pytestmark = pytest.mark.django_db


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_is_frozen_stays(records: System) -> None:
    put()
    with pytest.raises(DatabaseError, match="UPDATE of delivery_payload refused"):
        run("UPDATE delivery_payload SET body = 'forged'")
    assert bytes(Payload.objects.get().body) != b"forged"


def test_attempts_stay_as_they_were_written(records: System) -> None:
    (made,) = put()
    made.attempt_log.create(lease_token=uuid4(), step="send", outcome="busy", duration_ms=1)
    with pytest.raises(DatabaseError, match="UPDATE of delivery_attempt refused"):
        run("UPDATE delivery_attempt SET outcome = 'delivered'")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"state": "sending"}, "a_lease_is_held_exactly_while_sending"),
        ({"lease_token": uuid4()}, "a_lease_is_held_exactly_while_sending"),
        ({"state": "delivered"}, "settled_exactly_when_no_longer_open"),
        ({"settled_at": "2026-03-01T00:00:00Z"}, "settled_exactly_when_no_longer_open"),
    ],
)
def test_a_row_cannot_contradict_itself(
    records: System, change: dict[str, object], kept: str
) -> None:
    (made,) = put()
    with pytest.raises(IntegrityError, match=kept), transaction.atomic():
        Delivery.objects.filter(pk=made.pk).update(**change)


def test_a_place_in_a_lane_is_taken_once(records: System) -> None:
    subject = uuid4()
    first, second = (put(parcel(subject=subject))[0] for _ in range(2))
    with pytest.raises(IntegrityError, match="one_delivery_at_each_place"), transaction.atomic():
        Delivery.objects.filter(pk=second.pk).update(lane_seq=first.lane_seq)


def test_the_claim_holds_lanes_by_the_states_the_rules_name() -> None:
    for states in (OPEN, BLOCKING):
        assert "state IN ({})".format(", ".join(f"'{one.value}'" for one in states)) in _CLAIM


def test_a_delivery_is_seen_by_whom_it_tells_and_by_reviewers_of_the_force(
    records: System,
) -> None:
    officer, colleague, sergeant = make.officer(), make.officer(), make.supervisor()
    far = make.supervisor(posted=make.unit("Response", of=make.force("35")))
    (made,) = put(parcel(tell=(officer.pk,)))
    visible = [
        Delivery.objects.visible_to(one).filter(pk=made.pk).exists()
        for one in (officer, colleague, sergeant, far)
    ]
    assert visible == [True, False, True, False]
