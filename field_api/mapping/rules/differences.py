"""What changed between two JSON documents, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from field_api.mapping.rules.pointers import Path, pointer

MOST = 200


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """`before` and `after` are what stands there; ABSENT where nothing does, or may be shown."""

    pointer: str
    before: Any = ABSENT
    after: Any = ABSENT


def differences(before: Any, after: Any, at: Path = ()) -> Iterator[Difference]:
    """By the deepest place. Lists are compared index by index: a system tells items apart so."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            yield from differences(before.get(name, ABSENT), after.get(name, ABSENT), (*at, name))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            was, now = (one[index] if index < len(one) else ABSENT for one in (before, after))
            yield from differences(was, now, (*at, index))
    elif not _same(before, after):
        yield Difference(pointer(at), before, after)


def _same(before: Any, after: Any) -> bool:
    """As written: to Python true is 1 and 1 is 1.0, to the systems that read it they are not."""
    return type(before) is type(after) and bool(before == after)
