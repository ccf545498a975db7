"""/api/v1/verify and /api/v1/grants, and what asks for them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from field_api.identity.models import Device, Officer, Passkey, Token
from field_api.identity.rules import digest
from field_api.lib import clock
from tests import handset, make, written
from tests.authenticator import Authenticator
from tests.handset import Handset
from tests.submissions.journeys import seen, send
from tests.written import INTEL

pytestmark = pytest.mark.django_db

VERIFY, GRANTS = "/api/v1/verify", "/api/v1/grants"


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def phone(sergeant: Officer) -> Device:
    return make.device(sergeant)


@pytest.fixture
def client(phone: Device) -> APIClient:
    return make.api(make.token(phone))


def question() -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": "vehicle",
        "criteria": {"vrm": "AB12 CDE"},
        "purpose": "Stopped at the market",
        "reason_code": "1",
        "place": "",
        "linked": None,
        "deadline_ms": 4000,
    }


def verified_ago(device: Device, minutes: int) -> None:
    moment = clock.now() - timedelta(minutes=minutes)
    Token.objects.filter(device=device).update(verified_at=moment)


def post(client: APIClient, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, body, format="json")
    return answer.status_code, answer.json()


def keyed(sergeant: Officer) -> Authenticator:
    key = Authenticator()
    Passkey.objects.create(
        officer=sergeant,
        credential=key.id,
        public_key=key.cose(),
        name="Phone",
        made_at=clock.now(),
    )
    return key


def test_a_grant_lets_one_report_out(mine: Handset, sergeant: Officer, client: APIClient) -> None:
    made = send(mine, INTEL)
    now, path = seen(made), f"/api/v1/submissions/{made.pk}/approve"
    said = {"revision": str(now.revision), "hash": now.hash}
    status, refused = post(client, path, said)
    assert (status, refused["code"]) == (403, "step-up-needed")
    status, given = post(client, GRANTS, refused["grant"] | {"otp": make.code(sergeant)})
    assert status == 201
    status, done = post(client, path, said | {"grant": given["grant"]})
    assert (status, done["state"]) == (200, "released")


def test_a_passkey_gives_one_as_well(sergeant: Officer, client: APIClient) -> None:
    asked = {"action": "approve", "objects": [{"object": "submission:1"}]}
    assert post(client, f"{GRANTS}/challenge", {})[1]["code"] == "no-passkey"
    key = keyed(sergeant)
    options = post(client, f"{GRANTS}/challenge", {})[1]["options"]
    answer = key.answer(options)
    assert post(client, GRANTS, asked | {"passkey": answer})[0] == 201
    status, again = post(client, GRANTS, asked | {"passkey": answer})
    assert (status, again["code"]) == (403, "step-up-refused")


def test_a_challenge_of_another_handset_is_not_answered(
    sergeant: Officer, client: APIClient
) -> None:
    key = keyed(sergeant)
    options = post(make.signed_in(sergeant), f"{GRANTS}/challenge", {})[1]["options"]
    assert post(client, VERIFY, {"passkey": key.answer(options)})[0] == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"otp": "123456", "passkey": {}},
        {"otp": "12345"},
        {"otp": None},
        {"passkey": "x"},
    ],
    ids=["neither", "both", "short", "null", "text"],
)
def test_one_factor_is_shown(client: APIClient, body: dict[str, Any]) -> None:
    status, said = post(client, VERIFY, body)
    assert (status, said["code"]) == (400, "malformed-request")


def test_a_question_wants_a_verification_of_this_hour(mine: Handset) -> None:
    verified_ago(mine.device, 59)
    assert post(mine.api, "/api/v1/queries", question())[0] == 202
    verified_ago(mine.device, 61)
    asked = question()
    answer = mine.api.post("/api/v1/queries", asked, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "verify-again")
    assert answer.json()["max_age"] == 3600
    assert 'error="insufficient_user_authentication"' in answer.headers["WWW-Authenticate"]
    assert post(mine.api, VERIFY, {"otp": make.code(mine.officer)})[0] == 200
    assert post(mine.api, "/api/v1/queries", asked)[0] == 202


@pytest.mark.parametrize(
    ("marking", "minutes", "status"),
    [
        ("OFFICIAL", 59, 200),
        ("OFFICIAL", 61, 401),
        ("OFFICIAL-SENSITIVE", 14, 200),
        ("OFFICIAL-SENSITIVE", 16, 401),
    ],
)
def test_others_work_is_read_as_its_marking_asks(
    mine: Handset, phone: Device, client: APIClient, marking: str, minutes: int, status: int
) -> None:
    made = send(mine, INTEL)
    type(made).objects.filter(pk=made.pk).update(marking=marking)
    verified_ago(phone, minutes)
    for path in (f"submissions/{made.pk}", "submissions?queue=review"):
        assert client.get(f"/api/v1/{path}").status_code == status


def test_own_work_is_read_all_shift(mine: Handset) -> None:
    made = send(mine, INTEL)
    verified_ago(mine.device, 15 * 60)
    assert mine.api.get(f"/api/v1/submissions/{made.pk}").status_code == 200


def test_what_is_not_there_is_not_there_however_stale(mine: Handset, phone: Device) -> None:
    made, stranger = send(mine, INTEL), make.device(make.officer())
    client = make.api(make.token(stranger))
    verified_ago(stranger, 600)
    assert client.get(f"/api/v1/submissions/{made.pk}").status_code == 404


def test_verifying_refreshes_this_token_alone(sergeant: Officer, phone: Device) -> None:
    here, there = make.token(phone), make.token(phone)
    verified_ago(phone, 600)
    status, said = post(make.api(here), VERIFY, {"otp": make.code(sergeant)})
    assert status == 200
    stood = {one.pk: one.verified_at for one in Token.objects.all()}
    assert stood[digest(here)] > clock.now() - timedelta(minutes=1) > stood[digest(there)]
    assert clock.parse(said["verified_at"]) == stood[digest(here)]
