"""Which fields stand elsewhere. That all of them were numbered anew is no change of order."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from field_api.catalogue.rules.changes.shape import WORDS, Change, Side
from field_api.catalogue.rules.wording import quoted


def places(before: Side, after: Side) -> Iterator[Change]:
    kept = [at for at in after.fields if at in before.fields]
    moved = [one for level in _levels(kept, before, after) for one in _moved(level, before, after)]
    yield from moved
    renumbered = sum(_order(at, before) != _order(at, after) for at in kept)
    if renumbered and not moved:
        what = "Places are numbered anew; the order stays"
        yield Change("", what, WORDS, None, f"{renumbered} field{'s' * (renumbered > 1)}")


def _levels(kept: list[str], before: Side, after: Side) -> list[list[str]]:
    """Fields that stood, and stand, in the same section or in the rows of the same list."""
    found: dict[tuple[str, object], list[str]] = {}
    for at in kept:
        section = after.fields[at].get("x-section")
        if before.fields[at].get("x-section") == section:
            found.setdefault((at.rpartition("/")[0], section), []).append(at)
    return list(found.values())


def _moved(level: list[str], before: Side, after: Side) -> Iterator[Change]:
    was = sorted(level, key=lambda at: _order(at, before))
    now = sorted(level, key=lambda at: _order(at, after))
    for verb, _, _, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if verb == "equal":
            continue
        for place in range(start, end):
            at, seen = now[place], [_after(was, was.index(now[place]), before)]
            seen.append(_after(now, place, after))
            yield Change(at, f"{after.name(at)} stands {seen[1]}", WORDS, *seen)


def _after(level: list[str], place: int, side: Side) -> str:
    return f"after {quoted(side.fields[level[place - 1]]['title'])}" if place else "first"


def _order(at: str, side: Side) -> int:
    order: int = side.fields[at]["x-order"]
    return order
