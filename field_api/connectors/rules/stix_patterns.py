"""Which single things a STIX pattern asks for: the reverse of how rules.stix writes them.

A pattern is a small language; only what names values outright is read: comparisons with `=`, one
or several joined by OR. What asks for two at once, for an order, a likeness or a range names
nothing that a report could hold by itself, and is left.
"""

import re

_LITERAL = r"'((?:\\.|[^'\\])*)'"
_ACCOUNT = re.compile(
    rf"user-account:account_type\s*=\s*'(phone|cryptocurrency|bank)'\s+AND\s+"
    rf"user-account:user_id\s*=\s*{_LITERAL}"
)
_ONE = re.compile(rf"([a-z0-9-]+:[A-Za-z0-9_.'\-]+)\s*=\s*{_LITERAL}")
_BETWEEN = re.compile(r"(?:[\s\[\]()]|\bOR\b)*")
_MOST = 20_000

_KINDS = {
    "url:value": "url",
    "domain-name:value": "domain",
    "email-addr:value": "email",
    "ipv4-addr:value": "ip-address",
    "ipv6-addr:value": "ip-address",
    "file:hashes.md5": "file-hash",
    "file:hashes.sha-1": "file-hash",
    "file:hashes.sha-256": "file-hash",
}
_ACCOUNTS = {"phone": "phone", "cryptocurrency": "wallet", "bank": "account"}


def named(pattern: str) -> list[tuple[str, str]]:
    """(kind, value as written), kinds as in `x-identifier` and `domain`, `account`; empty where the
    pattern asks for anything more."""
    if len(pattern) > _MOST:
        return []
    found: list[tuple[str, str]] = []

    def account(match: re.Match[str]) -> str:
        found.append((_ACCOUNTS[match[1]], _plain(match[2])))
        return ""

    def one(match: re.Match[str]) -> str:
        kind = _KINDS.get(match[1].replace("'", "").lower())
        if kind:
            found.append((kind, _plain(match[2])))
        return "" if kind else "?"

    left = _ONE.sub(one, _ACCOUNT.sub(account, pattern))
    return found if _BETWEEN.fullmatch(left) else []


def _plain(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal)
