"""Officers by collar number: no entities of an entry, for it is not about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.entities.reading import records
from field_api.catalogue.rules.forms import Document, Form, pointer
from field_api.lib import identifiers

# The hub has one reason for officers; whoever checked or handed over keeps the form's own word.
_IN_CASE = frozenset({"officer", "recording_officer", "searching_officer", "arresting_officer"})


@dataclass(frozen=True, slots=True)
class Named:
    """`pointer` is that of the field, `reason` the link's."""

    pointer: str
    reason: str
    number: str


def officers(form: Form, body: object) -> Iterator[Named]:
    """In the order of the form. What is no text or blank is passed over."""
    for within, name, _ in sorted(_fields(form.schema, ()), key=lambda one: one[2]):
        said = within[-1] if within else name
        first, *rest = said.split("_")
        own = first + "".join(word.capitalize() for word in rest)
        for path, record in records(body, within):
            number = _number(record.get(name))
            if number:
                reason = "officerInCase" if not within and name in _IN_CASE else own
                yield Named(pointer((*path, name)), reason, number)


def _fields(
    schema: Document, within: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, tuple[int, ...]]]:
    for name, spec in schema["properties"].items():
        order = (spec.get("x-order", 0),)
        if spec.get("x-identifier") == "collar-number":
            yield within, name, order
        if spec["x-widget"] == "repeat":
            for inner, field, below in _fields(spec["items"], (*within, name)):
                yield inner, field, order + below


def _number(value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return identifiers.key("collar-number", text) or text
