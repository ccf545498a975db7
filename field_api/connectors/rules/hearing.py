"""What a system that is read from says: a promise some kinds keep beside `Connector`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Heard:
    """Objects of STIX that were added up to `after`, a time as the server wrote it. Whoever has
    kept these asks from there the next time."""

    objects: list[dict[str, Any]]
    after: str


@runtime_checkable
class Hears(Protocol):
    def heard(self, after: str, *, deadline: float) -> Iterator[Heard]:
        """What was added after, in that order, what is our own left out. Raises NoAnswer."""
        ...
