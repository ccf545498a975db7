"""/api/v1/callbacks/<system>: whose word counts, and what it does."""

import base64
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from standardwebhooks import Webhook

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from tests import make, written
from tests.delivery.parcels import fresh, parcel, put
from tests.delivery.replays import ended
from tests.queries.sandbox import TOKEN, Sandbox, playing

pytestmark = pytest.mark.django_db

VARIABLE = "FIELDBOOK_TESTS_CALLBACK"


def secret(seed: bytes = b"o") -> str:
    return "whsec_" + base64.b64encode(seed * 32).decode()


OURS, OTHER = secret(), secret(b"x")


@pytest.fixture
def signing(systems: dict[str, System], monkeypatch: pytest.MonkeyPatch) -> System:
    """The records system, whose callbacks are signed with OURS."""
    monkeypatch.setenv(VARIABLE, OURS)
    System.objects.filter(code="records").update(callback_ref=f"env:{VARIABLE}")
    systems["records"].refresh_from_db()
    return systems["records"]


@pytest.fixture
def taken(signing: System) -> Delivery:
    return ended(Next(State.AWAITING, reference="RMS-1"))


def said(of: Delivery, **other: Any) -> bytes:
    return json.dumps({"key": str(of.key), "outcome": "accepted", **other}).encode()


def signed(
    body: bytes, *secrets: str, message: str = "", at: datetime | None = None
) -> dict[str, str]:
    at, message = at or datetime.now(UTC), message or f"msg_{uuid4()}"
    words = [Webhook(one).sign(message, at, body.decode()) for one in secrets or (OURS,)]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(words),
    }


def post(body: bytes, headers: dict[str, str], to: str = "records", **other: Any) -> Any:
    path = f"/api/v1/callbacks/{to}"
    kind = other.pop("content_type", "application/json")
    return Client().post(path, body, content_type=kind, headers=headers, **other)


def test_what_it_signed_counts(taken: Delivery) -> None:
    body = said(taken, reference="RMS-2")
    answer = post(body, signed(body))
    assert (answer.status_code, answer.json()) == (
        200,
        {"key": str(taken.key), "state": "delivered"},
    )
    assert fresh(taken).remote_ref == "RMS-2"


def test_a_rejection_is_on_the_officers_field(taken: Delivery) -> None:
    errors = [{"field": "/summary", "message": "names\nnobody"}]
    body = said(taken, outcome="rejected", errors=errors)
    assert post(body, signed(body)).json()["state"] == "rejected"
    task = Task.objects.get()
    assert (task.pointer, task.text) == ("/text", "names nobody")


def refused(answer: Any) -> tuple[int, dict[str, Any]]:
    said = {name: value for name, value in answer.json().items() if name != "trace"}
    return answer.status_code, said | {"challenge": answer.headers["WWW-Authenticate"]}


def test_whoever_did_not_sign_it_learns_nothing(taken: Delivery) -> None:
    body = said(taken)
    good = signed(body)
    old = datetime.now(UTC) - timedelta(minutes=6)
    soon = datetime.now(UTC) + timedelta(minutes=6)
    answers = [
        post(body, {}),
        post(body, signed(body, OTHER)),
        post(body, signed(body, at=old)),
        post(body, signed(body, at=soon)),
        post(body + b" ", good),
        post(body, good | {"webhook-id": "msg_other"}),
        post(body, good | {"webhook-signature": "v1,%%"}),
        post(body, good | {"webhook-signature": "nonsense"}),
        post(body, good | {"webhook-timestamp": "soon"}),
        post(b"\xff", good),
        post(body, good, to="intelligence"),
        post(body, good, to="no-such-system"),
    ]
    first, *others = [refused(answer) for answer in answers]
    assert first[0] == 401 and all(other == first for other in others)
    assert fresh(taken).state == "awaiting"


def test_only_signatures_open_it(taken: Delivery) -> None:
    api = make.signed_in(make.supervisor())
    answer = api.post("/api/v1/callbacks/records", said(taken), content_type="application/json")
    assert answer.status_code == 401
    for method in ("get", "put", "options", "head"):
        assert getattr(Client(), method)("/api/v1/callbacks/records").status_code == 401


def test_while_secrets_are_rotated_each_of_them_signs(
    taken: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"{OTHER} {OURS}")
    body = said(taken)
    assert post(body, signed(body, OURS)).status_code == 200
    assert post(body, signed(body, OTHER)).status_code == 200
    assert post(body, signed(body, secret(b"z"), OTHER)).status_code == 200
    monkeypatch.setenv(VARIABLE, OTHER)
    assert post(body, signed(body, OURS)).status_code == 401


@pytest.mark.parametrize("held", ["", "whsec_%%", "whsec_" + base64.b64encode(b"short").decode()])
def test_a_secret_that_can_not_be_used_opens_nothing(
    taken: Delivery, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    monkeypatch.setenv(VARIABLE, held)
    body = said(taken)
    for key in (OURS, "whsec_" + base64.b64encode(b"short").decode()):
        assert post(body, signed(body, key)).status_code == 401


def test_a_message_that_comes_again_is_answered_the_same(taken: Delivery) -> None:
    body = said(taken)
    headers = signed(body, message="msg_1")
    assert post(body, headers).json() == post(body, headers).json()


UNKNOWN = b'{"key": "00000000-0000-4000-8000-000000000000", "outcome": "accepted"}'


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"outcome": "accepted"}', "application/json", 422),
        (b'{"key": "x", "outcome": "perhaps"}', "application/json", 422),
        (UNKNOWN, "text/plain", 415),
        (UNKNOWN, "application/json", 404),
    ],
)
def test_what_can_not_be_read_is_a_problem(
    signing: System, body: bytes, kind: str, status: int
) -> None:
    answer = post(body, signed(body), content_type=kind)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_long_body_is_not_even_looked_at(taken: Delivery) -> None:
    body = said(taken, reference="x" * (64 << 10))
    answer = post(body, signed(body))
    assert (answer.status_code, answer.json()["max_bytes"]) == (413, 65536)


@pytest.fixture
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with playing("records", data=tmp_path_factory.mktemp("callbacks")) as boxes:
        yield boxes["records"]


def call(box: Sandbox, method: str, path: str, body: Any) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx2.request(method, f"{box.url}{path}", headers=headers, json=body)
    assert answer.status_code == 200, answer.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outcome", ["accepted", "rejected"])
def test_a_real_system_decides_later_and_tells_us(
    box: Sandbox, signing: System, live_server: LiveServer, outcome: str
) -> None:
    written.system("records", box.url, bearer=TOKEN)
    System.objects.filter(code="records").update(callback_ref=f"env:{VARIABLE}")
    url = f"{live_server.url}/api/v1/callbacks/records"
    call(box, "PUT", "/callback", {"url": url, "secret": os.environ[VARIABLE]})
    author = make.officer()
    box.breaks(pending=True, on="entries")
    (made,) = put(parcel(tell=(author.pk,)))
    delivery.drain(signing.pk)
    assert fresh(made).state == "awaiting"
    head = feed.head(author.pk)
    errors = [{"field": "/summary", "message": "names nobody"}] if outcome == "rejected" else []
    decision = {"outcome": outcome, "errors": errors}
    call(box, "POST", f"/api/entries/by-key/{made.key}/decision", decision)
    _until_told(author.pk, head)
    assert fresh(made).state == {"accepted": "delivered"}.get(outcome, outcome)
    assert [task.pointer for task in Task.objects.all()] == ["/text"] * len(errors)


def _until_told(officer: int, head: str) -> None:
    for _ in range(3000):
        if feed.head(officer) != head:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail("no word came")
