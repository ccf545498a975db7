"""Which single things a STIX pattern names."""

import pytest

from field_api.connectors.rules import stix, stix_markings
from field_api.connectors.rules.stix_patterns import named

MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[url:value = 'https://a.example/it\\'s']", [("url", "https://a.example/it's")]),
        (
            "[domain-name:value='a.example' OR domain-name:value = 'b.example']",
            [("domain", "a.example"), ("domain", "b.example")],
        ),
        (f"[file:hashes.MD5 = '{MD5}']", [("file-hash", MD5)]),
        (f"[file:hashes.'SHA-1' = '{MD5}']", [("file-hash", MD5)]),
        (
            "[user-account:account_type = 'bank' AND user-account:user_id = '00-1']",
            [("account", "00-1")],
        ),
        ("[domain-name:value = 'a.example' AND url:value = 'b']", []),
        ("[domain-name:value = 'a'] FOLLOWEDBY [domain-name:value = 'b']", []),
        ("[domain-name:value LIKE '%.example']", []),
        ("[NOT domain-name:value = 'a.example']", []),
        ("[process:name = 'x.exe' OR url:value = 'b']", []),
        ("[url:value = 'a'" * 5_000, []),
        ("", []),
    ],
)
def test_only_what_is_named_outright(pattern: str, found: list[tuple[str, str]]) -> None:
    assert named(pattern) == found


@pytest.mark.parametrize(
    ("kind", "value", "held"),
    [
        ("url", "https://a.example/'x'", "url"),
        ("wallet", "bc1qexample", "wallet"),
        ("phone", "+447700900333", "phone"),
        ("account", "000000-00000000", "account"),
        ("sha256", "a" * 64, "file-hash"),
        ("ipv6", "2001:db8::1", "ip-address"),
    ],
)
def test_what_we_write_is_read_as_it_was(kind: str, value: str, held: str) -> None:
    document = {
        "fieldbook_id": "6f7b8c1e-3c52-4d0a-8f0e-0c5a7f1d2b90",
        "version": 1,
        "occurred_at": "2026-03-01T14:05:00.000000Z",
        "report": {"name": "One", "observables": [{"type": kind, "value": value}]},
    }
    indicator = stix.objects(document, "Sample Constabulary")[1]
    assert named(indicator["pattern"]) == [(held, value)]


def test_the_strictest_light_counts_and_none_is_amber() -> None:
    white = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
    assert stix_markings.level([white]) == "clear"
    assert stix_markings.level([white, stix_markings.GREEN]) == "green"
    assert stix_markings.level([]) == stix_markings.level(["x"]) == "amber"
