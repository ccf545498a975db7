"""What a narrative mentions that has a form of its own: offered to the officer, never added.

Found is only what hardly is anything else: an offer that is wrong once too often is not looked at
any more. Marks that are also words or roads need a cue before them ("reg", "index", "Ford"), and
so do dates of birth, bank details and IMEIs. field_api/web/static/web/mentions.js does the same on
the phone; tests/web/test_identifiers.py holds one against the other.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from field_api.lib.mentions import judges, patterns

# Twice what the longest narrative of a form may hold; of a longer text, this is looked through.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Mention:
    """`kind` is one of `x-identifier`, or `dob` (normal: ISO date). `start` and `end` count
    characters of the text."""

    kind: str
    as_typed: str
    normal: str
    start: int
    end: int
    because: str


def found_in(text: str) -> list[Mention]:
    """In the order of the text; the same thing once; none inside another."""
    flat = _one_for_one(text[:LONGEST])
    taken: list[Mention] = []
    for mention in chain.from_iterable(scan(flat) for scan in _SCANS):
        same = any(m.kind == mention.kind and m.normal == mention.normal for m in taken)
        if not same and all(mention.end <= m.start or m.end <= mention.start for m in taken):
            taken.append(mention)
    return sorted(taken, key=lambda each: each.start)


def _one_for_one(text: str) -> str:
    """Spaces and hyphens of all kinds made plain, each where it stood."""
    plain = re.sub("[\u00a0\u2000-\u200a\u202f\u3000]", " ", text)
    return re.sub("[\u2010-\u2015\u2212]", "-", plain)


_Scan = Callable[[str], Iterator[Mention]]


def _scan(kind: str, name: str, judge: judges.Judge) -> _Scan:
    any_case = name in patterns.FOUND_ANY
    pattern = patterns.FOUND_ANY[name] if any_case else patterns.FOUND[name]
    compiled = re.compile(pattern, (re.IGNORECASE if any_case else 0) | re.ASCII)

    def scan(flat: str) -> Iterator[Mention]:
        for found in compiled.finditer(flat):
            if judged := judge(found):
                yield Mention(kind, found[1], judged[0], found.start(1), found.end(1), judged[1])

    return scan


# What holds others comes first: the domain in an e-mail address is no web address.
_SCANS = (
    _scan("url", "link", judges.reads("url", "a web address")),
    _scan("email", "email", judges.reads("email", "an e-mail address")),
    _scan("url", "domain", judges.reads("url", "a web address")),
    _scan("wallet", "wallet", judges.sure("wallet", "a wallet address whose check sum fits")),
    _scan("what3words", "square", judges.sure("what3words", "three words after three strokes")),
    _scan("imei", "imei", judges.sure("imei", "an IMEI whose last figure fits")),
    _scan("file-hash", "hash", judges.sure("file-hash", "a hash after a word for one")),
    _scan("sort-code", "sort-code", judges.sure("sort-code", "figures after “sort code”")),
    _scan("account-number", "account", judges.sure("account-number", "figures after “account”")),
    _scan("dob", "born", judges.born),
    _scan("pnc-id", "pnc", judges.pnc),
    _scan("phone", "british", judges.phone),
    _scan("phone", "foreign", judges.phone),
    _scan("ip-address", "ipv4", judges.address),
    _scan("ip-address", "ipv6", judges.address),
    _scan("postcode", "postcode", judges.postcode),
    _scan("vrm", "current", judges.mark),
    _scan("vrm", "aged", judges.mark),
    _scan("vrm", "dateless", judges.mark),
)
