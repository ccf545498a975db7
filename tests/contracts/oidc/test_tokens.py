"""ID tokens that say the wrong thing, or that the provider did not sign."""

import time
from typing import Any

import pytest
from django.test import Client
from joserfc import jwk

from field_api.identity import provider as asking
from field_api.identity.models import Officer
from field_api.identity.rules.providers import Provider
from tests.contracts.oidc.liar import (
    OID,
    TENANT,
    Liar,
    by_another,
    by_nobody,
    by_public_key,
    come_back,
    half,
    is_in,
    new_key,
    signed,
    why,
)

pytestmark = pytest.mark.django_db

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
    "unknown-key": lambda liar, claims: signed(claims, new_key("two")),
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


def test_a_key_that_the_provider_changed_is_asked_for(
    liar: Liar, sergeant: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come_back(Client(), liar).status_code == 200
    old, liar.key = liar.key, new_key("two")
    assert come_back(Client(), liar).status_code == 401  # asked for it half a minute ago
    monkeypatch.setattr(asking, "_AGAIN_SECONDS", 0.0)
    assert come_back(Client(), liar).status_code == 200
    liar.shown, liar.key = [liar.key], old
    assert come_back(Client(), liar).status_code == 401
