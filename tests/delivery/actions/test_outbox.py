"""Putting work in the outbox: once, numbered, frozen, and only with the decision that made it."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery import rules
from field_api.delivery.models import Delivery, Payload, Route, Subject
from field_api.lib import trace
from field_api.mapping.models import Mapping
from tests import written
from tests.delivery.parcels import claims, parcel, put
from tests.written import INTEL, NOTE, SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]


def test_one_delivery_for_each_route() -> None:
    made = put(parcel(SEARCH), parcel(INTEL), parcel(NOTE))
    assert [(one.system.code, one.kind) for one in made] == [
        ("records", SEARCH),
        ("stop-search", SEARCH),
        ("intelligence", INTEL),
        ("records", NOTE),
    ]
    assert {one.state for one in Delivery.objects.all()} == {"due"}


def test_a_delivery_is_named_by_what_is_sent_where() -> None:
    sent = parcel()
    (made,) = put(sent)
    assert made.pk == rules.key(system="records", revision=sent.revision, generation=1)


def test_outside_the_deciding_transaction_it_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction that decides"):
        delivery.enqueue([])


def test_what_is_taken_back_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        delivery.enqueue([parcel()])
        raise ZeroDivisionError
    assert not Delivery.objects.exists() and not Subject.objects.exists()


def test_the_same_revision_goes_to_a_system_once() -> None:
    sent = parcel()
    put(sent)
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery.enqueue([sent])
    assert Delivery.objects.count() == 1


def test_the_database_too_keeps_one_a_revision_system_and_generation(records: System) -> None:
    (made,) = put()
    again = {"revision": made.revision, "kind": NOTE, "force": "34", "lane_seq": 2, "key": made.key}
    with pytest.raises(IntegrityError, match="one_delivery_for_each"), transaction.atomic():
        Delivery.objects.create(id=uuid4(), system=records, subject=made.subject, **again)
    replay = Delivery(id=uuid4(), system=records, subject=made.subject, **again | {"generation": 2})
    replay.save(force_insert=True)


def test_versions_of_one_subject_are_numbered() -> None:
    subject = uuid4()
    for _ in range(3):
        put(parcel(SEARCH, subject=subject))
    rows = Delivery.objects.order_by("lane_seq", "system").values_list("lane_seq", flat=True)
    assert list(rows) == [1, 1, 2, 2, 3, 3]


@pytest.mark.django_db(transaction=True)
def test_versions_put_in_at_once_get_numbers_of_their_own() -> None:
    subject = uuid4()

    def put_some(_: int) -> None:
        try:
            for _ in range(3):
                put(parcel(subject=subject))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put_some, range(4)))
    numbers = Delivery.objects.order_by("lane_seq").values_list("lane_seq", flat=True)
    assert list(numbers) == list(range(1, 13))


def test_what_is_sent_is_frozen_and_hashed() -> None:
    (made,) = put()
    payload = Payload.objects.get(delivery=made)
    assert payload.content_type == "application/json"
    assert sha256(bytes(payload.body)).hexdigest() == made.payload_sha256
    assert json.loads(bytes(payload.body))["version"] == 1


def test_the_trace_of_the_decision_goes_with_it() -> None:
    trace.begin("0123456789abcdef")
    (made,) = put()
    assert made.trace == "0123456789abcdef"


def test_what_a_system_is_not_cleared_for_is_held_and_not_even_rendered() -> None:
    written.system("records", clearance="OFFICIAL")
    (made,) = put()
    assert (made.state, made.reason) == (
        "held",
        "Records is not cleared for OFFICIAL-SENSITIVE",
    )
    assert made.settled_at and not made.payload_sha256
    assert bytes(Payload.objects.get(delivery=made).body) == b""
    assert claims(made.system) == []


def test_a_mapping_that_fails_is_one_delivery_for_a_person_and_stops_no_other() -> None:
    sent = parcel(SEARCH)
    del sent.document["body"]["started_at"]
    made = {one.system.code: one for one in put(sent)}
    broken = made["stop-search"]
    assert (broken.state, broken.reason) == ("rejected", "our mapping failed: KeyError")
    assert made["records"].state == "due"


def test_what_our_own_check_finds_wrong_is_not_sent(records: System) -> None:
    schema = {"properties": {"summary": {"maxLength": 3}}}
    written.system("records", config={"base_url": written.NOWHERE, "schema": schema})
    (made,) = put()
    assert (made.state, [fault["pointer"] for fault in made.faults]) == ("rejected", ["/summary"])
    assert made.payload_sha256, "kept, for a person to look at"


def test_without_its_secret_a_system_is_written_to_and_waits(
    records: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret file that is away for an hour must not turn an hour's entries into rejected ones."""
    monkeypatch.delenv(written.SECRET)
    (made,) = put()
    assert (made.state, bool(made.payload_sha256)) == ("due", True)
    delivery.drain(records.pk, seconds=5.0)
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("due", 0)


def test_settings_no_connector_can_use_are_for_a_person(records: System) -> None:
    System.objects.filter(pk=records.pk).update(config={})
    (made,) = put()
    assert (made.state, made.reason) == ("rejected", "our mapping failed: ValueError")


def test_a_kind_that_goes_nowhere_makes_nothing() -> None:
    assert put(parcel("arrest", document={})) == []
    assert not Subject.objects.exists()


def test_a_route_that_ended_and_a_system_that_takes_nothing_get_nothing() -> None:
    Route.objects.filter(system__code="stop-search").update(active=False)
    System.objects.filter(code="records").update(takes_entries=False)
    assert put(parcel(SEARCH)) == []


def test_a_kind_without_a_mapping_waits_for_a_person(records: System) -> None:
    Mapping.objects.filter(system=records).update(state="retired")
    made, *_ = put(parcel(NOTE))
    assert (made.state, made.reason) == (
        "rejected",
        "no mapping is in use for this kind and system",
    )


def test_workers_are_hinted_after_the_commit_once_a_system(
    django_capture_on_commit_callbacks: object,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]
        put(parcel(SEARCH), parcel(SEARCH))
    assert len(callbacks) == 2
