"""What one indicator of a feed says, by the keys our reports are found by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from field_api.connectors.rules import stix, stix_markings, stix_patterns
from field_api.intelligence.rules import keys
from field_api.intelligence.rules.indicators import DOMAIN, Indicator, domain
from field_api.lib import identifiers

LONGEST_NAME = 200
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class Said:
    """`held` are the values it names; none where its pattern is not ours to read, where it was
    revoked, or where its marking keeps it from a table (TLP:RED)."""

    stix: str
    modified: datetime
    since: datetime
    until: datetime | None
    name: str
    tlp: str
    held: tuple[str, ...]
    revoked: bool


def read(one: Mapping[str, Any]) -> Said | None:
    """None of what is no indicator of STIX 2.1, or has not what one needs."""
    if one.get("type") != "indicator" or len(str(one.get("id", ""))) > _LONGEST_ID:
        return None
    try:
        modified, since = stix.moment(one["modified"]), stix.moment(one["valid_from"])
        until = stix.moment(one["valid_until"]) if one.get("valid_until") else None
        refs = one.get("object_marking_refs", [])
        tlp = stix_markings.level(refs if isinstance(refs, list) else [])
        revoked = one.get("revoked") is True
        keep = not revoked and tlp != "red" and one.get("pattern_type") == "stix"
        held = tuple(sorted(_held(str(one["pattern"])))) if keep else ()
    except (KeyError, ValueError, TypeError):
        return None
    name = str(one.get("name", ""))[:LONGEST_NAME]
    return Said(str(one["id"]), modified, since, until, name, tlp, held, revoked)


def _held(pattern: str) -> set[str]:
    found = (_key(kind, value) for kind, value in stix_patterns.named(pattern))
    return {one.held for one in found if one}


def _key(kind: str, value: str) -> Indicator | None:
    """In the one spelling; None of what is questioned, or everybody's."""
    if kind == DOMAIN:
        host = domain(value)
        return Indicator(DOMAIN, host) if host else None
    if kind == keys.ACCOUNT:
        sort, _, number = value.replace("/", "-").rpartition("-")
        both = identifiers.sure("sort-code", sort), identifiers.sure("account-number", number)
        return Indicator(kind, f"{both[0]}/{both[1]}") if all(both) else None
    normal = identifiers.sure(kind, value)
    return Indicator(kind, normal[: keys.LONGEST]) if normal else None
