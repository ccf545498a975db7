"""Which answers a mapping looks up in its value maps. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from jmespath import exceptions, parser

Node = Any  # JMESPath's own: {type, children, value}


def lookups(document: Any) -> dict[str, set[str]]:
    """The last names of the answers that each map is asked about: {"sex": {"sex"}}. What is looked
    up of something made, rather than of an answer as it is, has no name and is left out.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for text in _texts(document):
        for node in _nodes(_tree(text)):
            if node.get("type") == "function_expression" and node["value"] == "lookup":
                asked, of = node["children"][:2]
                name = _last(of)
                if asked["type"] == "literal" and name:
                    found[asked["value"]].add(name)
    return dict(found)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in inside:
        yield from _texts(one)


def _tree(text: str) -> Node:
    try:
        return parser.Parser().parse(text).parsed
    except (exceptions.JMESPathError, ValueError, RecursionError):
        return {"children": []}


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _nodes(child)


def _last(node: Node) -> str:
    if node["type"] == "field":
        return str(node["value"])
    return _last(node["children"][-1]) if node["type"] == "subexpression" else ""
