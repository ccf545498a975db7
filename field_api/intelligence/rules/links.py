"""What an officer said of candidates as they wrote: `links` and `unlike` of an entry's payload."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

MOST = 64
_LONGEST_KEY = 200


def chosen(payload: Mapping[str, Any]) -> dict[str, UUID]:
    """By the key of an entity the mention that it was said to be. What can't be read is left out:
    a choice must never cost the entry it came with.
    """
    return dict(_pairs(payload.get("links")))


def refused(payload: Mapping[str, Any]) -> dict[str, list[UUID]]:
    """The same of those that it was said not to be: any number for one entity."""
    found: dict[str, list[UUID]] = {}
    for entity, mention in _pairs(payload.get("unlike")):
        found.setdefault(entity, []).append(mention)
    return found


def spoken_of(payload: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether it says at all who is the same, and who is not. An empty list says that nobody is;
    a payload without one was written where nobody knew what had been said before.
    """
    return isinstance(payload.get("links"), list), isinstance(payload.get("unlike"), list)


def _pairs(given: Any) -> Iterator[tuple[str, UUID]]:
    for one in given[:MOST] if isinstance(given, list) else ():
        if not isinstance(one, Mapping):
            continue
        entity, mention = one.get("entity"), one.get("mention")
        if isinstance(entity, str) and len(entity) <= _LONGEST_KEY and isinstance(mention, str):
            try:
                yield entity, UUID(mention)
            except ValueError:
                continue
