"""What a sandbox system does after it took an entry: it decides, lists and erases."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from queue import Queue
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from standardwebhooks import Webhook

from tests.contracts.raw import Caller, Raw, serving
from tests.contracts.test_sandbox import BEARER, Boxes, form_token, post
from tests.queries.sandbox import Sandbox

SECRET = "whsec_b2YgYSBzYW5kYm94LCBrbm93biB0byBhbGw="
LATE = {"errors": [{"field": "/summary", "message": "names nobody"}]}


def sent(box: Sandbox, key: str | None = None) -> str:
    key = key or str(uuid4())
    assert post(box, **{"Idempotency-Key": key}).status_code in (200, 201, 202)
    return key


def call(box: Sandbox, method: str, path: str, body: Any = None) -> httpx2.Response:
    return httpx2.request(method, f"{box.url}{path}", headers=BEARER, json=body)


def about(box: Sandbox, key: str) -> dict[str, Any]:
    found: dict[str, Any] = call(box, "GET", f"/api/entries/by-key/{key}").json()
    return found


class Hook:
    """Where decisions are told. `got` has the headers and the body of each call."""

    def __init__(self, raw: Raw) -> None:
        self.url = f"{raw.url}/callbacks/records"
        self.got: Queue[tuple[dict[str, str], bytes]] = Queue()


@pytest.fixture
def hook(boxes: Boxes) -> Iterator[Hook]:
    """It fails the first call, as any receiver may."""
    calls = threading.Semaphore(1)

    def takes(caller: Caller) -> None:
        head, _, body = caller.read_request().partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
        if calls.acquire(blocking=False):
            caller.answer(503)
            return
        hook.got.put(({name.lower(): value for name, _, value in lines}, body))
        caller.answer(204)

    with serving(takes) as raw:
        hook = Hook(raw)
        told = call(boxes["records"], "PUT", "/callback", {"url": hook.url, "secret": SECRET})
        assert told.json()["url"] == hook.url
        yield hook
        assert call(boxes["records"], "DELETE", "/callback").json()["url"] == ""


def test_a_decision_made_later_is_told_by_a_signed_callback(boxes: Boxes, hook: Hook) -> None:
    box = boxes["records"]
    box.breaks(pending=True)
    key = str(uuid4())
    answer = post(box, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["state"]) == (202, "pending")
    assert about(box, key)["state"] == "pending"
    decided = {"outcome": "rejected", **LATE}
    assert call(box, "POST", f"/api/entries/by-key/{key}/decision", decided).status_code == 200
    headers, body = hook.got.get(timeout=60)
    told = {"key": key, "outcome": "rejected", "reference": answer.json()["reference"], **LATE}
    assert Webhook(SECRET).verify(body, headers) == json.loads(body) == told
    found = about(box, key)
    assert (found["state"], found["errors"]) == ("rejected", LATE["errors"])
    assert post(box, **{"Idempotency-Key": key}).status_code == 422


def test_a_person_decides_on_the_page(boxes: Boxes) -> None:
    box = boxes["records"]
    box.breaks(pending=True, count=2)
    keys = [sent(box) for _ in range(2)]
    for key, do in zip(keys, ("accepted", "rejected"), strict=True):
        page = f"{box.url}/entries/{about(box, key)['reference']}"
        assert "waits for a decision" in httpx2.get(page).text
        form = {"form_token": form_token(box), "key": key, "do": do, "message": "names nobody"}
        assert httpx2.post(f"{box.url}/decisions", data=form).status_code == 303
        assert about(box, key)["state"] == do
        assert ("names nobody" in httpx2.get(page).text) == (do == "rejected")
    form = {"form_token": form_token(box), "key": keys[0], "do": "forget"}
    assert httpx2.post(f"{box.url}/decisions", data=form).status_code == 422
    assert httpx2.post(f"{box.url}/decisions", data=form | {"form_token": "x"}).status_code == 403
    form |= {"do": "accepted", "key": str(uuid4())}
    assert httpx2.post(f"{box.url}/decisions", data=form).status_code == 404


@pytest.mark.parametrize(
    "decision", [{}, {"outcome": "perhaps"}, {"outcome": "rejected", "errors": "all"}]
)
def test_a_decision_in_another_form_is_none(boxes: Boxes, decision: dict[str, Any]) -> None:
    box = boxes["records"]
    key = sent(box)
    assert call(box, "POST", f"/api/entries/by-key/{key}/decision", decision).status_code == 400
    assert about(box, key)["state"] == "accepted"
    nowhere = f"/api/entries/by-key/{uuid4()}/decision"
    assert call(box, "POST", nowhere, {"outcome": "accepted"}).status_code == 404


@pytest.mark.parametrize(
    "callback", [{"url": "file:///etc", "secret": SECRET}, {"url": "http://h", "secret": "é"}]
)
def test_a_callback_it_could_not_make_is_refused(boxes: Boxes, callback: dict[str, str]) -> None:
    assert call(boxes["records"], "PUT", "/callback", callback).status_code == 422


def test_what_was_erased_leaves_its_key_and_nothing_else(boxes: Boxes) -> None:
    box = boxes["records"]
    key = sent(box)
    reference, path = about(box, key)["reference"], f"/api/entries/by-key/{key}"
    first = call(box, "DELETE", path)
    assert (first.status_code, first.json()["key"]) == (200, key)
    assert call(box, "DELETE", path).json() == first.json()
    for gone in (path, f"{path}/bytes"):
        answer = call(box, "GET", gone)
        assert (answer.status_code, answer.json()["error"]) == (404, "erased")
    again = post(box, **{"Idempotency-Key": key})
    assert (again.status_code, again.json()["sha256"]) == (409, "")
    listed = call(box, "GET", "/api/entries").json()["entries"]
    assert key not in [entry["key"] for entry in listed]
    assert "erased on request" in httpx2.get(f"{box.url}/entries/{reference}").text
    assert call(box, "DELETE", f"/api/entries/by-key/{uuid4()}").status_code == 404


def test_a_list_comes_in_pages_and_between_two_moments(boxes: Boxes) -> None:
    box = boxes["stop-search"]
    before = datetime.now(UTC) - timedelta(seconds=1)
    stop = '{"search_type":"Person search"}'
    keys = [str(uuid4()) for _ in range(5)]
    for key in keys:
        assert post(box, stop, **{"Idempotency-Key": key}).status_code == 201

    def pages(**query: Any) -> list[list[str]]:
        found: list[list[str]] = []
        after: str | None = "0"
        while after is not None:
            params = {"after": after, "limit": 2, **query}
            page = httpx2.get(f"{box.url}/api/entries", headers=BEARER, params=params).json()
            found.append([entry["key"] for entry in page["entries"]])
            after = page["next"]
        return found

    assert pages(since=before.isoformat()) == [keys[:2], keys[2:4], keys[4:]]
    assert pages(until=before.isoformat()) == [[]]
    for query in ("since=soon", "until=2026-01-01T00:00:00", "after=x", "limit=-1"):
        assert call(box, "GET", f"/api/entries?{query}").status_code == 400


@pytest.mark.parametrize("fault", ["oversize", "drip"])
def test_endless_answers_are_switched_on_the_page(boxes: Boxes, fault: str) -> None:
    box = boxes["records"]
    form = {"form_token": form_token(box), "do": "on", "what": fault}
    assert httpx2.post(f"{box.url}/faults", data=form).status_code == 303
    with httpx2.stream("GET", f"{box.url}/health") as answer:
        assert int(answer.headers["content-length"]) > 4_000_000
        assert next(answer.iter_bytes()).startswith(b'{"ok": true')
    said = {"oversize": "Says far too much", "drip": "Drips its answer"}[fault]
    assert f"{said} on everything" in httpx2.get(box.url).text
