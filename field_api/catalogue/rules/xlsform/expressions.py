"""When a question is shown: the part of XPath that a form can say, both ways.

A form knows one condition: each of some fields has one of some values.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Value = str | bool
Wanted = dict[str, list[Value]]
Answers = Mapping[str, Mapping[str, Value]]
"""Of each field, as the sheet names it: what may be compared with it, and the value meant."""

_LONGEST = 4000
_DEEPEST = 40
_TOKEN = re.compile(
    r"""\s*(?:\$\{\s*(?P<field>[^}\s]+)\s*\}|'(?P<single>[^']*)'|"(?P<double>[^"]*)"|"""
    r"""(?P<op>!=|<=|>=|[=<>(),+*|/-])|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][\w:.-]*|\.))"""
)


class Garbled(ValueError):
    """No expression: a typing mistake. The text says what to mend."""


class Unsaid(ValueError):
    """An expression that a form has no words for. The text says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """`sort` is one of and, or, not, true, field, text, is, selected, beyond."""

    sort: str
    text: str = ""
    parts: tuple["Node", ...] = ()


def tokens(text: str) -> list[tuple[str, str]]:
    """(sort, text) of each token. Raises Garbled."""
    if len(text) > _LONGEST:
        raise Garbled(f"longer than {_LONGEST} characters")
    found, at, text = [], 0, text.strip().translate(_QUOTES)
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise Garbled(
                f"cannot be read from “{text[at:].strip()[:20]}” on; look at quotes and braces"
            )
        sort = str(match.lastgroup)
        found.append(("text" if sort in ("single", "double", "number") else sort, match[sort]))
        at = match.end()
    return found


# What word processors make of straight quotes.
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def parsed(text: str) -> Node:
    """Raises Garbled."""
    reader = _Reader(tokens(text))
    node = reader.either()
    if reader.next():
        raise Garbled(f"“{reader.next()}” stands where nothing is expected")
    return node


class _Reader:
    """or, and, comparison, operand: one method each; what a form can't say becomes `beyond`."""

    def __init__(self, found: Sequence[tuple[str, str]]) -> None:
        self.found, self.at, self.deep = found, 0, 0

    def next(self) -> str:
        return self.found[self.at][1] if self.at < len(self.found) else ""

    def _is(self, sort: str, *words: str) -> bool:
        if self.at >= len(self.found):
            return False
        token = self.found[self.at]
        return token[0] == sort and token[1] in words

    def _take(self, *words: str) -> bool:
        took = self._is("op", *words)
        self.at += took
        return took

    def either(self) -> Node:
        self.deep += 1
        if self.deep > _DEEPEST:
            raise Garbled("too many brackets within one another")
        node = self._joined("or", lambda: self._joined("and", self._compared))
        self.deep -= 1
        return node

    def _joined(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self._is("word", word):
            self.at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Node(word, "", tuple(parts))

    def _compared(self) -> Node:
        left = self._operand()
        while self._is("op", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "|") or self._is(
            "word", "div", "mod"
        ):
            sign = self.next()
            self.at += 1
            left = _comparison(sign, left, self._operand())
        return left

    def _operand(self) -> Node:
        if self.at >= len(self.found):
            raise Garbled("ends too early")
        sort, text = self.found[self.at]
        self.at += 1
        if sort == "op":
            return self._bracket(text)
        if sort == "word" and self._take("("):
            return _call(text.lower(), self._arguments())
        return Node({"word": "beyond"}.get(sort, sort), text)

    def _bracket(self, text: str) -> Node:
        if text == "-":
            return Node("beyond", "-", (self._operand(),))
        if text != "(":
            raise Garbled(f"“{text}” stands where an answer is expected")
        node = self.either()
        if not self._take(")"):
            raise Garbled("a bracket is not closed")
        return node

    def _arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._take(")"):
            if found and not self._take(","):
                raise Garbled("a bracket is not closed")
            found.append(self.either())
        return tuple(found)


def _comparison(sign: str, left: Node, right: Node) -> Node:
    if left.sort == "text":
        left, right = right, left
    if sign in ("=", "!=") and (left.sort, right.sort) == ("field", "text"):
        same = Node("is", right.text, (left,))
        return same if sign == "=" else Node("not", "", (same,))
    return Node("beyond", sign, (left, right))


def _call(word: str, parts: tuple[Node, ...]) -> Node:
    if word == "not" and len(parts) == 1:
        return Node("not", "", parts)
    if word == "true" and not parts:
        return Node("true")
    if word == "selected" and [part.sort for part in parts] == ["field", "text"]:
        return Node("is", parts[1].text, (parts[0],))
    return Node("beyond", f"{word}()", parts)


def wanted(node: Node, answers: Answers) -> Wanted:
    """The condition in the words of a form. Raises Unsaid, and Garbled where an answer is none."""
    if node.sort == "true":
        return {}
    if node.sort == "is":
        return _is(node, answers)
    if node.sort == "not":
        return _not(node.parts[0], answers)
    if node.sort not in ("and", "or"):
        raise Unsaid(f"“{node.text}” is more than a form can say")
    parts = [wanted(part, answers) for part in node.parts]
    return _both(parts) if node.sort == "and" else _either(parts)


def _is(node: Node, answers: Answers) -> Wanted:
    field = node.parts[0].text
    possible = _possible(field, answers)
    if not node.text:
        raise Unsaid("whether a question was left empty")
    if node.text not in possible:
        offered = ", ".join(list(possible)[:6])
        raise Garbled(f"{field} has no answer “{node.text}”; it has {offered}")
    return {field: [possible[node.text]]}


def _possible(field: str, answers: Answers) -> Mapping[str, Value]:
    if field not in answers:
        raise Garbled(f"there is no question {field} in this survey")
    if not answers[field]:
        raise Unsaid(f"only one-of and yes-or-no questions beside it count, and {field} is none")
    return answers[field]


def _not(inner: Node, answers: Answers) -> Wanted:
    """Of one field only: the other answers. While it is empty, nothing is shown; XPath would."""
    if inner.sort == "is" and not inner.text:
        return {inner.parts[0].text: _distinct(_possible(inner.parts[0].text, answers).values())}
    held = wanted(inner, answers)
    if len(held) != 1:
        raise Unsaid("“not” can be said of one question only")
    ((field, values),) = held.items()
    others = [one for one in _distinct(answers[field].values()) if one not in values]
    if not others:
        raise Unsaid("it can never hold")
    return {field: others}


def _both(parts: Sequence[Wanted]) -> Wanted:
    found: Wanted = {}
    for part in parts:
        for field, values in part.items():
            found[field] = [one for one in found.get(field, values) if one in values]
    if not all(found.values()):
        raise Unsaid("it can never hold")
    return found


def _either(parts: Sequence[Wanted]) -> Wanted:
    fields = {tuple(part) for part in parts}
    if len(fields) != 1 or len(parts[0]) != 1:
        raise Unsaid("“or” between different questions")
    (field,) = parts[0]
    return {field: _distinct(value for part in parts for value in part[field])}


def _distinct(values: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(values))


def written(condition: Mapping[str, Sequence[Value]]) -> str:
    """The condition as XPath."""
    if not condition:
        return "true()"
    parts = [_one(field, values, len(condition) > 1) for field, values in condition.items()]
    return " and ".join(parts)


def _one(field: str, values: Sequence[Value], among: bool) -> str:
    said = " or ".join(f"${{{field}}} = '{_word(value)}'" for value in values)
    return f"({said})" if among and len(values) > 1 else said


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
