"""A bound token waits only in the hand of who can prove it, here as at every other door."""

import pytest

from backend.handset.proving import Prover
from field_api.identity.models import Device, Proof, Token
from field_api.lib import es256
from tests import make
from tests.sync.wake.conftest import STREAM, WAIT, Held, Wake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bound(held: Held, wake: Wake) -> Prover:
    """The key of the handset that waits, its token bound to it, and the nonce of now."""
    key = es256.new_key()
    public = es256.jwk(key.public_key())
    Device.objects.update(public_key=public, key_id=es256.thumbprint(public))
    Token.objects.update(bound=True)
    prover = Prover(key, wake.base)
    told = wake.ask(WAIT, prover.headers("GET", WAIT, held.token))
    assert (told.status_code, told.json()["code"]) == (401, "use_dpop_nonce")
    assert told.headers["WWW-Authenticate"] == 'DPoP algs="ES256", error="use_dpop_nonce"'
    prover.nonce = told.headers["DPoP-Nonce"]
    return prover


def test_who_proves_it_waits(wake: Wake, held: Held, bound: Prover) -> None:
    answer = wake.ask(WAIT, bound.headers("GET", WAIT, held.token), timeout=0)
    assert answer.status_code == 204
    assert "DPoP-Nonce" not in answer.headers
    proved = bound.headers("GET", STREAM, held.token)
    with wake.stream_with(proved) as stream:
        assert stream.head() == held.head


def test_the_token_alone_waits_for_nothing(wake: Wake, held: Held, bound: Prover) -> None:
    answer = wake.get(WAIT, held.token, timeout=0)
    assert (answer.status_code, answer.json()["code"]) == (401, "proof-needed")


def test_a_proof_waits_once(wake: Wake, held: Held, bound: Prover) -> None:
    shown = bound.headers("GET", WAIT, held.token)
    answers = [wake.ask(WAIT, shown, timeout=0) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 401]
    assert answers[1].json()["code"] == "invalid_dpop_proof"
    assert Proof.objects.count() == 1


def test_a_proof_is_of_this_door_and_of_this_key(wake: Wake, held: Held, bound: Prover) -> None:
    elsewhere = wake.ask(WAIT, bound.headers("GET", STREAM, held.token), timeout=0)
    bound.key = es256.new_key()
    other = wake.ask(WAIT, bound.headers("GET", WAIT, held.token), timeout=0)
    missing = wake.ask(WAIT, {"Authorization": f"DPoP {held.token}"}, timeout=0)
    for answer in (elsewhere, other, missing):
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_dpop_proof")
    assert not Proof.objects.exists()


def test_nonces_are_those_of_every_other_door(wake: Wake, held: Held, bound: Prover) -> None:
    client = make.api()
    other = Prover(bound.key, "http://testserver", bound.nonce)
    shown = other.headers("GET", "/api/v1/me", held.token)
    assert client.get("/api/v1/me", headers=shown).status_code == 200
