"""What an entry says of its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from field_api.attachments.rules.headers import clean_name, clean_type, is_hash

MOST_NAMED = 200
_MOST_BYTES = 2**53


@dataclass(frozen=True, slots=True)
class Named:
    """One file as an entry names it. `size` is None where the entry doesn't say, or not a size."""

    id: UUID
    sha256: str
    size: int | None
    type: str
    name: str


def read(wanted: Iterable[Any]) -> Iterator[Named]:
    """The members of an entry's `attachments` that can be read, each id once, 200 at most.

    What is not an id with a hash is passed over: the entry keeps it in its own sealed bytes, and no
    upload could ever answer to it.
    """
    seen: set[UUID] = set()
    for one in wanted:
        named = _read(one)
        if named and named.id not in seen and len(seen) < MOST_NAMED:
            seen.add(named.id)
            yield named


def _read(one: Any) -> Named | None:
    if not isinstance(one, dict) or not is_hash(one.get("sha256")):
        return None
    try:
        key = UUID(one["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Named(key, one["sha256"], _size(one), clean_type(_text(one, "type")), _name(one))


def _size(one: dict[str, Any]) -> int | None:
    size = one.get("size")
    if not isinstance(size, int) or isinstance(size, bool):
        return None
    return size if 0 <= size < _MOST_BYTES else None


def _name(one: dict[str, Any]) -> str:
    return clean_name(_text(one, "name"))


def _text(one: dict[str, Any], member: str) -> str:
    value = one.get(member)
    return value if isinstance(value, str) else ""
