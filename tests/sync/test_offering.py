"""What a handset asks when it does not trust what it or the server holds."""

import gzip
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from field_api.feed import actions as feed
from field_api.feed.rules import Kind, digest
from field_api.identity import actions as identity
from field_api.identity.rules import TOKEN_LIFE
from field_api.notebook.models import Entry
from field_api.sync.actions import limits
from field_api.sync.models import DeadLetter
from field_api.sync.rules import MAX_BYTES
from tests import handset, make, written
from tests.handset import Handset, Item
from tests.sync.door import PULL, pull, pulled
from tests.written import NOTE

MISSING, LETTER = "/api/v1/sync/missing", "/api/v1/sync/deadletter"
CONFIG, DIGEST = "/api/v1/sync/config", "/api/v1/sync/digest"

pytestmark = pytest.mark.django_db


def note(phone: Handset) -> Item:
    return phone.write(NOTE, written.body())


def missing(phone: Handset, *ids: str) -> list[str]:
    answer = phone.api.post(MISSING, {"ids": ids}, format="json")
    assert answer.status_code == 200, answer.content
    lacking: list[str] = answer.json()["missing"]
    return lacking


def test_what_is_not_held_is_missing_in_the_order_asked(mine: Handset) -> None:
    kept, lost = note(mine), [note(mine)["id"] for _ in range(2)]
    mine.push(kept)
    assert missing(mine, lost[1], kept["id"], lost[0], lost[1]) == [lost[1], lost[0]]
    assert missing(mine) == []


def test_an_entry_of_another_notebook_of_theirs_is_held(mine: Handset) -> None:
    mine.push(kept := note(mine))
    assert missing(handset.of(mine.officer), kept["id"]) == []


def test_a_colleagues_entry_is_as_missing_as_one_nobody_wrote(mine: Handset) -> None:
    theirs = handset.of()
    theirs.push(kept := note(theirs))
    nobodys = str(uuid4())
    assert missing(mine, kept["id"], nobodys) == [kept["id"], nobodys]


def test_what_is_offered_again_is_kept_once(mine: Handset) -> None:
    mine.push(first := note(mine))
    lost = note(mine)
    asked = missing(mine, first["id"], lost["id"])
    mine.push(*(item for item in mine.minted if item["id"] in asked))
    assert missing(mine, first["id"], lost["id"]) == []
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("standing", ["expired", "signed out", "revoked"])
def test_no_standing_of_the_token_refuses_it(mine: Handset, standing: str) -> None:
    mine.push(kept := note(mine))
    if standing == "expired":
        mine.api = make.api(make.token(mine.device, age=TOKEN_LIFE + timedelta(days=3)))
    elif standing == "revoked":
        identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    else:
        assert mine.api.post("/api/v1/sign-out").status_code == 204
    lost = str(uuid4())
    assert missing(mine, kept["id"], lost) == [lost]


@pytest.mark.parametrize(
    "said", [{"ids": "x"}, {"ids": ["x"]}, {"ids": [7]}, [], {}, None], ids=repr
)
def test_what_is_no_question_is_malformed(mine: Handset, said: Any) -> None:
    answer = mine.api.post(MISSING, said, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


def test_more_than_a_thousand_are_to_be_asked_in_parts(mine: Handset) -> None:
    full = [str(uuid4()) for _ in range(limits.MAX_IDS)]
    assert missing(mine, *full) == full
    answer = mine.api.post(MISSING, {"ids": [*full, str(uuid4())]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (413, "batch-too-large")
    assert answer.json()["max_ids"] == limits.MAX_IDS


def hand_in(phone: Handset, body: bytes, media_type: str = "text/plain", **headers: str) -> Any:
    return phone.api.generic("POST", LETTER, body, content_type=media_type, headers=headers)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b"{broken", "application/json"), (b"\xff\x00\xfe", "image/png"), (b"", ""), (b"x", "???")],
)
def test_anything_is_kept_as_it_came(mine: Handset, body: bytes, media_type: str) -> None:
    answer = hand_in(mine, body, media_type)
    assert answer.status_code == 201
    row = DeadLetter.objects.get(digest=bytes.fromhex(answer.json()["id"]))
    assert (bytes(row.body), row.code, row.device) == (body, "handed-in", mine.device)


def test_the_same_again_is_the_same_letter(mine: Handset) -> None:
    first, again = (hand_in(mine, b"what was it").json()["id"] for _ in range(2))
    other = hand_in(handset.of(), b"what was it").json()["id"]
    assert first == again != other
    assert DeadLetter.objects.count() == 2


def test_it_may_come_as_gzip(mine: Handset) -> None:
    answer = hand_in(mine, gzip.compress(b"what was it"), content_encoding="gzip")
    assert answer.json() == hand_in(mine, b"what was it").json()


def test_a_letter_has_a_limit(mine: Handset) -> None:
    assert hand_in(mine, b"x" * MAX_BYTES).status_code == 201
    for body in (b"x" * (MAX_BYTES + 1), b"x" * (5 * 1024 * 1024)):
        answer = hand_in(mine, body)
        assert (answer.status_code, answer.json()["code"]) == (413, "batch-too-large")
        assert answer.json()["max_bytes"] == MAX_BYTES


def test_an_expired_token_may_still_hand_in(mine: Handset) -> None:
    mine.api = make.api(make.token(mine.device, age=TOKEN_LIFE + timedelta(days=3)))
    assert hand_in(mine, b"late").status_code == 201
    assert make.api(uuid4().hex).post(LETTER).status_code == 401


def test_the_limits_are_those_that_hold(mine: Handset) -> None:
    answer = mine.api.get(CONFIG).json()
    assert answer["push"] == {
        "max_items": 200,
        "max_bytes": 2 * 1024 * 1024,
        "max_item_bytes": 256 * 1024,
        "encodings": ["gzip", "identity"],
    }
    assert answer["pull"]["kinds"] == [kind.name.lower() for kind in Kind]
    assert answer["epoch"] == feed.epoch()
    assert answer["retain_days"] == 14
    tag = mine.api.get("/api/v1/forms").headers["ETag"]
    assert answer["forms_etag"] == tag


@override_settings(MINIMUM_APP="1.4")
def test_an_old_application_reads_no_more_but_brings_what_it_has(mine: Handset) -> None:
    mine.api.credentials(**mine.api._credentials, HTTP_FIELDBOOK_APP="1.3.9")
    for path in (PULL, CONFIG):
        answer = mine.api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (426, "client-outdated")
        assert answer.json()["minimum_app"] == "1.4"
    (result,) = mine.push(item := note(mine))["results"]
    assert result["status"] == "accepted"
    assert missing(mine, item["id"]) == []
    assert hand_in(mine, b"x").status_code == 201


@override_settings(MINIMUM_APP="1.4")
@pytest.mark.parametrize("app", ["1.4.0", "rxdb", ""])
def test_a_current_one_and_a_strangers_read(mine: Handset, app: str) -> None:
    mine.api.credentials(**mine.api._credentials, HTTP_FIELDBOOK_APP=app)
    assert mine.api.get(CONFIG).status_code == pull(mine).status_code == 200


def summed(changes: list[dict[str, Any]]) -> tuple[int, str]:
    """As a client would: of what it holds after these changes."""
    held = {(each["kind"], each["id"]): each for each in changes}
    kept = [each for each in held.values() if each["op"] == "upsert"]
    return len(kept), digest((Kind[each["kind"].upper()], each["id"], each["seq"]) for each in kept)


def test_a_handset_that_pulled_everything_has_the_same_digest(mine: Handset) -> None:
    mine.push(*(note(mine) for _ in range(3)))
    gone = uuid4()
    with feed.work():
        feed.tell(recipients=[mine.officer.pk], kind=Kind.QUERY, doc=gone)
    changes = pulled(mine)["changes"]
    answer = mine.api.get(DIGEST).json()
    assert (answer["count"], answer["digest"]) == summed(changes)
    assert answer["count"] == 3, "what was never there, or may not be read, counts for nobody"
    assert answer["head"] == pulled(mine)["cursor"]


def test_a_handset_that_lost_one_has_another(mine: Handset) -> None:
    mine.push(*(note(mine) for _ in range(3)))
    changes = pulled(mine)["changes"]
    answer = mine.api.get(DIGEST).json()
    assert (answer["count"], answer["digest"]) == summed(changes)
    assert answer["digest"] != summed(changes[1:])[1]
