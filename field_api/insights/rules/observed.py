"""What may be looked for by others: sites, addresses, numbers and accounts that suspects used.

Only what an entry calls a suspect's, and where money went. What belongs to anybody else, the
victim first of all, is never here, nor what stands in an entry without a role.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from field_api.catalogue.rules.entities import Entity, entities
from field_api.insights.rules.shape import Record
from field_api.lib import identifiers

OBSERVED = frozenset({"online", "phone", "email", "account", "wallet"})
SUSPECT, RECIPIENT = "suspect", "recipient"
LONGEST_NAME = 200
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Observable:
    """`type` is one of the rules of STIX; `name` says what it was, `pointer` where in the body."""

    type: str
    value: str
    name: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What could not be given out as an indicator, and why."""

    pointer: str
    reason: str


def observed(record: Record) -> tuple[list[Observable], list[Unsaid]]:
    """Each value once, in the order of the form."""
    found: dict[tuple[str, str], Observable] = {}
    unsaid: list[Unsaid] = []
    for entity in entities(record.form, record.body):
        if entity.type not in OBSERVED or (SUSPECT != entity.category and entity.role != RECIPIENT):
            continue
        for one in _of(entity):
            if isinstance(one, Unsaid):
                unsaid.append(one)
            else:
                found.setdefault((one.type, one.value), one)
    return list(found.values()), unsaid


def _of(entity: Entity) -> Iterator[Observable | Unsaid]:
    if entity.type == "account":
        yield from _account(entity)
    for name, value in entity.attributes.items():
        said = re.sub(r"_\d+$", "", name)
        read = _READERS.get((entity.type, said))
        if read is None or not isinstance(value, str) or not value.strip():
            continue
        at = entity.pointers[name]
        kind, text = read(value.strip())
        if kind:
            yield Observable(kind, text, _named(entity, said), at)
        else:
            yield Unsaid(at, text)


def _account(entity: Entity) -> Iterator[Observable | Unsaid]:
    """A bank account is told by both of its numbers; one alone is anybody's."""
    parts = [str(entity.attributes.get(name, "")) for name in ("sort_code", "account_number")]
    at = entity.pointers.get("account_number") or entity.pointers.get("sort_code")
    if at is None:
        return  # paid by card, in cash: no account is said
    figures = ["".join(one for one in part if one.isdigit()) for part in parts]
    if all(figures):
        yield Observable("account", "-".join(figures), _named(entity, "account"), at)
    else:
        yield Unsaid(at, "A bank account without its sort code, or without its number")


def _named(entity: Entity, what: str) -> str:
    about = [str(entity.attributes.get(one, "")) for one in ("platform", "currency")]
    role = entity.role.replace("-", " ")
    return ", ".join(filter(None, (what.replace("_", " "), *about, role)))[:LONGEST_NAME]


def _site(text: str) -> tuple[str, str]:
    host = text.casefold().rstrip(".")
    if _DOMAIN.fullmatch(host):
        return "domain", host
    read = identifiers.read("url", text)
    return ("url", read.normal) if read.normal else ("", "Not an address of a site as written")


def _mail(text: str) -> tuple[str, str]:
    read = identifiers.read("email", text)
    return ("email", read.normal) if read.normal else ("", "Not an e-mail address as written")


def _phone(text: str) -> tuple[str, str]:
    read = identifiers.read("phone", text)
    return ("phone", read.normal) if read.normal else ("", "Not a phone number as written")


def _hash(text: str) -> tuple[str, str]:
    read = identifiers.read("file-hash", text)
    if not read.normal:
        return "", "Not the hash of a file as written"
    return read.facts["algorithm"].casefold().replace("-", ""), read.normal


def _address(text: str) -> tuple[str, str]:
    try:
        read = ip_address(text)
    except ValueError:
        return "", "Not an IP address as written"
    if read.is_private and not _documentation(read):
        return "", "An address inside somebody's own network: it points at nobody"
    return f"ipv{read.version}", str(read)


def _documentation(read: Any) -> bool:
    """Addresses of examples (RFC 5737, RFC 3849) count as private, and are harmless."""
    return not (read.is_loopback or read.is_link_local) and str(read).startswith(
        ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:")
    )


_READERS: dict[tuple[str, str], Callable[[str], tuple[str, str]]] = {
    ("online", "url"): _site,
    ("online", "handle"): lambda text: ("handle", text),
    ("online", "ip_address"): _address,
    ("online", "file_hash"): _hash,
    ("phone", "number"): _phone,
    ("email", "address"): _mail,
    ("wallet", "address"): lambda text: ("wallet", text),
}
