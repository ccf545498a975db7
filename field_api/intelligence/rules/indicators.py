"""What suspects of fraud and cyber crime are known by across reports: sites, addresses, accounts.

Only what an entry calls a suspect's, and where money went: a victim's own telephone is no
indicator, whoever asks. A value has one spelling to match by (keys.py) and one that nobody opens by
mistake to be read.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from field_api.intelligence.rules import keys
from field_api.intelligence.rules.comparing import Known
from field_api.lib import identifiers

DOMAIN = "domain"

KINDS: Mapping[str, str] = {
    "wallet": "Wallet",
    keys.ACCOUNT: "Bank account",
    "url": "Web address",
    DOMAIN: "Domain",
    "email": "E-mail address",
    "phone": "Telephone",
    "handle": "Name used online",
    "file-hash": "File",
    "ip-address": "IP address",
}

COUNTED = frozenset({"fraud-report", "crime-report"})
"""Reports from the public. Of other kinds nobody is told a number who may not read them: that
there is intelligence on an account is itself intelligence."""

FEW = 3
"""Fewer reports than this that a reader may not see are told as "fewer than 3" (small numbers)."""

_SUSPECT, _RECIPIENT = "suspect", "recipient"

# Everybody is here, and a shortened link leads anywhere: having it in common says nothing.
_EVERYBODYS = frozenset(
    "facebook.com instagram.com whatsapp.com wa.me t.me telegram.org tiktok.com snapchat.com "
    "youtube.com x.com twitter.com linkedin.com discord.com discord.gg reddit.com ebay.co.uk "
    "ebay.com gumtree.com amazon.co.uk amazon.com google.com bing.com paypal.com paypal.me "
    "airbnb.co.uk airbnb.com booking.com vinted.co.uk gov.uk bit.ly tinyurl.com t.co goo.gl "
    "ow.ly is.gd rb.gy cutt.ly tiny.cc".split()
)


class Indicator(NamedTuple):
    kind: str
    value: str

    @property
    def held(self) -> str:
        return f"{self.kind}:{self.value}"


def read(held: str) -> Indicator:
    """Of "kind:value"."""
    kind, _, value = held.partition(":")
    return Indicator(kind, value)


def belongs(category: str, role: str) -> bool:
    """Whether a mention is of what a suspect used, or of where money went."""
    return category == _SUSPECT or role == _RECIPIENT


def of(known: Known) -> list[Indicator]:
    """All that one mention is known by, as far as the reader sees it."""
    return found(known.keys)


def found(some: Iterable[keys.Key]) -> list[Indicator]:
    """Of keys, those that are indicators, and the domain of each web address."""
    told = {Indicator(key.kind, key.value) for key in some if key.kind in KINDS}
    hosts = (domain(one.value) for one in told if one.kind == "url")
    return sorted({*told, *(Indicator(DOMAIN, host) for host in hosts if host)})


def domain(url: str) -> str:
    """The host of an address in its one spelling; empty where it is everybody's, or a number."""
    host = identifiers.read("url", url).facts.get("host", "").removeprefix("www.")
    apart = host.split(".")
    shared = any(".".join(apart[at:]) in _EVERYBODYS for at in range(len(apart)))
    return "" if shared or len(apart) < 2 or apart[-1].isdigit() or "[" in host else host


def shown(one: Indicator) -> str:
    """As people read it: a link that can't be tapped, an account by its two numbers."""
    if one.kind == DOMAIN:
        return one.value.replace(".", "[.]")
    if one.kind == "handle":
        name, _, platform = one.value.rpartition("@")
        return f"@{name}, {platform}" if name else f"@{platform}"
    if one.kind == keys.ACCOUNT:
        sort, _, number = one.value.partition("/")
        return f"{identifiers.read('sort-code', sort).shown} {number}"
    said = identifiers.read(one.kind, one.value).shown
    return said.replace("@", "[@]") if one.kind == "email" else said
