"""What a kind asks in all its versions, and how one answer is put in words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Spec = Mapping[str, Any]
Fields = dict[str, dict[str, Any]]

_LONGEST_NAME = 40
YES_NO = {"true": "Yes", "false": "No"}


def merged(forms: Sequence[Spec], leave_out: Sequence[str] = ()) -> Fields:
    """Every field there ever was, as the newest version asks it, with every code there ever was."""
    found: Fields = {}
    for form in forms:
        _into(found, form["schema"]["properties"])
    return {name: spec for name, spec in ordered(found) if name not in leave_out}


def _into(found: Fields, newer: Mapping[str, Spec]) -> None:
    for name, spec in newer.items():
        older, spec = found.get(name, {}), dict(spec)
        if "x-labels" in spec:
            spec["x-labels"] = {**older.get("x-labels", {}), **spec["x-labels"]}
        if spec["x-widget"] in ("repeat", "checks") and "items" in spec:
            spec["items"] = _items(older.get("items", {}), spec["items"])
        found[name] = spec


def _items(older: Spec, newer: Spec) -> dict[str, Any]:
    made = dict(newer)
    if "x-labels" in newer:
        made["x-labels"] = {**older.get("x-labels", {}), **newer["x-labels"]}
    if "properties" in newer:
        made["properties"] = dict(older.get("properties", {}))
        _into(made["properties"], newer["properties"])
    return made


def ordered(fields: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from sorted(fields.items(), key=lambda field: field[1]["x-order"])


def literal(text: str) -> str:
    """A text that stands for itself, in JMESPath's own quotes; these know no backslash."""
    if "\\" in text:
        return "`" + json.dumps(text).replace("`", "\\`") + "`"
    return "'" + text.replace("'", "\\'") + "'"


class Maps:
    """The value maps that its expressions look up: the same labels share one."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def named(self, name: str, rows: Mapping[str, Any]) -> str:
        same = (known for known, held in self.rows.items() if held == rows)
        if (found := next(same, None)) is not None:
            return found
        free, n = name[:_LONGEST_NAME], 2
        while free in self.rows:
            free, n = f"{name[: _LONGEST_NAME - 4]}_{n}", n + 1
        self.rows[free] = dict(rows)
        return free


def value(name: str, spec: Spec, at: str, maps: Maps) -> str:
    """The expression of one answer in words; `at` is where its field stands, `body.` or nothing.
    Whatever it makes is text or a number, null or empty where nothing was answered.
    """
    field, widget = f"{at}{name}", spec["x-widget"]
    if widget in ("choice", "radio"):
        return f"lookup('{maps.named(name, spec['x-labels'])}', {field})"
    if widget == "checks":
        known = maps.named(name, spec["items"]["x-labels"])
        return f"join(', ', {field}[].lookup('{known}', @) || `[]`)"
    return _PLAIN.get(widget, "{0}").format(field, maps.named("yes_no", YES_NO))


_PLAIN = {
    "boolean": "lookup('{1}', {0})",
    "datetime": "local_date({0}, '%d/%m/%Y %H:%M')",
    "date": "date({0}, '%d/%m/%Y')",
    "place": "join(', ', [{0}.text, {0}.latitude && join(' ', "
    "[to_string({0}.latitude), to_string({0}.longitude)])][?@])",
    "signature": "join(', ', [{0}.name, local_date({0}.signed_at, '%d/%m/%Y %H:%M')][?@])",
}
