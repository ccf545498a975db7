"""One JMESPath expression: read once, tried against what it may use, and run within bounds.

JMESPath is total, but a short expression can still ask for much: `[@,@]|[@,@]|…` doubles with every
pipe. So everything an expression makes is weighed, and what is too heavy ends it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jmespath import exceptions, parser, visitor

from field_api.mapping.rules.functions import TABLE, Functions, Told, ValueMaps, readable

Node = Any  # JMESPath's own: {type, children, value}

LONGEST = 2000
DEEPEST = 40
HEAVIEST = 100_000
"""Steps taken and things made in one mapping: some hundred times what a full entry needs."""

_SINGLE = frozenset({str, int, float, bool, type(None)})
_TEXT_UNIT = 16


class Unreadable(ValueError):
    """It is no expression we would run. The message says why."""


@dataclass(frozen=True, slots=True)
class Expression:
    """`plain` are the names it goes down by when it does little else, as most do; `otherwise` is
    the literal it falls back to.
    """

    text: str
    tree: Node
    plain: tuple[str, ...] | None
    otherwise: Any = None


def read(text: str, maps: ValueMaps) -> Expression:
    """Raises Unreadable for what can't be parsed, is too long or too deep, calls a function that
    does not exist or wrongly, or looks up a map that is not there.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"an expression has at most {LONGEST} characters")
    try:
        tree = parser.Parser().parse(text).parsed
    except (exceptions.JMESPathError, ValueError, RecursionError, Warning):
        raise Unreadable("this is no JMESPath expression") from None
    for node in _nodes(tree, 0):
        _check(node, maps)
    if tree["type"] == "or_expression" and tree["children"][1]["type"] == "literal":
        first, second = tree["children"]
        return Expression(text, tree, _plain(first), second["value"])
    return Expression(text, tree, _plain(tree))


def _nodes(node: Node, depth: int) -> Iterator[Node]:
    if depth > DEEPEST:
        raise Unreadable(f"an expression is at most {DEEPEST} deep")
    yield node
    for child in node["children"]:
        if isinstance(child, dict):  # the bounds of a slice stand there as numbers
            yield from _nodes(child, depth + 1)


def _check(node: Node, maps: ValueMaps) -> None:
    if node["type"] == "literal":
        _fit(node["value"])
    if node["type"] != "function_expression":
        return
    name, arguments = node["value"], node["children"]
    if name not in TABLE:
        raise Unreadable(f"there is no function {name}")
    asked = TABLE[name]["signature"]
    variadic = bool(asked and asked[-1].get("variadic"))
    if len(arguments) < len(asked) or (len(arguments) > len(asked) and not variadic):
        raise Unreadable(f"{name} takes {len(asked)} values, not {len(arguments)}")
    if name == "lookup" and _literal(arguments[0]) not in maps:
        raise Unreadable("lookup names one of the value maps, in quotes")
    if name in ("date", "local_date") and not readable(_literal(arguments[1])):
        raise Unreadable(f"{name} is written with %Y %m %d %H %M %S and - / . : , T Z")


def _fit(value: Any) -> None:
    try:
        weight(value, HEAVIEST)
    except Told as told:
        raise Unreadable(str(told)) from None


def _literal(node: Node) -> str:
    value = node["value"] if node["type"] == "literal" else None
    return value if isinstance(value, str) else ""


def _plain(node: Node) -> tuple[str, ...] | None:
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return None
    parts = [_plain(child) for child in node["children"]]
    return None if None in parts else tuple(name for part in parts if part for name in part)


def weight(value: Any, most: int) -> int:
    """How much there is of a value, written out: its members, and a share for long texts.

    Raises Told for more than `most`, and for what JSON does not have.
    """
    found, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if kind is str:
            found += 1 + len(one) // _TEXT_UNIT
            if not one.isascii():
                _writable(one)
        elif kind is dict:
            found += 1
            waiting.extend(one.values())
        elif kind is list:
            found += 1
            waiting.extend(one)
        elif one is None or kind is bool or _number(one):
            found += 1
        else:
            raise Told("this can't be written as JSON")
        if found + len(waiting) > most:
            raise Told("this would be too large")
    return found


def _writable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair, from an escape
        raise Told("this can't be written as JSON") from None


def _number(value: Any) -> bool:
    if type(value) is float:
        return value - value == 0  # neither infinite nor no number
    return type(value) is int and abs(value) < 2**63


def _ordered(left: Any, right: Any) -> bool:
    numbers = all(type(side) in (int, float) for side in (left, right))
    return numbers or (isinstance(left, str) and isinstance(right, str))


class Run(visitor.TreeInterpreter):
    """Evaluates expressions for one entry; what it may spend is for all of them together.

    `evaluate` raises Told, and whatever JMESPath raises.
    """

    def __init__(self, maps: ValueMaps) -> None:
        functions = Functions(maps, self.spend)
        super().__init__(visitor.Options(custom_functions=functions))
        self._left = HEAVIEST
        self._ways: dict[str, Callable[[Node, Any], Any]] = {}

    def evaluate(self, expression: Expression, value: Any) -> Any:
        if expression.plain is None:
            found = self.visit(expression.tree, value)
        else:
            found = value
            for name in expression.plain:
                found = found.get(name) if type(found) is dict else None
            if not found and type(found) not in (int, float) and expression.otherwise is not None:
                found = expression.otherwise
        self._left -= weight(found, self._left)
        return found

    def spend(self, value: Any) -> None:
        if type(value) is visitor._Expression:
            return  # what sort_by and its like are given; as a result `weight` refuses it
        self._left -= weight(value, self._left)

    def afford(self, much: int) -> bool:
        """Whether that much is left; it is then spent."""
        self._left -= max(much, 0)
        return self._left >= 0

    def visit(self, node: Node, value: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise Told("this would take too long")
        kind = node["type"]
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = getattr(self, f"visit_{kind}")
        return way(node, value)

    def visit_comparator(self, node: Node, value: Any) -> Any:
        """As JMESPath says: equal or not for all values, order for two numbers or two texts, else
        null. Comparing costs what is compared, however often.
        """
        left, right = (self.visit(child, value) for child in node["children"])
        for side in (left, right):
            if type(side) not in _SINGLE:
                self.spend(side)
        compare = self.COMPARATOR_FUNC[node["value"]]
        if node["value"] in ("eq", "ne") or _ordered(left, right):
            return compare(left, right)
        return None

    def visit_flatten(self, node: Node, value: Any) -> Any:
        return self._paid(super().visit_flatten(node, value))

    def visit_slice(self, node: Node, value: Any) -> Any:
        return self._paid(super().visit_slice(node, value))

    def visit_multi_select_list(self, node: Node, value: Any) -> Any:
        return self._paid(super().visit_multi_select_list(node, value))

    def visit_multi_select_dict(self, node: Node, value: Any) -> Any:
        return self._paid(super().visit_multi_select_dict(node, value))

    def _paid(self, made: Any) -> Any:
        self.spend(made)
        return made


NOTHING = Expression("`null`", {"type": "literal", "value": None, "children": []}, None)
