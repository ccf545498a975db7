"""Proofs as requests bring them: through every middleware, to the doors of the API."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from backend.handset.proving import Prover
from field_api.identity import actions as identity
from field_api.identity.models import Device, Officer, Proof, Token
from field_api.identity.rules import TOKEN_LIFE, digest
from field_api.identity.rules.proofs import REMEMBERED, WINDOW, Asked
from field_api.lib import clock, es256
from tests import make
from tests.identity.people import Person, later

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"
ME, PUSH = "/api/v1/me", "/api/v1/sync/push"


@dataclass
class Phone:
    """A handset in its officer's hand: its token is bound to `prover.key`."""

    device: Device
    token: str
    prover: Prover
    client: Client = field(default_factory=Client)

    def asks(self, method: str = "GET", path: str = ME, **headers: str) -> Any:
        """With a right proof, but for `headers`."""
        shown = {**self.prover.headers(method, path, self.token), **headers}
        return self.client.generic(method, path, b"{}", "application/json", headers=shown)


def phone_of(officer: Officer, *, age: timedelta = timedelta(0)) -> Phone:
    key = es256.new_key()
    device = make.device(officer, key=key)
    token = make.token(device, age=age)
    Token.objects.filter(device=device).update(bound=True)
    return Phone(device, token, Prover(key, ORIGIN, identity.newest_nonce()))


@pytest.fixture
def phone(pc: Person) -> Phone:
    return phone_of(pc.officer)


def told(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal, which says the same in the words of RFC 9449."""
    problem, challenge = answer.json(), answer.headers["WWW-Authenticate"]
    assert challenge.startswith('DPoP algs="ES256"')
    if problem["code"] in ("use_dpop_nonce", "invalid_dpop_proof"):
        assert f'error="{problem["code"]}"' in challenge
        assert answer.headers["DPoP-Nonce"] == identity.newest_nonce()
    return answer.status_code, problem["code"]


def test_who_holds_the_key_is_let_in_and_told_nothing_new(phone: Phone) -> None:
    answer = phone.asks()
    assert answer.status_code == 200
    assert "DPoP-Nonce" not in answer.headers


def test_a_bound_token_is_worth_nothing_to_who_only_holds_it(phone: Phone) -> None:
    shown = {"Authorization": f"Bearer {phone.token}"}
    for method, path in (("GET", ME), ("POST", PUSH)):
        answer = Client().generic(method, path, b"{}", "application/json", headers=shown)
        assert told(answer) == (401, "proof-needed")


def test_a_token_without_a_proof_is_refused(phone: Phone) -> None:
    assert told(phone.asks(DPoP="")) == (401, "invalid_dpop_proof")


def test_another_key_proves_nothing_and_is_not_remembered(phone: Phone) -> None:
    phone.prover.key = es256.new_key()
    assert told(phone.asks()) == (401, "invalid_dpop_proof")
    assert told(phone.asks("POST", PUSH)) == (401, "invalid_dpop_proof")
    assert not Proof.objects.exists()


def test_a_copied_public_key_proves_nothing(phone: Phone) -> None:
    header, claims, _ = phone.prover.proof("GET", ME, phone.token).split(".")
    forged = es256.sign(es256.new_key(), f"{header}.{claims}".encode())
    answer = phone.asks(DPoP=f"{header}.{claims}.{es256.b64(forged)}")
    assert told(answer) == (401, "invalid_dpop_proof")


def test_a_colleagues_proof_does_not_carry_my_token(phone: Phone, sergeant: Person) -> None:
    phone.prover.key = phone_of(sergeant.officer).prover.key
    assert told(phone.asks()) == (401, "invalid_dpop_proof")


def test_a_proof_is_good_once(phone: Phone) -> None:
    proof = phone.prover.proof("GET", ME, phone.token)
    assert phone.asks(DPoP=proof).status_code == 200
    assert told(phone.asks(DPoP=proof)) == (401, "invalid_dpop_proof")


def test_a_proof_is_of_one_address_and_one_method(phone: Phone) -> None:
    other = phone.prover.proof("GET", "/api/v1/forms", phone.token)
    assert told(phone.asks(DPoP=other)) == (401, "invalid_dpop_proof")
    other = phone.prover.proof("POST", ME, phone.token)
    assert told(phone.asks(DPoP=other)) == (401, "invalid_dpop_proof")
    elsewhere = Prover(phone.prover.key, "https://evil.example", phone.prover.nonce)
    assert told(phone.asks(DPoP=elsewhere.proof("GET", ME, phone.token))) == (
        401,
        "invalid_dpop_proof",
    )


def test_a_query_is_no_part_of_what_is_proved(phone: Phone) -> None:
    assert phone.asks(path="/api/v1/sync/pull?limit=1").status_code == 200


def test_an_upload_proves_the_method_that_goes_over_the_wire(phone: Phone) -> None:
    """tus lets a POST say that it is a PATCH, for proxies; a proof cannot know that."""
    path = f"/api/v1/files/{uuid4()}"
    said = {"X-HTTP-Method-Override": "PATCH", "Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    answer = phone.asks("POST", path, **said)
    assert answer.status_code != 401, answer.content


def test_the_nonce_of_five_minutes_ago_passes_and_a_newer_one_is_told(phone: Phone) -> None:
    with later(timedelta(seconds=WINDOW)):
        answer = phone.asks()
        assert answer.status_code == 200
        assert answer.headers["DPoP-Nonce"] == identity.newest_nonce()
        phone.prover.nonce = answer.headers["DPoP-Nonce"]
        assert "DPoP-Nonce" not in phone.asks().headers
    with later(timedelta(seconds=3 * WINDOW)):
        assert told(phone.asks()) == (401, "use_dpop_nonce")


def test_revocation_counts_from_the_very_next_request(pc: Person, phone: Phone) -> None:
    assert phone.asks().status_code == 200
    identity.revoke_device(device=phone.device, by=pc.officer, reason="lost")
    assert (phone.asks().status_code, phone.asks().json()["code"]) == (403, "device-revoked")


@pytest.mark.parametrize("state", ["expired", "signed out", "revoked"])
def test_work_comes_in_whatever_the_token_is_worth_if_the_key_is_right(
    pc: Person, state: str
) -> None:
    phone = phone_of(pc.officer, age=TOKEN_LIFE * (state == "expired"))
    if state == "signed out":
        identity.sign_out(token=identity.token_of(bytes(Token.objects.get().digest)))
    if state == "revoked":
        identity.revoke_device(device=phone.device, by=pc.officer, reason="lost")
    assert phone.asks().status_code in (401, 403)
    assert phone.asks("POST", PUSH).status_code == 400  # let in, and then found to say nothing
    phone.prover.nonce = ""
    assert told(phone.asks("POST", PUSH)) == (401, "use_dpop_nonce")
    phone.prover.key = es256.new_key()
    phone.prover.nonce = identity.newest_nonce()
    assert told(phone.asks("POST", PUSH)) == (401, "invalid_dpop_proof")


def test_a_door_still_costs_one_query_to_know_who_asks(
    phone: Phone, django_assert_num_queries: Any
) -> None:
    shown = phone.prover.proof("GET", ME, phone.token)
    found = identity.proof_of(shown, Asked("GET", "testserver", ME, digest(phone.token)))
    with django_assert_num_queries(1):
        assert identity.check_token(phone.token, found).device == phone.device


def test_nobodys_proofs_are_not_remembered(phone: Phone) -> None:
    phone.token = "nobody's"
    assert phone.asks().json()["code"] == "token-unknown"
    assert not Proof.objects.exists()


def test_proofs_are_forgotten_once_no_nonce_would_let_them_in(phone: Phone) -> None:
    phone.asks()
    assert identity.forget_proofs() == 0
    Proof.objects.update(shown_at=clock.now() - timedelta(seconds=REMEMBERED + 1))
    assert identity.forget_proofs() == 1


@given(part=st.integers(0, 2), place=st.integers(0, 10_000), byte=st.integers(0, 63))
@pytest.mark.django_db
def test_whatever_else_is_shown_as_a_proof_is_401(part: int, place: int, byte: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    proof = Prover(es256.new_key(), ORIGIN, identity.newest_nonce()).proof("GET", ME, "t")
    parts = [list(one) for one in proof.split(".")]
    parts[part][place % len(parts[part])] = alphabet[byte]
    shown = {"Authorization": "DPoP t", "DPoP": ".".join("".join(one) for one in parts)}
    assert Client().get(ME, headers=shown).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_one_proof_shown_by_many_at_once_lets_one_in(phone: Phone) -> None:
    proof = phone.prover.headers("GET", ME, phone.token)
    phone.asks()  # what a first request sets up is set up
    start, ends = threading.Barrier(12), Counter[int]()

    def show() -> None:
        try:
            start.wait(30)
            ends[Client().get(ME, headers=proof).status_code] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=show) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ends == {200: 1, 401: 11}
