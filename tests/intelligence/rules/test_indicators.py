"""What an indicator is called, what its domain is, and what an entry says was lost."""

import pytest

from field_api.intelligence.rules import Known, indicators
from field_api.intelligence.rules.indicators import Indicator


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.safe-account.example/log-in", "safe-account.example"),
        ("safe-account.example", "safe-account.example"),
        ("https://pay.safe-account.example:8443/x", "pay.safe-account.example"),
        ("https://m.facebook.com/somebody", ""),
        ("https://bit.ly/abc", ""),
        ("http://192.0.2.44/x", ""),
        ("localhost", ""),
    ],
)
def test_the_domain_of_an_address_is_one_where_it_is_not_everybodys(url: str, domain: str) -> None:
    assert indicators.domain(url) == domain


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Indicator("url", "https://safe.example/x"), "hxxps://safe[.]example/x"),
        (Indicator("domain", "safe.example"), "safe[.]example"),
        (Indicator("email", "a@safe.example"), "a[@]safe.example"),
        (Indicator("handle", "x.sample@example chat"), "@x.sample, example chat"),
        (Indicator("account", "000000/00000000"), "00-00-00 00000000"),
        (Indicator("phone", "+447700900333"), "07700 900333"),
    ],
)
def test_nobody_opens_by_mistake_what_they_read(one: Indicator, said: str) -> None:
    assert indicators.shown(one) == said


def test_an_address_is_two_indicators_and_a_name_without_a_platform_none() -> None:
    known = Known.typed("online", {"url": "hxxps://Safe[.]example/x", "handle": "@somebody"})
    assert indicators.of(known) == [
        Indicator("domain", "safe.example"),
        Indicator("url", "https://safe.example/x"),
    ]
