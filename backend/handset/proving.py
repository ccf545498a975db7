"""Proofs of possession (DPoP, RFC 9449): each request signed by the key of the handset.

The server says by a nonce how old a proof may be, so the clock of the handset decides nothing.
"""

import json
import secrets
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import httpx2

from field_api.lib import es256

_AGAIN = ("use_dpop_nonce", "invalid_dpop_proof")


@dataclass
class Prover:
    """`origin` is that of the address asked, as `https://host`. `nonce` is the last one told."""

    key: es256.PrivateKey
    origin: str
    nonce: str = ""

    def headers(self, method: str, path: str, token: str = "") -> dict[str, str]:
        """Those of one request, good for this once. Without a token: those of a sign-in."""
        shown = {"Authorization": f"DPoP {token}"} if token else {}
        return {**shown, "DPoP": self.proof(method, path, token)}

    def proof(self, method: str, path: str, token: str = "") -> str:
        """RFC 9449 §4.2."""
        claims = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": self.origin + path.partition("?")[0],
            "iat": int(time.time()),
        }
        if self.nonce:
            claims["nonce"] = self.nonce
        if token:
            claims["ath"] = es256.b64(sha256(token.encode()).digest())
        public = es256.jwk(self.key.public_key())
        said = f"{_part({'typ': 'dpop+jwt', 'alg': 'ES256', 'jwk': public})}.{_part(claims)}"
        return f"{said}.{es256.b64(es256.sign(self.key, said.encode()))}"

    def learn(self, status: int, headers: Mapping[str, str]) -> bool:
        """Take the nonce of an answer, its headers by lower-case name. Whether to ask once more.

        Also after a proof that did not hold: a proxy may have sent the request twice by itself.
        """
        self.nonce = headers.get("dpop-nonce", self.nonce)
        challenge = headers.get("www-authenticate", "")
        return status == 401 and any(f'error="{each}"' in challenge for each in _AGAIN)


class Proving(httpx2.Auth):
    """The same for a client of httpx2: `Client(auth=Proving(prover, token))`."""

    def __init__(self, prover: Prover, token: str) -> None:
        self.prover, self.token = prover, token

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        self._sign(request)
        answer = yield request
        if self.prover.learn(answer.status_code, answer.headers):
            self._sign(request)
            answer = yield request
            self.prover.learn(answer.status_code, answer.headers)

    def _sign(self, request: httpx2.Request) -> None:
        path = request.url.raw_path.decode("ascii")
        request.headers.update(self.prover.headers(request.method, path, self.token))


def _part(members: Mapping[str, object]) -> str:
    return es256.b64(json.dumps(members, separators=(",", ":")).encode())
