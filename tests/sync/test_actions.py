"""Push: one result for each item, in order, whatever stands beside it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from field_api.identity.actions import token_of
from field_api.identity.models import Token
from field_api.lib import es256
from field_api.notebook.models import Entry
from field_api.submissions.models import Revision, Submission
from field_api.sync import actions
from field_api.sync.models import DeadLetter
from tests import handset, written
from tests.handset import Handset, Item
from tests.notebook.entries import resigned
from tests.sync.door import ids, knock, said, statuses
from tests.written import INTEL, NOTE, SEARCH

pytestmark = pytest.mark.django_db


def note(phone: Handset, **other: Any) -> Item:
    return phone.write(NOTE, written.body(), **other)


def test_a_result_for_each_in_the_order_sent(mine: Handset) -> None:
    items = [
        note(mine),
        mine.write(INTEL, written.body(INTEL)),
        mine.write(SEARCH, {}),
        note(mine),
    ]
    results = mine.push(*items[::-1])["results"]
    assert [result["id"] for result in results] == ids(*items[::-1])
    assert [result["state"] for result in results] == [
        "released",
        "needs_attention",
        "needs_review",
        "released",
    ]


def test_a_receipt_is_verified_with_the_key_the_server_names(mine: Handset) -> None:
    item = note(mine)
    (result,) = mine.push(item)["results"]
    key = mine.api.get("/api/v1/me").json()["server"]["receipt_key"]
    body, signature = result["receipt"]["body"], es256.unb64(result["receipt"]["signature"])
    assert es256.signed_by(key, body.encode(), signature)
    assert body.split("\n")[1:4] == [item["id"], mine.previous, result["received_at"]]


def test_a_sealed_item_is_taken_like_an_open_one(mine: Handset) -> None:
    key = es256.public(mine.api.get("/api/v1/me").json()["server"]["seal_key"])
    (result,) = mine.push(note(mine, seal_to=key))["results"]
    assert (result["status"], result["state"]) == ("accepted", "released")


def test_sent_again_it_is_a_duplicate_with_the_same_answer(mine: Handset) -> None:
    item = note(mine)
    first, again = mine.push(item)["results"][0], mine.push(item)["results"][0]
    assert (first.pop("status"), again.pop("status")) == ("accepted", "duplicate")
    assert first == again
    assert (Entry.objects.count(), Revision.objects.count()) == (1, 1)


def test_twice_in_one_push_it_is_kept_once(mine: Handset) -> None:
    item = note(mine)
    assert statuses(mine.push(item, item)) == ["accepted", "duplicate"]
    assert Revision.objects.count() == 1


def test_malformed_items_stand_beside_good_ones(mine: Handset) -> None:
    first, last = note(mine), note(mine)
    answer = mine.push(first, {"id": "7"}, last | {"payload": "{}"}, last)
    assert statuses(answer) == ["accepted", "malformed-item", "commitment-broken", "accepted"]
    assert [result["id"] for result in answer["results"]] == [*ids(first), "7", *ids(last, last)]


@pytest.mark.parametrize(
    "poison",
    [
        {"text": "a\0b"},
        {"text": "half a pair: \ud800"},
        {"\ud800": 1},
        {"count": float("inf")},
        {"count": 10**400},
        {"deep": json.loads("[" * 900 + "]" * 900)},
        {"deep": json.loads("[" * 90 + "]" * 90)},
        {f"field {number}": {} for number in range(2000)},
    ],
    ids=["NUL", "surrogate", "surrogate name", "infinity", "huge", "abyss", "deep", "wide"],
)
def test_content_no_database_keeps_stops_nothing_beside_it(
    mine: Handset, poison: dict[str, Any]
) -> None:
    """The entry is kept for ever as it was signed; only its parsed copy may not be."""
    first, poisoned, last = note(mine), mine.write(NOTE, poison), note(mine)
    answer = mine.push(first, poisoned, last)
    assert statuses(answer) == ["accepted"] * 3
    assert answer["results"][1]["problems"]
    assert answer["missing_seqs"] == []
    assert statuses(mine.push(poisoned)) == ["duplicate"]
    for document in mine.api.get("/api/v1/submissions").json()["submissions"]:
        assert document["problems"] == [] or document["state"] == "needs_attention"


@pytest.mark.parametrize(
    "lines",
    [
        {"kind": "no\0te"},
        {"device_time": f"2026-03-01T14:05:00.{'0' * 60}Z"},
        {"device_time": "2026-03-01\x0014:05:00Z"},
        {"seq": 2**31},
    ],
    ids=str,
)
def test_a_head_no_column_holds_is_refused_and_stops_nothing(
    mine: Handset, lines: dict[str, object]
) -> None:
    first, last = note(mine), note(mine)
    answer = mine.push(resigned(note(mine), mine, **lines), first, last)
    assert statuses(answer) == ["malformed-head", "accepted", "accepted"]


def test_a_moment_no_one_could_read_back_is_kept_unread(mine: Handset) -> None:
    item = note(mine, occurred_at="0001-01-01T00:00:00+14:00")
    (result,) = mine.push(item)["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "kept")
    assert result["problems"][0]["code"] == "unreadable-payload"


def test_an_item_that_makes_the_database_raise_stops_none_beside_it(mine: Handset) -> None:
    """Something nobody foresaw, played by a trigger: it is to be sent again, the others are in."""
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION trip() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NEW.body ->> 'text' = 'trip' THEN RAISE EXCEPTION 'tripped'; END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER trip BEFORE INSERT ON submissions_revision
              FOR EACH ROW EXECUTE FUNCTION trip();
        """)
    first, last = note(mine), note(mine)
    trip = mine.write(NOTE, {"text": "trip"})
    answer = mine.push(first, trip, last)
    assert statuses(answer) == ["accepted", "busy", "accepted"]
    assert answer["results"][1]["status"] == "retry"
    assert (Entry.objects.count(), answer["missing_seqs"]) == (2, [3])


def test_what_was_refused_is_kept_once_however_often_it_is_sent(mine: Handset) -> None:
    bad = note(mine) | {"signature": es256.b64(bytes(64))}
    for _ in range(3):
        assert statuses(mine.push({"id": "7"}, bad)) == ["malformed-item", "signature-broken"]
    letters = {letter.code: json.loads(bytes(letter.body)) for letter in DeadLetter.objects.all()}
    assert letters == {"malformed-item": {"id": "7"}, "signature-broken": bad}
    assert {letter.device for letter in DeadLetter.objects.all()} == {mine.device}


@pytest.mark.parametrize(
    "item", [b'{"id": "\\ud800"}', b'{"id": NaN}', b'"\\ud800"', b"[" * 800 + b"]" * 800]
)
def test_whatever_an_item_is_it_is_answered_and_kept(mine: Handset, item: bytes) -> None:
    raw = said(note(mine)).replace(b'"items": [', b'"items": [' + item + b", ")
    answer = knock(mine.api, raw)
    assert answer.status_code == 200
    assert statuses(answer.json()) == ["malformed-item", "accepted"]
    assert DeadLetter.objects.count() == 1


def test_an_item_nested_beyond_every_reader_is_kept_as_far_as_it_can_be(mine: Handset) -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    token = token_of(bytes(Token.objects.get(device=mine.device).digest))
    assert token is not None
    (result,) = actions.push(items=[{"id": "7", "head": deep}], token=token).results
    assert (result["id"], result["code"]) == ("7", "malformed-item")
    assert bytes(DeadLetter.objects.get().body) == b'{"id": "7"}'


def test_an_entry_whose_text_is_no_json_is_kept_in_its_place(mine: Handset) -> None:
    item = mine.seal(str(uuid4()), NOTE, "this is no JSON")
    (result,) = mine.push(item)["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "kept")
    assert result["problems"][0]["code"] == "unreadable-payload"
    assert not Submission.objects.exists()


def test_the_same_id_with_other_content_is_refused_and_kept_aside(mine: Handset) -> None:
    item = note(mine)
    mine.push(item)
    other = resigned(item, mine, device_time="2026-03-01T14:05:00Z")
    assert statuses(mine.push(other)) == ["id-conflict"]
    assert DeadLetter.objects.get().code == "id-conflict"


def test_a_stranger_who_guesses_an_id_learns_nothing(mine: Handset) -> None:
    theirs = handset.of()
    item = note(theirs)
    theirs.push(item)
    guess = resigned(item, mine, notebook=mine.notebook, key_id=mine.device.key_id)
    (result,) = mine.push(guess)["results"]
    assert result == {"id": item["id"], "status": "refused", "code": "id-unavailable"}


def test_carried_for_a_colleague_it_is_theirs_and_the_carrier_reads_nothing(
    mine: Handset,
) -> None:
    theirs = handset.of()
    item = note(theirs)
    (carried,) = mine.push(item)["results"]
    assert (carried["status"], "receipt" in carried) == ("accepted", True)
    assert not {"submission", "reference", "state"} & set(carried)
    assert Submission.objects.get().author == theirs.officer
    (own,) = theirs.push(item)["results"]
    assert (own["status"], own["state"]) == ("duplicate", "released")
    assert own["receipt"] == carried["receipt"]


def test_gaps_are_asked_for_until_they_are_filled(mine: Handset) -> None:
    items = [note(mine) for _ in range(4)]
    answer = mine.push(items[0], items[3])
    assert (answer["missing_seqs"], answer["received_through"]) == ([2, 3], 4)
    answer = mine.push(items[2], items[1])
    assert (answer["missing_seqs"], answer["received_through"]) == ([], 4)


def test_an_empty_push_tells_how_things_stand(mine: Handset) -> None:
    note(mine)
    answer = mine.push()
    assert (answer["results"], answer["missing_seqs"]) == ([], [1])


def test_a_push_of_an_older_epoch_is_taken(mine: Handset) -> None:
    assert statuses(mine.push(note(mine), epoch=0)) == ["accepted"]


def test_no_hint_leaves_before_the_commit(
    mine: Handset, django_capture_on_commit_callbacks: Any
) -> None:
    """The broker is told by a thread of its own, of what is committed: see tests/lib/test_hints."""
    with django_capture_on_commit_callbacks() as callbacks:
        mine.push(note(mine))
    assert callbacks
