"""A sign-in that is proved, and the reference client that proves all it asks."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from backend.handset import Answer, Handset, Refused, Request
from backend.handset.proving import Prover
from field_api.identity import actions as identity
from field_api.identity.models import Token
from field_api.lib import es256
from tests import make
from tests.identity.people import Person
from tests.identity.test_proofs_shown import ME, ORIGIN, told

pytestmark = pytest.mark.django_db

SIGN_IN = "/api/v1/sign-in"


@dataclass
class Site:
    """The transport of a reference handset, to the site in this process. `twice` is a proxy that
    sends a request again by itself; `seen` is what it answered."""

    seen: list[int] = field(default_factory=list)
    twice: bool = False

    def __call__(self, request: Request) -> Answer:
        if self.twice:
            self.twice = False
            self._sent(request)
        return self._sent(request)

    def _sent(self, request: Request) -> Answer:
        answer = Client(SERVER_NAME="localhost").generic(
            request.method,
            request.path,
            request.body,
            request.headers.get("Content-Type", ""),
            headers=dict(request.headers),
        )
        self.seen.append(answer.status_code)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, answer.content, headers)


@pytest.fixture
def site() -> Site:
    return Site()


def signed_in(pc: Person, site: Site) -> Handset:
    handset = Handset(transport=site)
    handset.sign_in(pc.officer.login, pc.details()["password"], pc.code())
    return handset


def test_a_sign_in_with_a_proof_gives_a_bound_token(pc: Person, site: Site) -> None:
    handset = signed_in(pc, site)
    assert site.seen[:2] == [401, 200]  # the nonce, and then the token
    assert handset.line.bound
    assert [token.bound for token in Token.objects.all()] == [True, True]  # one of them carries
    assert Token.objects.all()[0].device.key_id == es256.thumbprint(
        es256.jwk(handset.key.public_key())
    )


def test_a_handset_learns_the_nonce_and_asks_again_once(pc: Person, site: Site) -> None:
    handset = signed_in(pc, site)
    site.seen.clear()
    handset.line.prover.nonce = "stale"
    handset.call("GET", "me")
    handset.call("GET", "me")
    assert site.seen == [401, 200, 200]


def test_a_handset_outlives_a_proxy_that_sends_twice(pc: Person, site: Site) -> None:
    handset = signed_in(pc, site)
    site.seen.clear()
    site.twice = True
    assert handset.call("GET", "me")["officer"]["login"] == pc.officer.login
    assert site.seen == [200, 401, 200]


def test_a_handset_that_is_refused_for_good_keeps_what_it_has(pc: Person, site: Site) -> None:
    handset = signed_in(pc, site)
    handset.write("note", {"text": "Example"})
    handset.line.prover.key = es256.new_key()
    with pytest.raises(Refused) as caught:
        handset.push()
    assert (caught.value.status, caught.value.code) == (401, "invalid_dpop_proof")
    assert len(handset.outbox) == 1
    handset.line.prover.key = handset.key
    handset.push()
    assert handset.outbox == []


def sign_in(pc: Person, key: es256.PrivateKey, **headers: str) -> Any:
    device = {"id": str(pc.installation), "name": "", "public_key": es256.jwk(key.public_key())}
    details = pc.details()
    body = {name: details[name] for name in ("login", "password", "otp")} | {"device": device}
    return Client().post(SIGN_IN, body, "application/json", headers=headers)


def proof_at_sign_in(key: es256.PrivateKey) -> str:
    return Prover(key, ORIGIN, identity.newest_nonce()).proof("POST", SIGN_IN)


def test_without_a_proof_no_token_is_given(pc: Person) -> None:
    answer = sign_in(pc, es256.new_key())
    assert (answer.status_code, answer.json()["code"]) == (400, "proof-needed")
    assert not Token.objects.exists()


def test_a_site_may_choose_to_give_tokens_to_whoever_holds_them(
    pc: Person, settings: LazySettings
) -> None:
    settings.BEARER_TOKENS = True
    key = es256.new_key()
    answer = sign_in(pc, key).json()
    assert answer["token_type"] == "Bearer"
    assert make.api(answer["token"]).get(ME).status_code == 200


def test_a_proof_by_another_key_than_the_one_brought_costs_no_code(pc: Person) -> None:
    key = es256.new_key()
    refused = sign_in(pc, key, DPoP=proof_at_sign_in(es256.new_key()))
    assert told(refused) == (401, "invalid_dpop_proof")
    assert sign_in(pc, key, DPoP=proof_at_sign_in(key)).json()["token_type"] == "DPoP"


def test_what_is_no_key_is_said_to_prove_nothing(pc: Person) -> None:
    device = {"id": str(pc.installation), "name": "", "public_key": {"kty": "EC"}}
    body = {"login": "34-1001", "password": "x", "otp": "000000", "device": device}
    proof = proof_at_sign_in(es256.new_key())
    answer = Client().post(SIGN_IN, body, "application/json", headers={"DPoP": proof})
    assert told(answer) == (401, "invalid_dpop_proof")
