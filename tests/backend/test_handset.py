"""The reference client by itself, against a server that is played: what it does with each answer,
and what is left of it after it was killed. With the real server it is in `tests/simulation`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from backend.handset import (
    Answer,
    Handset,
    Offline,
    Overtaken,
    Pace,
    Refused,
    Request,
    Store,
    pushing,
)
from field_api.lib import clock, es256
from field_api.notebook.rules import read_head
from tests.backend.played import Played, answer, problem


@pytest.fixture
def server() -> Played:
    return Played()


@pytest.fixture
def phone(server: Played, tmp_path: Path) -> Handset:
    return opened(server, tmp_path)


def opened(server: Played, folder: Path, store: Store | None = None) -> Handset:
    made = Handset(
        transport=server,
        store=store or Store(folder / "phone.sqlite"),
        pace=Pace(sleep=lambda seconds: None),
    )
    if not made.notebook:
        made.sign_in("34-1001", "password", "123456")
    return made


def write(phone: Handset, count: int = 1) -> list[str]:
    return [phone.write("note", {"text": f"Example {n}"})["id"] for n in range(count)]


def test_what_was_written_is_there_after_a_kill_and_the_chain_goes_on(
    server: Played, phone: Handset, tmp_path: Path
) -> None:
    first = write(phone)
    again = opened(server, tmp_path)  # the first was never closed
    second = write(again)
    assert [item["id"] for item in again.outbox] == [*first, *second]
    heads = [read_head(item["head"]) for item in again.outbox]
    assert [head.seq for head in heads] == [1, 2]
    assert heads[1].prev_hash == heads[0].hash().hex()
    assert again.installation == phone.installation


def test_an_unknown_outcome_means_the_same_bytes_again(server: Played, phone: Handset) -> None:
    write(phone, 2)
    lost = [Offline, Answer(200, b'{"results": ['), Answer(502, b"<html>")]
    for fate in lost:
        server.next.append(fate)
        with pytest.raises(Offline):
            phone.push()
    phone.push()
    bodies = [one.body for one in server.seen if one.path.endswith("sync/push")]
    sent = {json.dumps(json.loads(body)["items"]) for body in bodies}
    assert len(bodies) == 4
    assert len(sent) == 1
    assert phone.outbox == []


def test_only_a_genuine_receipt_ends_waiting(server: Played, phone: Handset) -> None:
    write(phone)

    def forged(request: Request) -> Answer:
        told = json.loads(server.usual(request).body)
        told["results"][0]["receipt"]["signature"] = es256.b64(bytes(64))
        return answer(told)

    server.next.append(forged)
    phone.push()
    assert len(phone.outbox) == 1
    phone.push()
    assert phone.outbox == []


def test_one_that_no_server_takes_is_handed_in_and_stops_no_other(
    server: Played, phone: Handset
) -> None:
    ids = write(phone, 9)
    poison = ids[4]

    def picky(request: Request) -> Answer:
        if poison.encode() in request.body:
            return problem(400, "malformed-request")
        return server.usual(request)

    server.next.extend([picky] * 12)
    results = phone.push()
    assert {one["id"] for one in results if one["status"] == "refused"} == {poison}
    assert set(server.kept) == set(ids) - {poison}
    assert sum("deadletter" in one.path for one in server.seen) == 1
    assert phone.outbox == [] and len(phone.store.entries("refused")) == 1


def test_a_request_cut_short_is_nobodys_fault(server: Played, phone: Handset) -> None:
    write(phone)
    server.next.append(problem(400, "body-truncated"))
    with pytest.raises(Offline):
        phone.push()
    assert len(phone.outbox) == 1


def test_too_large_a_batch_is_halved(
    server: Played, phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = write(phone, 5)
    server.next.append(problem(413, "batch-too-large"))
    phone.push()
    assert [len(push) for push in server.pushes()] == [5, 3, 2]
    assert set(server.kept) == set(ids)
    monkeypatch.setattr(pushing, "MOST_BYTES", 1)
    write(phone, 2)
    phone.push()
    assert [len(push) for push in server.pushes()][3:] == [1, 1]


def test_a_new_epoch_offers_what_the_server_lost(server: Played, phone: Handset) -> None:
    ids = write(phone, 3)
    phone.sync()
    del server.kept[ids[1]]
    server.epoch = 2
    server.next.append(problem(410, "cursor-reset", epoch=2))
    phone.sync()
    assert server.pushes() == [ids, [ids[1]]]
    assert set(server.kept) == set(ids)


def test_a_server_that_cannot_be_asked_is_offered_everything(
    server: Played, phone: Handset
) -> None:
    ids = write(phone, 2)
    phone.sync()
    server.next.append(problem(404, "not-found"))
    assert phone.offer_again() == 2
    assert server.pushes() == [ids, ids]


def page(cursor: int, *ids: str, epoch: int = 1, more: bool = False) -> dict[str, Any]:
    changes = [
        {"kind": "submission", "id": key, "op": "upsert", "doc": {"heads": [], "at": cursor}}
        for key in ids
    ]
    moment = clock.iso(clock.now())
    at = str((epoch << 40) + cursor)
    return {"epoch": epoch, "server_time": moment, "changes": changes, "cursor": at, "more": more}


def test_an_answer_that_comes_too_late_is_ignored(server: Played, phone: Handset) -> None:
    server.next.append(answer(page(9, "a")))
    phone.pull()
    stale = {**page(5, "a"), "changes": [{"kind": "submission", "id": "a", "op": "delete"}]}
    server.next.append(answer(stale))
    server.next.append(answer(page(9)))
    phone.pull()
    assert phone.documents["a"]["at"] == 9


def test_after_a_reset_what_is_no_more_goes_only_when_the_new_reading_is_through(
    server: Played, phone: Handset
) -> None:
    server.next.append(answer(page(9, "a", "b")))
    phone.pull()
    server.epoch = 2
    server.next.append(problem(410, "cursor-reset", epoch=2))
    server.next.append(answer(page(1, "a", epoch=2, more=True)))
    server.next.append(Offline)
    with pytest.raises(Offline):
        phone.pull()
    assert set(phone.documents) == {"a", "b"}
    server.next.append(answer(page(2, epoch=2)))
    phone.pull()
    assert set(phone.documents) == {"a"}


class Dies(Exception):
    pass


class DyingStore(Store):
    """Dies before the commit of its next transaction but `left`."""

    left = -1

    @contextmanager
    def change(self) -> Iterator[None]:
        with super().change():
            yield
            self.left -= 1
            if self.left == -1:
                raise Dies


def test_documents_and_cursor_stand_or_fall_together(server: Played, tmp_path: Path) -> None:
    store = DyingStore(tmp_path / "phone.sqlite")
    phone = opened(server, tmp_path, store)
    server.next.append(answer(page(9, "a")))
    store.left = 0
    with pytest.raises(Dies):
        phone.pull()
    again = opened(server, tmp_path)
    assert again.documents == {} and again.store.fact("cursor", "") == ""


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(server: Played, phone: Handset) -> None:
    rests: list[float] = []
    phone.pace.sleep = rests.append
    write(phone)
    server.next.extend([problem(503, "busy"), Offline])
    assert phone.sync_patiently()
    assert len(rests) == 2 and rests[0] >= 7


def test_what_no_waiting_cures_is_said(server: Played, phone: Handset) -> None:
    server.next.append(problem(401, "token-expired"))
    write(phone)
    with pytest.raises(Refused, match="token-expired"):
        phone.sync_patiently()
    assert len(phone.outbox) == 1


def test_an_edit_names_all_that_stands(server: Played, phone: Handset) -> None:
    first = phone.write("note", {})
    submission = first["submission"]
    second = phone.edit(submission, "note", {})
    assert phone.heads(submission) == [second["id"]]
    phone.push()
    document = {"heads": [second["id"], "of-the-other-device"]}
    change = {"kind": "submission", "id": submission, "op": "upsert", "doc": document}
    server.next.append(answer({**page(3), "changes": [change]}))
    phone.pull()
    merge = phone.merge(submission, "note", {})
    parents = json.loads(merge["payload"])["parents"]
    assert sorted(parents) == sorted(document["heads"])
    withdrawal = json.loads(phone.withdraw(submission, "note")["payload"])
    assert (withdrawal["intent"], withdrawal["parents"]) == ("withdraw", [merge["id"]])


def test_kept_entries_are_forgotten_by_the_servers_clock(server: Played, phone: Handset) -> None:
    write(phone)
    phone.sync()
    phone.store.forget(clock.iso(clock.now().replace(year=2000)))
    assert len(phone.store.entries("kept")) == 1
    phone.store.forget(clock.iso(clock.now().replace(year=2100)))
    assert phone.store.entries("kept") == []


def test_a_store_put_back_from_an_old_copy_must_not_go_on(server: Played, phone: Handset) -> None:
    told = json.loads(server.usual(Request("POST", "/api/v1/sign-in")).body)
    told["notebook"]["next_seq"] = 5
    server.next.append(answer(told))
    with pytest.raises(Overtaken):
        phone.sign_in("34-1001", "password", "123456")
