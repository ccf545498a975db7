"""The door of handsets: limits, what each standing of a token may do, pages of news."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command

from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity import actions as identity
from field_api.identity.rules import TOKEN_LIFE
from field_api.notebook.models import Entry
from field_api.submissions.models import Submission
from field_api.sync.rules import MAX_BYTES, MAX_ITEMS
from tests import handset, make, written
from tests.handset import Handset, Item
from tests.sync.door import PULL, PUSH, ids, knock, pull, pulled, said, statuses
from tests.written import INTEL, NOTE

pytestmark = pytest.mark.django_db


def note(phone: Handset) -> Item:
    return phone.write(NOTE, written.body())


def test_a_body_cut_short_on_the_way_is_not_taken(mine: Handset) -> None:
    raw = said(note(mine))
    answer = knock(mine.api, raw[:-40], declared=len(raw))
    assert (answer.status_code, answer.json()["code"]) == (400, "body-truncated")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"no JSON", b"[]", b'{"items": 7}'])
def test_what_is_no_push_is_malformed(mine: Handset, raw: bytes) -> None:
    answer = knock(mine.api, raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


@pytest.mark.parametrize(
    "raw",
    [said(*range(MAX_ITEMS + 1)), said("x" * MAX_BYTES), said("x" * (5 * 1024 * 1024))],
    ids=["items", "bytes", "beyond what is read"],
)
def test_more_than_a_push_may_carry_is_to_be_split(mine: Handset, raw: bytes) -> None:
    answer = knock(mine.api, raw)
    assert answer.status_code == 413
    problem = answer.json()
    assert (problem["code"], problem["error"]) == ("batch-too-large", "batch-too-large")
    assert (problem["max_items"], problem["max_bytes"]) == (MAX_ITEMS, MAX_BYTES)


def test_a_full_push_is_taken(mine: Handset) -> None:
    answer = mine.push(*(note(mine) for _ in range(MAX_ITEMS)))
    assert statuses(answer) == ["accepted"] * MAX_ITEMS
    assert answer["received_through"] == MAX_ITEMS


def test_an_entry_too_long_for_one_is_refused_alone(mine: Handset) -> None:
    long = mine.write(NOTE, {"text": "x" * (256 * 1024)})
    assert statuses(mine.push(long, note(mine))) == ["item-too-large", "accepted"]


def test_an_expired_token_brings_work_late_and_reads_nothing(mine: Handset) -> None:
    mine.api = make.api(make.token(mine.device, age=TOKEN_LIFE + timedelta(days=3)))
    (result,) = mine.push(note(mine))["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "late")
    answer = pull(mine)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")


def test_a_token_that_was_signed_out_brings_work_late(mine: Handset) -> None:
    assert mine.api.post("/api/v1/sign-out").status_code == 204
    (result,) = mine.push(note(mine))["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "late")
    assert pull(mine).status_code == 401


def test_a_revoked_device_brings_work_into_quarantine(mine: Handset) -> None:
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    (result,) = mine.push(note(mine))["results"]
    assert (result["status"], result["outcome"]) == ("accepted", "quarantine")
    answer = pull(mine)
    assert (answer.status_code, answer.json()["code"]) == (403, "device-revoked")


def test_a_token_nobody_gave_out_brings_nothing(mine: Handset) -> None:
    answer = make.api(uuid4().hex).post(PUSH, {"items": [note(mine)]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "token-unknown")
    assert not Entry.objects.exists()


def test_what_a_handset_is_told_about_itself(mine: Handset) -> None:
    mine.push(note(mine), note(mine))
    answer = mine.api.get("/api/v1/me").json()
    assert answer["officer"]["login"] == mine.officer.login
    assert answer["device"] == {
        "id": str(mine.device.installation),
        "key_id": mine.device.key_id,
        "confirmed": True,
    }
    book = answer["notebook"]
    assert (book["next_seq"], book["last_hash"]) == (3, mine.previous)
    assert answer["server"]["epoch"] == feed.epoch()


def test_news_comes_in_pages_that_are_full_until_the_last(mine: Handset) -> None:
    made = [mine.push(note(mine))["results"][0]["submission"] for _ in range(5)]
    seen, cursor, sizes, more = [], "", [], True
    while more:
        page = pulled(mine, cursor=cursor, limit=2)
        seen += [change["id"] for change in page["changes"]]
        sizes.append(len(page["changes"]))
        cursor, more = page["cursor"], page["more"]
    assert (seen, sizes) == (made, [2, 2, 1])
    assert pulled(mine, cursor=cursor)["changes"] == []


def test_the_head_of_a_push_is_the_cursor_after_it(mine: Handset) -> None:
    head = mine.push(note(mine))["head"]
    assert pulled(mine)["cursor"] == head


def test_a_change_is_the_whole_document(mine: Handset) -> None:
    item = mine.write(INTEL, written.body(INTEL))
    (result,) = mine.push(item)["results"]
    (change,) = pulled(mine)["changes"]
    assert (change["kind"], change["op"], change["id"]) == (
        "submission",
        "upsert",
        result["submission"],
    )
    assert (change["doc"]["state"], change["doc"]["revision"]) == ("needs_review", item["id"])
    assert change["doc"]["body"] == written.body(INTEL)


def test_one_kind_can_be_read_by_itself(mine: Handset) -> None:
    mine.push(note(mine))
    assert len(pulled(mine, kinds="submission")["changes"]) == 1
    assert len(pulled(mine, kinds="submission,query")["changes"]) == 1
    assert pulled(mine, kinds="query")["changes"] == []


def test_a_cursor_of_another_epoch_starts_again(mine: Handset) -> None:
    cursor = mine.push(note(mine))["head"]
    call_command("sync_epoch", "--bump", stdout=StringIO())
    answer = pull(mine, cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor-reset")
    assert answer.json()["epoch"] == feed.epoch()
    assert len(pulled(mine)["changes"]) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0},
        {"limit": 501},
        {"limit": -1},
        {"limit": "many"},
        {"limit": ""},
        {"cursor": "x"},
        {"cursor": "\0"},
        {"kinds": "everything"},
        {"kinds": "submission,"},
    ],
    ids=str,
)
def test_a_pull_that_asks_for_nothing_sensible_is_refused(
    mine: Handset, asked: dict[str, object]
) -> None:
    answer = pull(mine, **asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


def test_what_may_no_longer_be_seen_comes_as_a_deletion(mine: Handset) -> None:
    """As when a reviewer is posted away: the pointer stays, the document does not."""
    sergeant = handset.of(make.supervisor())
    (result,) = mine.push(note(mine))["results"]
    submission = Submission.objects.get(pk=result["submission"])
    with feed.work():
        feed.tell(recipients=[sergeant.officer.pk], kind=Kind.SUBMISSION, doc=submission.pk)
    assert [one["op"] for one in pulled(sergeant)["changes"]] == ["upsert"]
    Submission.objects.filter(pk=submission.pk).update(unit=make.unit("CID"))
    assert pulled(sergeant)["changes"] == [
        {"kind": "submission", "id": str(submission.pk), "seq": 1, "op": "delete"}
    ]


def test_nobody_is_told_of_anothers_work(mine: Handset) -> None:
    theirs = handset.of()
    item = note(theirs)
    theirs.push(item)
    assert pulled(mine)["changes"] == []
    answer = mine.push(item)
    assert set(answer["results"][0]) <= {
        "id",
        "status",
        "outcome",
        "received_at",
        "problems",
        "receipt",
    }
    assert mine.api.get("/api/v1/submissions").json() == {"submissions": []}


def test_what_is_pulled_to_the_end_is_all_that_may_be_read(mine: Handset) -> None:
    items = [mine.write(kind, written.body(kind)) for kind in (NOTE, INTEL, NOTE)]
    made = {result["submission"] for result in mine.push(*items)["results"]}
    change = mine.write(INTEL, written.body(INTEL), submission=None, parents=(ids(items[1])[0],))
    mine.push(change)
    held = {one["id"]: one["doc"] for one in pulled(mine)["changes"] if one["op"] == "upsert"}
    mine_now = set(Submission.objects.visible_to(mine.officer).values_list("pk", flat=True))
    assert set(held) == {str(key) for key in mine_now} >= made
    for key in held:
        stood = mine.api.get(f"/api/v1/submissions/{key}").json()
        stood.pop("revisions")
        assert held[key] == stood


@pytest.mark.parametrize("path", [PUSH, PULL, "/api/v1/me", "/api/v1/sign-out"])
def test_a_stranger_is_turned_away(path: str) -> None:
    method = "post" if path in (PUSH, "/api/v1/sign-out") else "get"
    assert getattr(make.api(), method)(path).status_code == 401
