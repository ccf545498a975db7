"""The page proves each request by the key of the phone: read by the site's rules, in a browser."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from field_api.identity.rules import digest, proofs
from field_api.identity.rules.proofs import Asked, NotProved, Proof
from field_api.lib import es256
from tests.web.server import Item, Server

pytestmark = [pytest.mark.browser]


@dataclass
class Strict(Server):
    """Lets in what is proved, and nothing else; `nonce` is the one it wants."""

    nonce: str = "first-nonce-of-it"
    proved: list[Proof] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def answer(self, route: Any) -> None:
        asked = route.request
        where, shown = urlsplit(asked.url), asked.headers.get("authorization", "")
        token = digest(shown.removeprefix("DPoP ")) if shown else None
        of = Asked(asked.method, where.netloc, where.path, token)
        try:
            proof = proofs.read(asked.headers.get("dpop", ""))
            proofs.judge(proof, of, (self.nonce, self.nonce))
        except NotProved as error:
            self.refused.append(error.error)
            told = {
                "WWW-Authenticate": f'DPoP algs="ES256", error="{error.error}"',
                "DPoP-Nonce": self.nonce,
            }
            body = json.dumps({"status": 401, "code": error.error})
            return route.fulfill(
                status=401, headers=told, body=body, content_type="application/problem+json"
            )
        self.proved.append(proof)
        return super().answer(route)

    def _sign_in(self, body: Item) -> Item:
        return {**super()._sign_in(body), "token_type": "DPoP"}


@pytest.fixture
def server() -> Strict:
    return Strict()


def test_the_page_proves_all_it_asks_and_learns_the_nonce(officer: Page, server: Strict) -> None:
    assert server.refused == ["use_dpop_nonce"]  # the sign-in, before it was told
    assert {proof.key_id for proof in server.proved} == {
        es256.thumbprint(server.device["public_key"])
    }
    assert len({proof.jti for proof in server.proved}) == len(server.proved)
    server.nonce = "second-nonce-of-it"
    before = len(server.proved)
    officer.reload()
    expect(officer.get_by_role("button", name="Note")).to_be_visible()
    with officer.expect_response(lambda answer: "/sync/pull" in answer.url and answer.ok):
        officer.evaluate("dispatchEvent(new Event('online'))")
    assert len(server.proved) > before
    assert set(server.refused) == {"use_dpop_nonce"}
    assert server.proved[-1].nonce == "second-nonce-of-it"
