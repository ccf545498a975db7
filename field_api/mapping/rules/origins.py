"""Which field of the entry a value that a system was sent came from.

A system that turns an entry down names its own field; the officer has to be shown theirs. What is
not known exactly becomes the nearest place that is: the list for one of its filtered items, the
group for a text made of several of its fields.
"""

from collections.abc import Iterable, Mapping
from itertools import takewhile

from field_api.mapping.rules.expressions import Node
from field_api.mapping.rules.pointers import Path, pointer, steps
from field_api.mapping.rules.template import Inside, Leaf, Members, Part, Row, Template

Table = Mapping[str, str]

_ROOTS = ("body", "labels")


class _Place:
    """Where a value stands in the document. `exact`: what stands in the value can be told too."""

    __slots__ = ("exact", "path")

    def __init__(self, path: Path, exact: bool = True) -> None:
        self.path, self.exact = path, exact

    def below(self, step: str | int) -> "_Place":
        return _Place((*self.path, step)) if self.exact else self

    def about(self) -> "_Place":
        return _Place(self.path, exact=False)


def of_template(template: Template, theirs: str) -> str:
    """Our pointer into the body for theirs into what was made; `""` where no field is known."""
    return _pointer(_made_from(template.part, steps(theirs), _Place(())))


def of_table(table: Table, theirs: str) -> str:
    """The same by a table of pointers: `*` is any index, and the same index on our side."""
    asked = steps(theirs)
    for length in range(len(asked), 0, -1):
        for pattern, ours in table.items():
            if (found := _matched(steps(pattern), asked[:length])) is not None:
                return _filled(ours, found)
    return ""


def _matched(pattern: tuple[str, ...], asked: tuple[str, ...]) -> list[str] | None:
    if len(pattern) != len(asked):
        return None
    pairs = list(zip(pattern, asked, strict=True))
    if any(mark != one and not (mark == "*" and one.isdecimal()) for mark, one in pairs):
        return None
    return [one for mark, one in pairs if mark == "*"]


def _filled(ours: str, found: Iterable[str]) -> str:
    indexes = iter(found)
    return pointer(tuple(next(indexes) if step == "*" else step for step in steps(ours)))


def _pointer(place: _Place | None) -> str:
    if place is None or not place.path or place.path[0] not in _ROOTS:
        return ""
    below = place.path[1:]
    # A label is one field's, whatever was done to it.
    return pointer(below if place.path[0] == "body" else below[:1])


def _made_from(part: Part, asked: tuple[str, ...], at: _Place) -> _Place | None:
    match part:
        case Leaf():
            return _within(part.expression.tree, asked, at)
        case Inside():
            return _inside(part, asked, at)
        case Members() if asked:
            named = (below for name, _, below in part.parts if name == asked[0])
            return next((_made_from(below, asked[1:], at) for below in named), None)
        case Row() if asked and asked[0].isdecimal() and int(asked[0]) < len(part.parts):
            return _made_from(part.parts[int(asked[0])], asked[1:], at)
    return None


def _inside(part: Inside, asked: tuple[str, ...], at: _Place) -> _Place | None:
    tree = part.expression.tree
    if not part.each:
        place = _place(tree, at)
        return place and (_made_from(part.part, asked, place) or place.about())
    if not asked or not asked[0].isdecimal():
        return _place(tree, at)
    item = _item(tree, int(asked[0]), at)
    return item and (_made_from(part.part, asked[1:], item) or item.about())


def _within(node: Node, asked: tuple[str, ...], at: _Place) -> _Place | None:
    """Their pointer goes on inside what one expression made."""
    if not asked:
        return _place(node, at)
    if node["type"] == "multi_select_dict":
        named = (pair["children"][0] for pair in node["children"] if pair["value"] == asked[0])
        return next((_within(child, asked[1:], at) for child in named), None)
    if asked[0].isdecimal():
        place = _item(node, int(asked[0]), at)
    else:
        place = _place(node, at)
        place = place.below(asked[0]) if place else None
    for step in asked[1:]:
        place = place.below(int(step) if step.isdecimal() else step) if place else None
    return place


def _item(node: Node, index: int, at: _Place) -> _Place | None:
    """One item of the list that an expression makes."""
    if node["type"] == "multi_select_list":
        children = node["children"]
        return _place(children[index], at) if index < len(children) else None
    if node["type"] == "filter_projection":
        base, then, _ = node["children"]
        if base["type"] == "multi_select_list" and len(base["children"]) == 1:
            only = _place(base["children"][0], at)
            return _place(then, only) if only else None
    if node["type"] == "projection":
        base, then = node["children"]
        if then["type"] == "identity" and base["type"] != "flatten":
            return _item(base, index, at)
    place = _place(node, at)
    return place.below(index) if place else None


def _place(node: Node, at: _Place) -> _Place | None:
    """Where an expression looks; None for one that looks nowhere."""
    children = node["children"]
    match node["type"]:
        case "field" | "index":
            from_the_end = isinstance(node["value"], int) and node["value"] < 0
            return at.about() if from_the_end else at.below(node["value"])
        case "current" | "identity":
            return at
        case "subexpression" | "index_expression" | "pipe":
            return _along(children, at)
        case "literal":
            return None
        case "slice":
            return at.about()
        case "projection" | "value_projection" | "filter_projection" | "flatten":
            return _about(_place(children[0], at))
    shared = _shared([_place(child, at) for child in children])
    return shared if node["type"] in ("or_expression", "and_expression") else _about(shared)


def _along(children: Iterable[Node], at: _Place) -> _Place | None:
    place: _Place | None = at
    for child in children:
        place = _place(child, place) if place else None
    return place


def _shared(places: Iterable[_Place | None]) -> _Place | None:
    """What several have in common: one and the same field, or the group they stand in."""
    known = [place for place in places if place]
    if len(known) < 2:
        return known[0] if known else None
    common = takewhile(
        lambda side_by_side: len(set(side_by_side)) == 1,
        zip(*(place.path for place in known), strict=False),
    )
    return _Place(tuple(step for step, *_ in common), exact=False)


def _about(place: _Place | None) -> _Place | None:
    return place and place.about()
