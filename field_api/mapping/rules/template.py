"""A mapping as configurators write it: the object to be made, with expressions for values.

    {"type": "'NOTE'", "version": "seq", "urgent": false, "dob?": "body.dob",
     "place": {"$with": "body.place", "$make": {"text": "text || ''"}},
     "people": {"$each": "body.persons[?surname]", "$make": {"name": "upper(surname)"}}}

Every text is an expression, every other value stands for itself. `$with` goes into a value, and is
null where there is none; `$each` goes into each item of a list, and makes a list. A member whose
name ends in `?` is left out when it is null.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.connectors.rules import FieldFault
from field_api.mapping.rules import expressions
from field_api.mapping.rules.expressions import Expression, Run, Unreadable
from field_api.mapping.rules.functions import Told, ValueMaps
from field_api.mapping.rules.pointers import escaped

DEEPEST = 20
MOST_PARTS = 2000
MOST_TOLD = 50


class Unfit(ValueError):
    """It can't be used. `faults` says where in it, and why."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__(
            "; ".join(f"{fault.pointer or 'the whole'}: {fault.text}" for fault in faults)
        )
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Constant:
    value: Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """`at` is where its value goes: a pointer with `*` for each index not known beforehand."""

    at: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Members:
    parts: tuple[tuple[str, bool, "Part"], ...]
    """Name, whether it is left out when null, and what it is made of."""


@dataclass(frozen=True, slots=True)
class Row:
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """`each`: for every item of a list; otherwise for one value."""

    at: str
    expression: Expression
    part: "Part"
    each: bool
    size: int
    """What one round of `$each` makes at least."""


Part = Constant | Leaf | Members | Row | Inside


@dataclass(frozen=True, slots=True)
class Template:
    part: Members
    maps: ValueMaps

    def make(self, document: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldFault]]:
        """What it makes, null wherever there is a fault. Never raises."""
        making = _Making(Run(self.maps))
        return making.members(self.part, document), making.faults


def compiled(document: object, maps: ValueMaps) -> Template:
    """Raises Unfit with everything that is wrong."""
    reader = _Reader(maps)
    part = reader.read(document, "", 0)
    if not isinstance(part, Members) and not reader.faults:
        reader.tell("", "a mapping makes an object")
    if reader.faults or not isinstance(part, Members):
        raise Unfit(reader.faults)
    return Template(part, maps)


class _Reader:
    def __init__(self, maps: ValueMaps) -> None:
        self.faults: list[FieldFault] = []
        self._maps, self._parts = maps, 0

    def tell(self, at: str, text: str) -> None:
        self.faults.append(FieldFault(at, text))

    def read(self, value: object, at: str, depth: int) -> Part:
        self._parts += 1
        if depth > DEEPEST or self._parts > MOST_PARTS:
            if len(self.faults) < MOST_TOLD:
                self.tell(at, f"at most {MOST_PARTS} parts, {DEEPEST} deep")
            return Constant(None)
        if isinstance(value, str):
            return Leaf(at, self._expression(value, at))
        if isinstance(value, dict):
            return self._object(value, at, depth)
        if isinstance(value, list):
            parts = [self.read(one, f"{at}/{i}", depth + 1) for i, one in enumerate(value)]
            return Row(tuple(parts))
        return self._constant(value, at)

    def _object(self, value: dict[str, Any], at: str, depth: int) -> Part:
        marks = {name for name in value if name.startswith("$")}
        if not marks:
            return Members(tuple(self._members(value, at, depth)))
        way = marks - {"$make"}
        if value.keys() != marks or way not in ({"$each"}, {"$with"}) or len(marks) != 2:
            self.tell(at, "write $each or $with, and $make, and nothing else")
            return Constant(None)
        (name,) = way
        expression = self._expression(value[name], at)
        before, below = self._parts, f"{at}/*" if name == "$each" else at
        part = self.read(value["$make"], below, depth + 1)
        return Inside(at, expression, part, name == "$each", self._parts - before)

    def _members(
        self, value: dict[str, Any], at: str, depth: int
    ) -> Iterator[tuple[str, bool, Part]]:
        for written, one in value.items():
            name = written.removesuffix("?")
            below = f"{at}/{escaped(name)}"
            if name != written and name in value:
                self.tell(below, "stands here twice")
            yield name, name != written, self.read(one, below, depth + 1)

    def _expression(self, text: object, at: str) -> Expression:
        try:
            if not isinstance(text, str):
                raise Unreadable("an expression is text")
            return expressions.read(text, self._maps)
        except Unreadable as unreadable:
            self.tell(at, str(unreadable))
            return expressions.NOTHING

    def _constant(self, value: object, at: str) -> Part:
        try:
            self._parts += expressions.weight(value, MOST_PARTS) - 1
        except Told as told:
            self.tell(at, str(told))
        return Constant(value)


class _Making:
    """One entry being mapped. `_indexes` are those of the lists it is inside of."""

    def __init__(self, run: Run) -> None:
        self.faults: list[FieldFault] = []
        self._run = run
        self._indexes: list[int] = []
        self._ways: dict[type, Callable[[Any, Any], Any]] = {
            Leaf: self._leaf,
            Members: self.members,
            Constant: self._constant,
            Row: self._row,
            Inside: self._inside,
        }

    def members(self, part: Members, value: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, optional, below in part.parts:
            one = self._ways[type(below)](below, value)
            if one is not None or not optional:
                made[name] = one
        return made

    def _row(self, part: Row, value: Any) -> list[Any]:
        return [self._ways[type(below)](below, value) for below in part.parts]

    def _constant(self, part: Constant, value: Any) -> Any:
        return part.value

    def _leaf(self, part: Leaf, value: Any) -> Any:
        return self._evaluated(part, value)

    def _inside(self, part: Inside, value: Any) -> Any:
        found = self._evaluated(part, value)
        if found is None:
            return [] if part.each else None
        make = self._ways[type(part.part)]
        if not part.each:
            return make(part.part, found)
        if not isinstance(found, list):
            return self._tell(part.at, "$each asks for a list")
        if not self._run.afford(part.size * len(found)):
            return self._tell(part.at, "this would be too large")
        self._indexes.append(0)
        made = []
        for self._indexes[-1], one in enumerate(found):
            made.append(make(part.part, one))
        self._indexes.pop()
        return made

    def _evaluated(self, part: Leaf | Inside, value: Any) -> Any:
        try:
            return self._run.evaluate(part.expression, value)
        except Told as told:
            return self._tell(part.at, str(told))
        except Exception as error:  # JMESPath's messages hold what they met: not for anyone's eyes
            return self._tell(part.at, f"the expression fails here ({type(error).__name__})")

    def _tell(self, at: str, text: str) -> None:
        if len(self.faults) < MOST_TOLD:
            indexes = iter(self._indexes)
            steps = (str(next(indexes, "*")) if one == "*" else one for one in at.split("/"))
            self.faults.append(FieldFault("/".join(steps), text))
