"""Which fields of an entry a mapping reads, as far as its text tells.

What is named after a value was made of several (`[a, b][0].c`, what a function gives) is not
followed: it is no field of the entry's own.
"""

from collections.abc import Iterator

from field_api.mapping.rules.expressions import Node
from field_api.mapping.rules.pointers import Path, pointer
from field_api.mapping.rules.template import Inside, Leaf, Members, Part, Row, Template

_ANY = "*"


def read_by(template: Template) -> frozenset[str]:
    """Pointers into the body, `*` for any row, each with all that stand above it; a label counts
    for its field.
    """
    found: set[str] = set()
    for path in _of_part(template.part, ()):
        below = path[1:] if path[0] == "body" else path[1:2] if path[0] == "labels" else ()
        found |= {pointer(below[: length + 1]) for length in range(len(below))}
    return frozenset(found)


def _of_part(part: Part, at: Path | None) -> Iterator[Path]:
    match part:
        case Leaf():
            yield from _Walk().seen(part.expression.tree, at)
        case Members():
            for _, _, below in part.parts:
                yield from _of_part(below, at)
        case Row():
            for below in part.parts:
                yield from _of_part(below, at)
        case Inside():
            walk = _Walk()
            within = walk.go(part.expression.tree, at)
            yield from walk.paths
            yield from _of_part(part.part, _row(within) if part.each else within)


def _below(at: Path | None, step: str) -> Path | None:
    return None if at is None else (*at, step)


def _row(of: Path | None) -> Path | None:
    """What a slice, a filter or a flattened list gives stands at its rows already."""
    return of if of and of[-1] == _ANY else _below(of, _ANY)


class _Walk:
    """One expression; `at` is the place it is asked of, None where that is no place."""

    def __init__(self) -> None:
        self.paths: list[Path] = []

    def seen(self, node: Node, at: Path | None) -> list[Path]:
        self.go(node, at)
        return self.paths

    def go(self, node: Node, at: Path | None) -> Path | None:
        """Where its value stands; None where it was made."""
        kind, children = node["type"], node["children"]
        if kind in _STEPS:
            return self._step(kind, node, at)
        if kind in ("subexpression", "index_expression", "pipe"):
            for child in children:
                at = self.go(child, at)
            return at
        if kind in ("projection", "value_projection", "filter_projection"):
            return self._projected(node, at)
        return self._made(node, at)

    def _step(self, kind: str, node: Node, at: Path | None) -> Path | None:
        if kind == "literal":
            return None
        if kind in ("current", "identity"):
            return at
        to = _below(at, str(node["value"]) if kind == "field" else _ANY)
        if to is not None and kind == "field":
            self.paths.append(to)
        return to

    def _projected(self, node: Node, at: Path | None) -> Path | None:
        base, then, *conditions = node["children"]
        row = _row(self.go(base, at))
        for condition in conditions:
            self.go(condition, row)
        return self.go(then, row)

    def _made(self, node: Node, at: Path | None) -> Path | None:
        """What is made of its parts. A function may look at each row of a list it is given."""
        children = [child for child in node["children"] if isinstance(child, dict)]
        plain = [self.go(child, at) for child in children if child["type"] != "expref"]
        rows = next((_below(place, _ANY) for place in plain if place is not None), None)
        for child in children:
            if child["type"] == "expref":
                self.go(child["children"][0], rows)
        known = [place for place in plain if place is not None]
        keeps = node["type"] in ("or_expression", "and_expression", "flatten")
        return known[0] if keeps and known else None


_STEPS = ("literal", "current", "identity", "field", "index", "slice")
