"""The desk and OpenID providers: one of another maker, and one of ours that can lie."""

import base64
import hashlib
import hmac
import html
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx2
import pytest
from django.core.management import call_command
from django.test import Client
from django_otp.oath import TOTP
from joserfc import jwk, jwt

from field_api.identity import provider as asking
from field_api.identity.actions import externals, oidc
from field_api.identity.models import Challenge, ExternalIdentity, Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.identity.rules.providers import Provider
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from tests import make
from tests.contracts.servers.openid import openid
from tests.contracts.web import Asked, answering

TENANT = "11111111-2222-3333-4444-555555555555"
OID = "aaaaaaaa-0000-0000-0000-000000000001"
SUB = "sample-sergeant"
BEGIN, BACK, CODE = (f"/desk/sign-in/oidc{part}" for part in ("", "/back", "/code"))

pytestmark = pytest.mark.django_db


@dataclass
class Liar:
    """A provider of ours. `says` changes the claims, `sign` the signature, of its next tokens."""

    issuer: str = ""
    key: jwk.Key = field(default_factory=lambda: _key("one"))
    shown: list[jwk.Key] = field(default_factory=list)
    says: dict[str, Any] = field(default_factory=dict)
    sign: Callable[["Liar", dict[str, Any]], str] | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    status: int = 200

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.path.endswith("/openid-configuration"):
            return self.status, self._document() | self.discovery
        if asked.path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.shown or [self.key]]}
        form = dict(parse_qsl(asked.body.decode()))
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        if coded(proof).decode() != self.asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        assert asked.headers["authorization"] == "Basic ZmllbGQlM0Fib29rOnMlMkZlY3JldA=="
        return 200, {"id_token": self._token(), "access_token": "unused"}

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def _token(self) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": "field:book",
            "sub": "pairwise",
            "oid": OID,
            "tid": TENANT,
            "nonce": self.asked["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        claims = {name: v for name, v in (right | self.says).items() if v is not None}
        return self.sign(self, claims) if self.sign else signed(claims, self.key)


def signed(claims: dict[str, Any], key: jwk.Key, alg: str = "ES256", **header: Any) -> str:
    return jwt.encode({"alg": alg, "kid": key.kid, **header}, claims, key, algorithms=[alg])


def _key(kid: str) -> jwk.Key:
    return jwk.ECKey.generate_key("P-256", {"kid": kid})


def by_nobody(liar: Liar, claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "kid": liar.key.kid}, claims)
    return ".".join(coded(json.dumps(part).encode()).decode() for part in parts) + "."


def by_public_key(liar: Liar, claims: dict[str, Any]) -> str:
    """CVE-2015-9235: the public key, which everybody has, as the secret of an HMAC."""
    parts = ({"alg": "HS256", "kid": liar.key.kid}, claims)
    said = b".".join(coded(json.dumps(part).encode()) for part in parts)
    proof = hmac.digest(liar.key.as_pem(private=False), said, "sha256")
    return (said + b"." + coded(proof)).decode()


def coded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def by_another(liar: Liar, claims: dict[str, Any]) -> str:
    return signed(claims, _key("one"))


def half(liar: Liar, claims: dict[str, Any]) -> str:
    return signed(claims, liar.key).rpartition(".")[0]


@pytest.fixture
def liar(settings: Any) -> Iterator[Liar]:
    one = Liar()
    asking._kept.clear()  # a free port may have been another provider's
    with answering(one.answer) as web:
        one.issuer = web.url
        settings.OIDC = Provider(web.url, "field:book", "s/ecret", tenant=TENANT)
        yield one


@pytest.fixture
def sergeant(liar: Liar) -> Officer:
    officer = make.supervisor()
    externals.link_identity(officer=officer, subject=OID)
    return officer


def leave(browser: Client, wanted: str = "") -> dict[str, str]:
    """Press the button; what the provider is asked."""
    page = browser.post(BEGIN, {"next": wanted})
    assert page.status_code == 200
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found
    address = urlsplit(html.unescape(found[1]))
    return {name: values[0] for name, values in parse_qs(address.query).items()} | {
        "to": f"{address.scheme}://{address.netloc}{address.path}"
    }


def come_back(browser: Client, liar: Liar, **other: str) -> Any:
    liar.asked = leave(browser)
    said = {"state": liar.asked["state"], "code": "code-1"} | other
    return browser.get(BACK, said)


def question(page: Any) -> str:
    found = re.search(r'name="question" value="([^"]+)"', page.content.decode())
    assert found, page.content
    return found[1]


def code_of(officer: Officer) -> str:
    return f"{TOTP(officer.totpdevice_set.get().bin_key).token():06d}"


def is_in(browser: Client) -> bool:
    return browser.get("/desk/").status_code == 200


def why() -> str:
    return str(Event.objects.filter(details__did="sign-in-refused").latest("id").details["why"])


@pytest.mark.slow
@pytest.mark.foreign
def test_an_officer_signs_in_with_a_provider_of_another_maker(settings: Any) -> None:
    people = [{"sub": SUB, "email": "sergeant@force.example"}, {"sub": "stranger"}]
    officer = make.supervisor()
    with openid(*people) as issuer:
        settings.OIDC = Provider(issuer, "fieldbook", "secret")
        call_command("link_identity", officer.login, subject=SUB)
        browser = Client()
        asked = leave(browser, "/desk/erasures/")
        to = asked.pop("to")
        for sub, status in (("stranger", 403), (SUB, 200)):
            asked = leave(browser, "/desk/erasures/")
            to = asked.pop("to")
            answered = httpx2.post(f"{to}?{urlencode(asked)}", data={"sub": sub}, trust_env=False)
            back = urlsplit(answered.headers["location"])
            assert back.path == BACK
            page = browser.get(f"{back.path}?{back.query}")
            assert page.status_code == status
            assert not is_in(browser)
        done = browser.post(CODE, {"question": question(page), "otp": code_of(officer)})
        assert b'href="/desk/erasures/"' in done.content
        assert is_in(browser)
        # The code was redeemed: its state is used up, and so is it.
        assert browser.get(f"{back.path}?{back.query}").status_code == 401


def test_the_code_is_asked_after_the_account_and_works_once(liar: Liar, sergeant: Officer) -> None:
    browser = Client()
    asked = come_back(browser, liar)
    assert asked.status_code == 200
    otp = code_of(sergeant)
    wrong = browser.post(
        CODE, {"question": question(asked), "otp": f"{(int(otp) + 1) % 10**6:06d}"}
    )
    assert wrong.status_code == 401
    assert not is_in(browser)
    sergeant.totpdevice_set.update(throttling_failure_count=0)
    done = browser.post(CODE, {"question": question(wrong), "otp": otp})
    assert done.status_code == 200
    assert is_in(browser)
    said = Event.objects.filter(details__did="sign-in").latest("id")
    assert (said.actor, said.details["way"], said.details["second"]) == (
        sergeant.actor,
        "oidc",
        "totp",
    )
    again = browser.post(CODE, {"question": question(asked), "otp": otp})
    assert again.status_code == 401


def test_what_the_provider_is_asked(liar: Liar) -> None:
    asked = leave(Client())
    assert asked["to"] == f"{liar.issuer}/authorize"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].endswith(BACK)
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    stored = str(Challenge.objects.values())
    assert asked["state"] not in stored


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "iss": {"iss": "https://login.example/other"},
    "aud": {"aud": "another"},
    "aud-list": {"aud": ["another"]},
    "azp-missing": {"aud": ["field:book", "another"]},
    "azp": {"azp": "another"},
    "nonce": {"nonce": "another"},
    "nonce-missing": {"nonce": None},
    "tid": {"tid": "99999999-2222-3333-4444-555555555555"},
    "tid-missing": {"tid": None},
    "expired": {"exp": NOW - 3600},
    "exp-missing": {"exp": None},
    "exp-nan": {"exp": float("nan")},
    "iat-old": {"iat": NOW - 7200},
    "iat-ahead": {"iat": NOW + 7200},
    "oid-missing": {"oid": None},
    "oid-list": {"oid": [OID]},
}
FORGERIES = {
    "none": by_nobody,
    "hmac": by_public_key,
    "other-key": by_another,
    "half": half,
    "no-token": lambda liar, claims: "",
    "long": lambda liar, claims: signed(claims | {"x": "y" * 20000}, liar.key),
    "unknown-key": lambda liar, claims: signed(claims, _key("two")),
    "other-algorithm": lambda liar, claims: signed(
        claims, jwk.ECKey.generate_key("P-384", {"kid": "one"}), "ES384"
    ),
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_token_that_says_the_wrong_thing_opens_nothing(
    liar: Liar, sergeant: Officer, lie: str
) -> None:
    liar.says = LIES[lie]
    browser = Client()
    assert come_back(browser, liar).status_code == 401
    assert why().startswith("oidc: ")
    assert not is_in(browser)


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    liar: Liar, sergeant: Officer, forgery: str
) -> None:
    liar.sign = FORGERIES[forgery]
    browser = Client()
    assert come_back(browser, liar).status_code == 401
    assert not is_in(browser)


def test_another_audience_beside_ours_is_taken_with_our_name_as_the_party(
    liar: Liar, sergeant: Officer
) -> None:
    liar.says = {"aud": ["another", "field:book"], "azp": "field:book"}
    assert come_back(Client(), liar).status_code == 200


def test_a_state_works_once_and_in_the_browser_that_asked(liar: Liar, sergeant: Officer) -> None:
    mine, theirs = Client(), Client()
    liar.asked = leave(mine)
    leave(theirs)
    said = {"state": liar.asked["state"], "code": "code-1"}
    assert theirs.get(BACK, said).status_code == 401
    assert Client().get(BACK, said).status_code == 401
    assert mine.get(BACK, said).status_code == 200
    assert mine.get(BACK, said).status_code == 401


def test_the_code_question_is_worth_nothing_in_another_browser(
    liar: Liar, sergeant: Officer
) -> None:
    mine, theirs = Client(), Client()
    page = come_back(mine, liar)
    leave(theirs)
    sent = {"question": question(page), "otp": code_of(sergeant)}
    assert theirs.post(CODE, sent).status_code == 401
    assert mine.post(CODE, sent).status_code == 200


def test_a_state_is_over_after_ten_minutes(liar: Liar, sergeant: Officer) -> None:
    browser = Client()
    liar.asked = leave(browser)
    Challenge.objects.update(made_at=clock.now() - oidc.STANDS, expires_at=clock.now())
    assert browser.get(BACK, {"state": liar.asked["state"], "code": "x"}).status_code == 401
    assert why() == "oidc: state"


@pytest.mark.parametrize(
    ("said", "strong"),
    [
        ({"amr": ["pwd", "mfa"], "auth_time": NOW}, True),
        ({"amr": ["pwd", "mfa"], "auth_time": NOW - 7200}, False),
        ({"amr": ["pwd", "mfa"]}, False),
        ({"amr": ["pwd"], "auth_time": NOW}, False),
        ({"amr": "mfa", "auth_time": NOW}, False),
    ],
    ids=["fresh", "long-ago", "undated", "password-only", "no-list"],
)
def test_a_second_factor_shown_there_counts_if_set_so_and_fresh(
    liar: Liar, sergeant: Officer, settings: Any, said: dict[str, Any], strong: bool
) -> None:
    browser = Client()
    liar.says = said | ({"auth_time": int(time.time())} if said.get("auth_time") == NOW else {})
    come_back(browser, liar)
    assert not is_in(browser)  # never, unless the force says so
    settings.OIDC = Provider(liar.issuer, "field:book", "s/ecret", tenant=TENANT, counts=True)
    come_back(browser, liar)
    assert liar.asked["max_age"] == "300"
    assert is_in(browser) is strong


def end_posting(officer: Officer) -> None:
    Posting.objects.filter(officer=officer).update(ends_on=today())


def stand_down(officer: Officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(is_active=False)


def write_only(officer: Officer) -> None:
    Posting.objects.filter(officer=officer).update(role=Role.OFFICER.value)


def no_authenticator(officer: Officer) -> None:
    officer.totpdevice_set.update(confirmed=False)


def unlinked(officer: Officer) -> None:
    externals.unlink_identity(officer=officer)


@pytest.mark.parametrize(
    "change", [end_posting, stand_down, write_only, no_authenticator, unlinked]
)
def test_an_account_opens_nothing_to_who_may_not_come_in(
    liar: Liar, sergeant: Officer, change: Callable[[Officer], None]
) -> None:
    browser = Client()
    change(sergeant)
    assert come_back(browser, liar).status_code in (401, 403)
    assert Challenge.objects.exclude(officer=None).count() == 0


def test_standing_is_asked_again_with_the_code(liar: Liar, sergeant: Officer) -> None:
    browser = Client()
    page = come_back(browser, liar)
    stand_down(sergeant)
    answer = browser.post(CODE, {"question": question(page), "otp": code_of(sergeant)})
    assert answer.status_code == 401
    assert not is_in(browser)


def test_an_address_is_never_what_an_officer_is_known_by(liar: Liar, sergeant: Officer) -> None:
    liar.says = {"oid": "another", "email": "sample@force.example", "sub": OID, "upn": OID}
    assert come_back(Client(), liar).status_code == 403
    assert why() == "account-not-linked"
    assert ExternalIdentity.objects.count() == 1


def test_a_key_that_the_provider_changed_is_asked_for(
    liar: Liar, sergeant: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come_back(Client(), liar).status_code == 200
    old, liar.key = liar.key, _key("two")
    assert come_back(Client(), liar).status_code == 401  # asked for it half a minute ago
    monkeypatch.setattr(asking, "_AGAIN_SECONDS", 0.0)
    assert come_back(Client(), liar).status_code == 200
    liar.shown, liar.key = [liar.key], old
    assert come_back(Client(), liar).status_code == 401


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://login.example/"},
        {"token_endpoint": "http://login.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
    ids=["issuer", "plain", "file", "script", "none"],
)
def test_a_discovery_that_leads_elsewhere_is_not_followed(
    liar: Liar, document: dict[str, Any]
) -> None:
    liar.discovery = document
    answer = Client().post(BEGIN)
    assert answer.status_code == 503
    assert Challenge.objects.count() == 0


def test_a_provider_that_is_down_leaves_the_password(liar: Liar) -> None:
    liar.status = 500
    answer = Client().post(BEGIN)
    assert answer.status_code == 503
    assert b"Use your password" in answer.content


def test_too_many_that_began_are_told_to_wait(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("field_api.identity.actions.oidc.MOST_OPEN", 2)
    assert [Client().post(BEGIN).status_code for _ in range(3)] == [200, 200, 429]


def test_without_a_provider_there_is_no_such_way(settings: Any) -> None:
    settings.OIDC = None
    assert b"account" not in Client().get("/desk/sign-in").content
    assert Client().post(BEGIN).status_code == 404
    assert Client().get(BACK, {"state": "x", "code": "y"}).status_code == 404


def test_the_way_there_begins_with_a_form_of_ours(liar: Liar) -> None:
    assert b"account" in Client().get("/desk/sign-in").content
    assert Client().get(BEGIN).status_code == 405
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_the_cookie_of_the_way_there_is_no_scripts_and_of_its_path_only(liar: Liar) -> None:
    browser = Client()
    leave(browser)
    cookie = browser.cookies["oidc"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", BEGIN)


def test_an_account_is_linked_by_somebody_else_and_to_one_officer(
    liar: Liar, sergeant: Officer
) -> None:
    admin = make.officer(role=Role.FORCE_ADMIN)
    other = make.officer()
    refusals = [
        (admin, admin, "own-account"),
        (sergeant, other, "not-an-administrator"),
        (admin, other, "already-linked"),
    ]
    for by, officer, code in refusals:
        with pytest.raises(Problem) as caught:
            externals.link_identity(officer=officer, subject=OID, by=by)
        assert caught.value.code == code
    link = externals.link_identity(officer=other, subject="another", by=admin)
    assert (link.issuer, link.tenant, link.linked_by) == (liar.issuer, TENANT, admin)
