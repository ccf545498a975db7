"""A provider of ours that can say and sign anything, and the steps of a sign-in with it."""

import base64
import hashlib
import hmac
import html
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from django.test import Client
from django_otp.oath import TOTP
from joserfc import jwk, jwt

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from tests.contracts.web import Asked

TENANT = "11111111-2222-3333-4444-555555555555"
OID = "aaaaaaaa-0000-0000-0000-000000000001"
BEGIN, BACK, CODE = (f"/desk/sign-in/oidc{part}" for part in ("", "/back", "/code"))


@dataclass
class Liar:
    """A provider of ours. `says` changes the claims, `sign` the signature, of its next tokens."""

    issuer: str = ""
    key: jwk.Key = field(default_factory=lambda: new_key("one"))
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


def new_key(kid: str) -> jwk.Key:
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
    return signed(claims, new_key("one"))


def half(liar: Liar, claims: dict[str, Any]) -> str:
    return signed(claims, liar.key).rpartition(".")[0]


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
    return f"{TOTP(officer.authenticator.bin_key).token():06d}"


def is_in(browser: Client) -> bool:
    return browser.get("/desk/").status_code == 200


def why() -> str:
    return str(Event.objects.filter(details__did="sign-in-refused").latest("id").details["why"])
