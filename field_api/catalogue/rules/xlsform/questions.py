"""A row of the survey as a field of a form."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from field_api.catalogue.rules.xlsform import choices as lists_of
from field_api.catalogue.rules.xlsform import dialect, limits, shapes
from field_api.catalogue.rules.xlsform.dialect import OURS
from field_api.catalogue.rules.xlsform.expressions import Value
from field_api.catalogue.rules.xlsform.sheets import Row, Told

Spec = dict[str, Any]
_FEW = 6
_LONG = ("multiline", "multi-line", "long")


@dataclass(slots=True)
class Question:
    """A field and what of its row waits until all fields beside it are known.

    `shown` are the conditions it stands under, its groups' first: (row, column's text).
    `answers` is empty unless others may ask what was answered.
    """

    row: Row
    name: str
    named: str
    spec: Spec
    shown: list[tuple[Row, str]] = field(default_factory=list)
    answers: dict[str, Value] = field(default_factory=dict)
    inner: "list[Question] | None" = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What a row is read with: the lists, the form's marking, and what is told.

    `unbounded` collects numbers without limits, `everywhere` the names of all rows.
    """

    lists: lists_of.Lists
    marking: str
    told: Told
    unbounded: list[str] = field(default_factory=list)
    everywhere: set[str] = field(default_factory=set)


def spec_of(row: Row, asking: Asking) -> tuple[Spec, dict[str, Value]] | None:
    """(the field without order and section, its answers); None with a fault or notice told."""
    sort, chosen, answers = _sort(row, asking)
    if not sort:
        return None
    widget = _widget(row, sort, answers, chosen)
    if not widget:
        asking.told.fault(
            row, OURS + "widget", f"a question of type {row.get('type')} cannot be asked that way"
        )
        return None
    spec = _SHAPES[widget](row, asking, chosen)
    spec["x-widget"] = widget
    if not limits.sort_of(widget):
        _bounds("", row, asking)
    if sort == "integer" or (sort == "range" and isinstance(spec.get("minimum"), int)):
        spec["type"] = "integer"
    truth = {"yes": True, "no": False, **answers} if widget == "boolean" else {}
    if widget in ("choice", "radio"):
        truth = dict(chosen.codes)
    worded(row, spec, asking)
    return overlaid(row, spec, asking.told), truth


def _sort(row: Row, asking: Asking) -> tuple[str, lists_of.Choices, dict[str, Value]]:
    """(how XLSForm asks it, the choices, what of them is yes and no); "" when told of instead."""
    nothing = lists_of.Choices()
    picked, named, _ = dialect.select(row.get("type"))
    if picked:
        if named not in asking.lists:
            asking.told.fault(row, "type", f"there is no list {named} on the sheet choices")
            return "", nothing, {}
        chosen = asking.lists[named]
        if picked == "rank":
            asking.told.notice(row, "type", "asked as a list to tick: an order is not kept")
        return ("many" if picked == "rank" else picked), chosen, dict(chosen.truth())
    kind = " ".join(row.get("type").lower().split())
    if kind in dialect.UNASKED and not (kind in ("image", "photo") and _drawn(row)):
        asking.told.notice(row, "type", dialect.UNASKED[kind])
        return "", nothing, {}
    if kind == "time":
        asking.told.notice(
            row, "type", "a time without its day is asked as text; consider dateTime"
        )
    sort = "signature" if kind in ("image", "photo") else dialect.ASKED.get(kind, "")
    if not sort:
        say = f"Fieldbook cannot ask {row.get('type') or 'a row without a type'}; take text, "
        asking.told.fault(
            row, "type", f"{say}integer, date, select_one or another type of the guide"
        )
    return sort, nothing, {}


def _drawn(row: Row) -> bool:
    return row.get("appearance").lower() in ("signature", "draw") or (
        row.get(OURS + "widget") == "signature"
    )


_WIDGETS = {
    "text": ("text", "textarea", "code"),
    "integer": ("number",),
    "decimal": ("number",),
    "range": ("number",),
    "many": ("checks",),
    "one": ("choice", "radio", "boolean"),
}


def _widget(row: Row, sort: str, truth: dict[str, Value], chosen: lists_of.Choices) -> str:
    """ "" where the sheet names one that does not fit the type."""
    possible = _WIDGETS.get(sort, (sort,))
    said = row.get(OURS + "widget").lower()
    if said:
        return said if said in possible else ""
    look = row.get("appearance").lower().split()
    if sort == "text":
        if row.get(OURS + "list"):
            return "code"
        return "textarea" if any(word in _LONG for word in look) else "text"
    if sort == "one":
        if truth:
            return "boolean"
        return "choice" if "minimal" in look or len(chosen.codes) > _FEW else "radio"
    return possible[0]


def _text(row: Row, asking: Asking, _: lists_of.Choices) -> Spec:
    return {"type": "string", "maxLength": 200, "pattern": "\\S", **_bounds("text", row, asking)}


def _textarea(row: Row, asking: Asking, chosen: lists_of.Choices) -> Spec:
    return {**_text(row, asking, chosen), "maxLength": 4000, **_bounds("text", row, asking)}


def _code(row: Row, asking: Asking, _: lists_of.Choices) -> Spec:
    return {"type": "string", "maxLength": 40, "pattern": "\\S"}


def _number(row: Row, asking: Asking, _: lists_of.Choices) -> Spec:
    found = {**_range(row), **_bounds("number", row, asking)}
    if not {"minimum", "maximum"} <= found.keys():
        asking.unbounded.append(row.get("name"))
    return {"type": "number", "minimum": 0, "maximum": 999_999, **found}


def _range(row: Row) -> Spec:
    """`parameters` of a range: start=0 end=10 step=1."""
    said = dict(part.split("=", 1) for part in row.get("parameters").split() if "=" in part)
    if "start" not in said and "end" not in said:
        return {}
    try:
        return {
            "minimum": limits.number(said.get("start", "0")),
            "maximum": limits.number(said.get("end", "10")),
        }
    except ValueError:
        return {}


def _choice(row: Row, asking: Asking, chosen: lists_of.Choices) -> Spec:
    return {**_listed(chosen), **_seeds(chosen)}


def _checks(row: Row, asking: Asking, chosen: lists_of.Choices) -> Spec:
    spec = {"type": "array", "items": _listed(chosen), "uniqueItems": True, **_seeds(chosen)}
    return {**spec, **_bounds("checks", row, asking)}


def _listed(chosen: lists_of.Choices) -> Spec:
    return {"type": "string", "enum": list(chosen.labels), "x-labels": dict(chosen.labels)}


def _seeds(chosen: lists_of.Choices) -> Spec:
    return {"x-seed-values": list(chosen.unverified)} if chosen.unverified else {}


_SHAPES: dict[str, Callable[[Row, Asking, lists_of.Choices], Spec]] = {
    "text": _text,
    "textarea": _textarea,
    "code": _code,
    "number": _number,
    "choice": _choice,
    "radio": _choice,
    "checks": _checks,
    "boolean": lambda *_: {"type": "boolean"},
    "date": lambda *_: {"type": "string", "format": "date"},
    "datetime": lambda *_: {"type": "string", "format": "date-time"},
    "place": lambda *_: shapes.place(),
    "signature": lambda *_: shapes.signature(),
}


def _bounds(sort: str, row: Row, asking: Asking) -> Spec:
    bounds, beyond = limits.read(sort, row.get("constraint"))
    for part in beyond:
        asking.told.notice(row, "constraint", f"not kept, a form cannot say it: {part}")
    return dict(bounds)


def worded(row: Row, spec: Spec, asking: Asking) -> None:
    """What every question may carry, whatever it asks."""
    spec["title"] = row.get("label") or row.get("name").replace("_", " ").capitalize()
    if not row.get("label"):
        asking.told.notice(row, "label", f"no label; shown as “{spec['title']}”")
    hint = "\n".join(filter(None, (row.get("hint"), row.get("guidance_hint"))))
    if hint:
        spec["description"] = hint
    spec["x-marking"] = asking.marking
    for column, member in dialect.MEMBERS.items():
        if row.get(OURS + column):
            spec[member] = row.get(OURS + column)
    if dialect.yes(row.get(OURS + "unverified")):
        spec["x-seed"] = "unverified"
    if row.get(OURS + "entity"):
        spec["x-entity"] = shapes.entity(row.get(OURS + "entity"))
    _begun(row, spec, asking)


def _begun(row: Row, spec: Spec, asking: Asking) -> None:
    """What the sheet would put in before anybody answers."""
    default = row.get("default").replace(" ", "").lower()
    if default in ("now()", "today()") and spec.get("format"):
        spec["x-prefill"] = "now"
    elif default:
        say = "not kept: an answer that nobody gave is no evidence"
        asking.told.notice(row, "default", say)
    _unkept(row, asking)


_UNKEPT = {
    "calculation": "not kept: a form calculates nothing",
    "choice_filter": "not kept: every choice of the list is shown",
}


def _unkept(row: Row, asking: Asking) -> None:
    for column, say in _UNKEPT.items():
        if row.get(column):
            asking.told.notice(row, column, say)
    if not dialect.no(row.get("read_only")):
        asking.told.notice(row, "read_only", "not kept: whatever is asked can be answered")


def overlaid(row: Row, spec: Spec, told: Told) -> Spec:
    """The field with members that no other column can say, as JSON; null takes one away."""
    column = OURS + "json"
    if not row.get(column):
        return spec
    try:
        said = json.loads(row.get(column))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        told.fault(row, column, "this is no JSON object; leave the cell empty if in doubt")
        return spec
    told.notice(row, column, f"overrules the other columns in {', '.join(said)}")
    return merged(spec, said)


def merged(spec: Spec, said: dict[str, Any]) -> Spec:
    """RFC 7396, one level deep, and two in `items`."""
    for name, value in said.items():
        if value is None:
            spec.pop(name, None)
        elif name == "items" and isinstance(value, dict) and isinstance(spec.get(name), dict):
            spec[name] = merged(dict(spec[name]), value)
        else:
            spec[name] = value
    return spec
