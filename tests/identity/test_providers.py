"""A provider is believed in where it sends us on its own host, and on those an operator named."""

import pytest

from field_api.identity.rules.providers import Untrusted, endpoints

ISSUER = "https://Login.example/tenant/v2.0"
SAID = {
    "issuer": ISSUER,
    "authorization_endpoint": "https://login.example/authorize",
    "token_endpoint": "https://login.example/token",
    "jwks_uri": "https://login.example/keys",
}
ELSEWHERE = [
    "https://elsewhere.example/a", "https://login.example.elsewhere.example/a",
    "https://sub.login.example/a", "https://169.254.169.254/a", "https://127.0.0.1/a",
]  # fmt: skip


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_any_other_host_is_not_asked(name: str, place: str) -> None:
    with pytest.raises(Untrusted, match="elsewhere"):
        endpoints(SAID | {name: place}, ISSUER)


def test_one_that_the_operator_named_is() -> None:
    said = SAID | {"token_endpoint": "https://oauth2.elsewhere.example/token"}
    found = endpoints(said, ISSUER, frozenset({"oauth2.elsewhere.example"}))
    assert found.token == said["token_endpoint"] and found.keys == SAID["jwks_uri"]
