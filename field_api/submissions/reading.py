"""An entry as it is read: the form's own words for every answer, in the form's own order.

Whatever a body holds can be read: an answer the form does not know is shown as it was sent.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as worded

from field_api.catalogue import actions as catalogue
from field_api.catalogue.rules import Form, pointer, problems
from field_api.lib import clock

_LAST = 1_000_000
_BRIEF, _SHORT = 10, 32
_MOMENT, _DAY = "j M Y, H:i", "j M Y"


@dataclass(frozen=True, slots=True)
class Answer:
    """One field of a form. `lines` are its words; `items` the answers of each one of a repeat.

    `law` names what asks for it; `missing` says that the form can't do without.
    """

    pointer: str
    label: str
    law: str = ""
    lines: tuple[str, ...] = ()
    items: tuple[tuple["Answer", ...], ...] = ()
    missing: bool = False

    @property
    def blank(self) -> bool:
        return not self.lines and not self.items

    @property
    def size(self) -> str:
        """How it stands on a phone: `brief` beside its label, `short` if both fit, else `long`."""
        if self.items or len(self.lines) > 1 or len(self.text) > _SHORT:
            return "long"
        return "short" if self.blank or len(self.text) > _BRIEF else "brief"

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """Answers worth reading, apart from fields that were open to the writer and left blank."""

    title: str
    help: str
    answers: tuple[Answer, ...]
    blanks: tuple[Answer, ...]


def sections(form: Form, body: Mapping[str, Any], keep: Collection[str] = ()) -> list[Section]:
    """The body by the form's sections. Pointers in `keep` are shown though blank."""
    found = list(_answers(form.schema, body, body, [], _missing(form, body)))
    parts = [
        _section(
            part["title"], part.get("help", ""), [a for s, a in found if s == part["id"]], keep
        )
        for part in form.document["sections"]
    ]
    known = {part["id"] for part in form.document["sections"]}
    rest = [answer for section, answer in found if section not in known]
    parts.append(_section("Not on the form", "Shown as it was sent.", rest, keep))
    return [part for part in parts if part.answers or part.blanks]


def answers(form: Form, body: Mapping[str, Any]) -> list[Answer]:
    """Every field that has an answer, in the order of the form."""
    found = (answer for _, answer in _answers(form.schema, body, body, [], frozenset()))
    return [answer for answer in found if not answer.blank]


def _missing(form: Form, body: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(one.pointer for one in problems(form, body) if one.code == "required")


def _section(title: str, help: str, found: Sequence[Answer], keep: Collection[str]) -> Section:
    told = [not one.blank or one.missing or bool(one.law) or one.pointer in keep for one in found]
    return Section(
        title,
        help,
        tuple(one for one, shown in zip(found, told, strict=True) if shown),
        tuple(one for one, shown in zip(found, told, strict=True) if not shown),
    )


def _answers(
    schema: Mapping[str, Any],
    scope: Mapping[str, Any],
    body: Mapping[str, Any],
    path: list[str | int],
    missing: frozenset[str],
) -> Iterator[tuple[str, Answer]]:
    """(section, answer) of every field that has an answer or was open to one."""
    fields = schema["properties"]
    for name in sorted(fields, key=lambda name: fields[name].get("x-order", _LAST)):
        spec, value, here = fields[name], scope.get(name), [*path, name]
        if name in scope or _open(spec, scope, body):
            yield spec.get("x-section", ""), _answer(spec, value, body, here, missing)
    for name in scope:
        if name not in fields:
            yield "", Answer(pointer([*path, name]), name, lines=(_raw(scope[name]),))


def _answer(
    spec: Mapping[str, Any],
    value: Any,
    body: Mapping[str, Any],
    path: list[str | int],
    missing: frozenset[str],
) -> Answer:
    at, law = pointer(path), spec.get("x-required-by", "")
    label = spec.get("title", str(path[-1]))
    if spec.get("x-widget") == "repeat" and _is_objects(value):
        items = tuple(
            tuple(answer for answer in _item(spec["items"], one, body, [*path, n], missing))
            for n, one in enumerate(value)
        )
        return Answer(at, label, law, items=items, missing=at in missing)
    return Answer(at, label, law, tuple(_lines(spec, value)), missing=at in missing)


def _item(
    schema: Mapping[str, Any],
    item: Mapping[str, Any],
    body: Mapping[str, Any],
    path: list[str | int],
    missing: frozenset[str],
) -> Iterator[Answer]:
    for _, answer in _answers(schema, item, body, path, missing):
        if not answer.blank or answer.missing:
            yield answer


def _open(spec: Mapping[str, Any], scope: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether the form asked: each condition looks beside the field first, then at the top."""
    for name, wanted in spec.get("x-show-when", {}).items():
        value = scope.get(name, body.get(name))
        given = value if isinstance(value, list) else [value]
        if not any(one in wanted for one in given):
            return False
    return True


def _lines(spec: Mapping[str, Any], value: Any) -> Iterator[str]:
    if value is None or value == "" or value == [] or value == {}:
        return
    if isinstance(value, bool):
        yield "Yes" if value else "No"
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        labels = spec.get("items", {}).get("x-labels", {})
        yield from (labels.get(one, one) for one in value)
    elif isinstance(value, dict) and spec.get("x-widget") in _GROUPS:
        yield "\n".join(_GROUPS[spec["x-widget"]](value))
    elif isinstance(value, str):
        yield _named(spec, value) or _dated(spec.get("format", ""), value)
    elif isinstance(value, int | float) and "x-unit" in spec:
        yield f"{value} {spec['x-unit']}"
    else:
        yield _raw(value)


def _named(spec: Mapping[str, Any], code: str) -> str:
    """What a code is called; of a list that stands outside the form, with the code itself."""
    if "x-list" not in spec:
        return str(spec.get("x-labels", {}).get(code, ""))
    label = catalogue.label(spec["x-list"], code)
    return f"{label} ({code})" if label else ""


def _place(value: Mapping[str, Any]) -> Iterator[str]:
    if value.get("text"):
        yield str(value["text"])
    if "latitude" in value:
        accuracy = value.get("accuracy_m")
        within = f", within {accuracy:g} m" if isinstance(accuracy, int | float) else ""
        yield f"{value['latitude']}, {value.get('longitude')}{within}"


def _signature(value: Mapping[str, Any]) -> Iterator[str]:
    """Who signed, and when. What was drawn stays in the entry, as it was signed with the rest."""
    when = _dated("date-time", str(value.get("signed_at", "")))
    yield f"Signed by {value.get('name', 'somebody')}" + (f", {when}" if when else "")


_GROUPS = {"place": _place, "signature": _signature}


def _dated(form: str, value: str) -> str:
    """A moment as the clock on the wall there said; what is no date stays as it was written."""
    try:
        if form == "date-time":
            return worded(timezone.localtime(clock.parse(value)), _MOMENT)
        if form == "date":
            return worded(clock.parse(f"{value}T00:00:00+00:00"), _DAY)
    except ValueError:
        pass
    return value


def _raw(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
