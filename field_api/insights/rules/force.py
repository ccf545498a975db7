"""The use of force as a table: a row for each officer and each person.

Columns are the form's own labels, so a force's own version of the form gives its own table. What
could name somebody stays out: text, places and dates of birth. A return counts; who it was about
stays in the record that its reference names.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]

REFERENCE, JOINED = "Reference", "; "
_KEPT = frozenset({"datetime", "choice", "radio", "checks", "boolean", "number"})


def force_columns(form: Document) -> tuple[str, ...]:
    """The reference, then the labels in the order of the form; of repeats those within."""
    return (REFERENCE, *(label for label, _, _ in _fields(form)))


def force_row(form: Document, reference: str, body: Document) -> dict[str, str]:
    """One record. Several values of a column are joined by `; `, in order; a line of a repeat that
    leaves one open holds its place, so that the third tactic has the third effect."""
    found = {REFERENCE: reference}
    for label, path, spec in _fields(form):
        outer, inner = path
        if inner:
            lines = body.get(outer, [])
            found[label] = JOINED.join(_text(spec, line.get(inner)) for line in lines)
        else:
            found[label] = _text(spec, body.get(outer))
    return found


def _fields(form: Document) -> Iterator[tuple[str, tuple[str, str], Document]]:
    """(label, (field, field within a repeat or nothing), its schema), by `x-order`."""
    for name, spec in _ordered(form["schema"]["properties"]):
        if spec["x-widget"] == "repeat":
            for inner, its in _ordered(spec["items"]["properties"]):
                if its["x-widget"] in _KEPT:
                    yield its["title"], (name, inner), its
        elif spec["x-widget"] in _KEPT:
            yield spec["title"], (name, ""), spec


def _ordered(properties: Document) -> list[tuple[str, Document]]:
    return sorted(properties.items(), key=lambda pair: int(pair[1]["x-order"]))


def _text(spec: Document, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        labels = spec["items"].get("x-labels", {})
        return JOINED.join(labels.get(one, str(one)) for one in value)
    return str(spec.get("x-labels", {}).get(value, value))
