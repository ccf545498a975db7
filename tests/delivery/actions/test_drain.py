"""Carrying entries to real systems, through the faults real ones have: one copy each, and known."""

from typing import Any

import httpx2
import pytest
from django.db import connection

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.models import System
from field_api.connectors.rules import Item
from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery
from field_api.feed import actions as feed
from tests import make, written
from tests.delivery.parcels import claims, document, fresh, make_due, parcel, put, standing
from tests.items import item
from tests.queries.sandbox import TOKEN, Sandbox
from tests.written import INTEL, NOTE, SEARCH

pytestmark = pytest.mark.django_db

Boxes = dict[str, Sandbox]


def drain(code: str) -> int:
    return delivery.drain(System.objects.get(code=code).pk, seconds=5.0)


def drain_until_settled(code: str, *, rounds: int = 12) -> None:
    """As the sweeper would have it drained, with nobody waiting between the tries."""
    for _ in range(rounds):
        drain(code)
        if not Delivery.objects.open().filter(system__code=code).exists():
            return
        make_due()
    pytest.fail("it was not settled")


def held(box: Sandbox, made: Delivery) -> list[dict[str, Any]]:
    """What the system holds of this delivery, by its own list."""
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    entries = httpx2.get(f"{box.url}/api/entries", headers=bearer).json()["entries"]
    return [entry for entry in entries if entry["key"] == str(made.pk)]


def attempts(made: Delivery) -> list[tuple[str, str]]:
    return list(made.attempt_log.order_by("id").values_list("step", "outcome"))


def test_what_is_due_is_delivered_byte_for_byte(boxes: Boxes) -> None:
    (made,) = put()
    assert drain("records") == 1
    row = fresh(made)
    (entry,) = held(boxes["records"], made)
    assert (row.state, row.remote_ref) == ("delivered", entry["reference"])
    assert (entry["sha256"], entry["version"]) == (row.payload_sha256, 1)
    assert attempts(made) == [("send", "delivered")]


def test_a_search_reaches_both_its_systems(boxes: Boxes) -> None:
    sent = parcel(SEARCH)
    labels = {
        "search_type": "Person search",
        "power": "Misuse of Drugs Act 1971 (section 23)",
        "object_of_search": "Controlled drugs",
        "outcome": "A no further action disposal",
    }
    made = put(parcel(SEARCH, subject=sent.subject, document={**sent.document, "labels": labels}))
    drain("records")
    drain("stop-search")
    assert standing(made) == ["delivered", "delivered"]


def test_versions_arrive_in_order(boxes: Boxes) -> None:
    sent = parcel()
    made = [put(parcel(subject=sent.subject))[0] for _ in range(3)]
    assert drain("records") == 3
    assert [held(boxes["records"], one)[0]["version"] for one in made] == [1, 2, 3]


def test_whoever_wrote_it_hears_of_it(boxes: Boxes) -> None:
    officer = make.officer()
    put(parcel(tell=(officer.pk,)))
    head = feed.head(officer.pk)
    drain("records")
    assert feed.head(officer.pk) != head


def test_a_system_that_is_down_costs_no_attempt_and_is_tried_again(boxes: Boxes) -> None:
    boxes["records"].breaks(down=True)
    (made,) = put()
    drain("records")
    row = fresh(made)
    assert (row.state, row.attempts, row.tries) == ("due", 0, 1) or row.ask_first
    boxes["records"].heal()
    make_due()
    drain_until_settled("records")
    assert len(held(boxes["records"], made)) == 1


def test_nobody_listening_is_not_sent(systems: dict[str, System]) -> None:
    (made,) = put()
    drain("records")
    row = fresh(made)
    assert (row.state, row.attempts, row.ask_first) == ("due", 0, False)
    assert attempts(made) == [("send", "not_sent")]


def test_a_busy_system_is_left_alone_as_long_as_it_asks(boxes: Boxes) -> None:
    boxes["records"].breaks(status=503, retry_after=600, on="entries")
    (made,) = put()
    drain("records")
    row = fresh(made)
    assert (row.state, row.attempts) == ("due", 0)
    assert (row.due_at - row.created_at).total_seconds() > 500


def test_a_secret_that_is_refused_uses_up_nothing(boxes: Boxes) -> None:
    (made,) = put()
    written.system("records", boxes["records"].url, bearer="wrong")
    drain("records")
    assert (fresh(made).state, attempts(made)) == ("due", [("send", "credentials")])
    written.system("records", boxes["records"].url, bearer=TOKEN)
    make_due()
    drain("records")
    assert fresh(made).state == "delivered"


def test_what_a_system_finds_wrong_is_kept_field_by_field(boxes: Boxes) -> None:
    sent = parcel(NOTE)
    long = [{"vrm": "MUCH TOO LONG A PLATE", "make": "", "model": "", "colour": ""}]
    body = written.body(NOTE, vehicles=long)
    made = put(parcel(document={**document(NOTE, sent.subject, sent.revision), "body": body}))
    drain("records")
    row = fresh(made[0])
    assert (row.state, row.attempts) == ("rejected", 1)
    assert [fault["pointer"] for fault in row.faults] == ["/vehicles/0/vrm"]
    assert row.faults[0]["text"] and row.reason


def test_an_answer_that_was_lost_is_asked_for_and_found(boxes: Boxes) -> None:
    """The system took it and fell silent. It honours no key, so a second sending would double."""
    box = boxes["intelligence"]
    box.breaks(hang_after_accept=True, on="entries", count=1)
    (made,) = put(parcel(INTEL))
    drain("intelligence")
    row = fresh(made)
    assert (row.state, row.ask_first, row.attempts) == ("due", True, 1)
    make_due()
    drain("intelligence")
    (entry,) = held(box, made)
    row = fresh(made)
    assert (row.state, row.remote_ref) == ("delivered", entry["reference"])
    assert attempts(made) == [("send", "uncertain"), ("lookup", "found")]


def test_what_is_certainly_not_there_is_sent_again(boxes: Boxes) -> None:
    box = boxes["intelligence"]
    box.breaks(status=500, on="entries", count=1)
    (made,) = put(parcel(INTEL))
    drain_until_settled("intelligence")
    assert attempts(made) == [("send", "uncertain"), ("lookup", "absent"), ("send", "delivered")]
    assert len(held(box, made)) == 1


def test_as_long_as_nobody_can_say_nothing_is_sent(boxes: Boxes) -> None:
    box = boxes["intelligence"]
    box.breaks(hang_after_accept=True, on="entries", count=1)
    (made,) = put(parcel(INTEL))
    drain("intelligence")
    box.breaks(status=500, on="all")
    for _ in range(3):
        make_due()
        drain("intelligence")
    assert (fresh(made).state, fresh(made).ask_first) == ("due", True)
    assert attempts(made)[1:] == [("lookup", "unknown")] * 3
    box.heal()
    drain_until_settled("intelligence")
    assert len(held(box, made)) == 1


def test_a_worker_that_died_after_sending_leaves_no_second_copy(boxes: Boxes) -> None:
    """It was sent and the worker was killed before it could write that down."""
    box = boxes["intelligence"]
    (made,) = put(parcel(INTEL))
    system = System.objects.get(code="intelligence")
    (lost,) = claims(system)
    payload = bytes(fresh(made).payload.body)
    RestJson({"base_url": box.url}, TOKEN).send(item(payload, key=made.pk, version=1), deadline=5.0)
    assert fresh(made).lease_token == lost.token
    make_due()
    drain("intelligence")
    assert (fresh(made).state, len(held(box, made))) == ("delivered", 1)
    assert attempts(made) == [("lookup", "found")]


def test_a_system_that_drops_doubles_is_asked_by_sending_again(boxes: Boxes) -> None:
    box = boxes["records"]
    written.system(
        "records", box.url, bearer=TOKEN, lookup="idempotent", send_seconds=0.5, settle_seconds=60.0
    )
    box.breaks(hang_after_accept=True, on="entries", count=1)
    (made,) = put()
    drain_until_settled("records")
    assert attempts(made) == [("send", "uncertain"), ("send", "delivered")]
    assert len(held(box, made)) == 1


def test_a_system_that_cannot_be_asked_leaves_it_to_a_person(boxes: Boxes) -> None:
    box = boxes["intelligence"]
    written.system(
        "intelligence", box.url, bearer=TOKEN, lookup="none", send_seconds=0.5, settle_seconds=60.0
    )
    box.breaks(hang_after_accept=True, on="entries", count=1)
    (made,) = put(parcel(INTEL))
    drain_until_settled("intelligence")
    assert (fresh(made).state, len(held(box, made))) == ("uncertain", 1)


@pytest.mark.parametrize(
    "fault",
    [
        {"reset": True, "on": "entries", "count": 2},
        {"status": 500, "on": "entries", "count": 2},
        {"status": 429, "on": "entries", "count": 2},
        {"hang_after_accept": True, "on": "entries", "count": 1},
        {"down": True, "count": 2},
    ],
    ids=str,
)
@pytest.mark.parametrize(("code", "kind"), [("intelligence", INTEL), ("records", NOTE)])
def test_through_every_fault_there_is_one_copy(
    boxes: Boxes, code: str, kind: str, fault: dict[str, Any]
) -> None:
    boxes[code].breaks(**fault)
    made = put(parcel(kind), parcel(kind))
    drain_until_settled(code)
    assert standing(made) == ["delivered", "delivered"]
    assert [len(held(boxes[code], one)) for one in made] == [1, 1]


def test_a_paused_system_is_sent_nothing(boxes: Boxes) -> None:
    (made,) = put()
    by = make.supervisor()
    System.objects.filter(code="records").update(
        state="paused", paused_at=fresh(made).created_at, paused_by=by, pause_reason="Upgrade"
    )
    assert drain("records") == 0
    assert held(boxes["records"], made) == []


def test_what_could_not_be_rendered_is_not_sent(boxes: Boxes) -> None:
    (made,) = put(parcel(document={}))
    assert (fresh(made).state, drain("records")) == ("rejected", 0)


def test_a_fault_of_our_own_connector_is_doubt_not_a_lost_entry(
    boxes: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RestJson, "send", lambda *args, **named: 1 // 0)
    (made,) = put()
    drain("records")
    row = fresh(made)
    assert (row.state, row.ask_first) == ("due", True)
    assert row.reason == "our connector failed: ZeroDivisionError"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction(
    boxes: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow system must not hold a connection's locks: what was claimed is committed before."""
    seen: list[tuple[bool, str]] = []
    send = RestJson.send

    def note(self: RestJson, given: Item, **named: Any) -> Any:
        # Another connection than the worker's: it sees only what is committed.
        row = Delivery.objects.get(key=given.key)
        seen.append((connection.in_atomic_block, row.state))
        connection.close()
        return send(self, given, **named)

    monkeypatch.setattr(RestJson, "send", note)
    put()
    assert drain("records") == 1
    assert seen == [(False, "sending")]
