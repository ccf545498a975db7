"""The doors RxDB's HTTP replication speaks to: the same actions in other shapes."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.rules import TOKEN_LIFE
from field_api.notebook.models import Entry
from field_api.submissions.models import Submission
from field_api.sync.actions import taking_in
from field_api.sync.models import DeadLetter
from field_api.sync.rules import MAX_ITEMS, MAX_PAGE
from tests import make, written
from tests.handset import Handset, Item
from tests.sync.door import pulled
from tests.written import NOTE

PULL, PUSH = "/api/v1/sync/rx/feed/pull", "/api/v1/sync/rx/outbox/push"

pytestmark = pytest.mark.django_db


def note(phone: Handset) -> Item:
    return phone.write(NOTE, written.body())


def row(item: Any, **other: Any) -> dict[str, Any]:
    return {"newDocumentState": {**item, "_deleted": False, **other}, "assumedMasterState": None}


def push(phone: Handset, *rows: Any) -> Any:
    return phone.api.post(PUSH, list(rows), format="json")


def pull(phone: Handset, **asked: object) -> Any:
    return phone.api.get(PULL, {name: str(value) for name, value in asked.items()})


def test_entries_go_up_and_what_became_of_them_comes_down(mine: Handset) -> None:
    items = [note(mine), note(mine)]
    answer = push(mine, *map(row, items))
    assert (answer.status_code, answer.json()) == (200, [])
    assert {bytes(one.content.payload).decode() for one in Entry.objects.all()} == {
        item["payload"] for item in items
    }
    page, plain = pull(mine, lwt=0, id="", limit=10).json(), pulled(mine)
    assert page["documents"] == [
        {"id": f"{one['kind']}:{one['id']}", "kind": one["kind"], "doc": one["doc"]}
        | {"_deleted": False}
        for one in plain["changes"]
    ]
    assert page["checkpoint"] == {"lwt": int(plain["cursor"]), "id": ""}
    assert len(page["documents"]) == 2


def test_the_same_again_changes_nothing(mine: Handset) -> None:
    item = note(mine)
    assert [push(mine, row(item)).json() for _ in range(3)] == [[], [], []]
    assert (Entry.objects.count(), Submission.objects.count()) == (1, 1)


def test_deleting_the_local_copy_unwrites_nothing(mine: Handset) -> None:
    kept, unseen = note(mine), note(mine)
    push(mine, row(kept))
    assert push(mine, row(kept, _deleted=True), row(unseen, _deleted=True)).json() == []
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "bad",
    [7, None, {}, {"newDocumentState": "x"}, {"newDocumentState": {"id": "7"}}],
    ids=["number", "null", "empty", "no-state", "no-entry"],
)
def test_what_is_refused_is_kept_aside_and_stops_no_other(mine: Handset, bad: Any) -> None:
    for _ in range(2):
        assert push(mine, bad, row(note(mine))).json() == []
    assert Entry.objects.count() == 2
    (letter,) = DeadLetter.objects.all()
    inner = bad.get("newDocumentState") if isinstance(bad, dict) else None
    assert json.loads(bytes(letter.body)) == (inner if isinstance(inner, dict) else bad)


def test_what_could_not_be_kept_now_is_not_called_kept(
    mine: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(taking_in, "_keep", away)
        answer = push(mine, row(note(mine)))
    assert (answer.status_code, answer.json()["error"]) == (503, "busy")
    assert answer["Retry-After"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b'"x"'], ids=repr)
def test_what_is_no_list_of_rows_is_malformed(mine: Handset, body: bytes) -> None:
    answer = mine.api.generic("POST", PUSH, body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed-request")


def test_more_rows_than_a_push_may_carry_are_too_many(mine: Handset) -> None:
    answer = push(mine, *[{}] * (MAX_ITEMS + 1))
    assert (answer.status_code, answer.json()["max_items"]) == (413, MAX_ITEMS)


def test_entries_are_taken_on_a_token_past_its_time(mine: Handset) -> None:
    item = note(mine)
    mine.api = make.api(make.token(mine.device, age=TOKEN_LIFE * 2))
    assert push(mine, row(item)).json() == []
    assert Entry.objects.count() == 1
    assert pull(mine).status_code == 401


def test_a_page_shorter_than_its_limit_is_the_last(mine: Handset) -> None:
    push(mine, *[row(note(mine)) for _ in range(5)])
    seen, checkpoint, sizes = set(), {"lwt": 0, "id": ""}, []
    while not sizes or sizes[-1] == 2:
        page = pull(mine, **checkpoint, limit=2).json()
        seen |= {one["id"] for one in page["documents"]}
        checkpoint = page["checkpoint"]
        sizes.append(len(page["documents"]))
    assert (sizes, len(seen)) == ([2, 2, 1], 5)
    assert pull(mine, **checkpoint).json() == {"documents": [], "checkpoint": checkpoint}


@pytest.mark.parametrize("limit", [0, MAX_PAGE + 1, "x"], ids=str)
def test_no_limit_is_clamped(mine: Handset, limit: object) -> None:
    assert pull(mine, limit=limit).status_code == 400


@pytest.mark.parametrize("lwt", ["x", "-1", "1.5"])
def test_a_checkpoint_that_is_none_is_malformed(mine: Handset, lwt: str) -> None:
    assert pull(mine, lwt=lwt).json()["error"] == "malformed-request"


def test_a_checkpoint_of_another_epoch_is_the_start(mine: Handset) -> None:
    push(mine, row(note(mine)))
    old = pull(mine).json()["checkpoint"]
    feed.bump()
    page = pull(mine, **old).json()
    assert len(page["documents"]) == 1
    assert page["checkpoint"]["lwt"] > old["lwt"]
    ahead = page["checkpoint"]["lwt"] + 100
    assert pull(mine, lwt=ahead).json() == page


def test_what_may_not_be_held_comes_as_deleted(mine: Handset) -> None:
    push(mine, row(note(mine)))
    theirs, checkpoint = uuid4(), pull(mine).json()["checkpoint"]
    with feed.work():
        feed.tell(recipients=[mine.officer.pk], kind=Kind.SUBMISSION, doc=theirs)
    (gone,) = pull(mine, **checkpoint).json()["documents"]
    assert gone == {"id": f"submission:{theirs}", "kind": "submission", "_deleted": True}


def test_nothing_comes_down_into_the_outbox(mine: Handset) -> None:
    push(mine, row(note(mine)))
    answer = mine.api.get("/api/v1/sync/rx/outbox/pull?lwt=0&id=&limit=10")
    assert answer.json() == {"documents": [], "checkpoint": {"lwt": 0, "id": ""}}
