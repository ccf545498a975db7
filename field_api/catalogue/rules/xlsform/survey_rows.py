"""A form's fields as the rows of a survey."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from field_api.catalogue.rules.xlsform import choices, dialect, expressions, limits, shapes
from field_api.catalogue.rules.xlsform.dialect import OURS

Spec = Mapping[str, Any]

COLUMNS = (
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint",
    "constraint_message", "appearance", "default", "repeat_count", *dialect.COLUMNS,
)  # fmt: skip
_TYPES = {
    "text": "text",
    "textarea": "text",
    "code": "text",
    "datetime": "dateTime",
    "date": "date",
    "place": "geopoint",
    "signature": "image",
}
_LOOKS = {"textarea": "multiline", "choice": "minimal", "signature": "signature"}
_YES_NO = ("yes_no", ["yes", "no"], {"yes": "Yes", "no": "No"}, frozenset[str]())


class Rows:
    """The survey's rows, and the lists of choices on the way."""

    def __init__(self, document: Spec, patches: Mapping[str, str]) -> None:
        self.document, self.patches = document, patches
        self.lists: dict[str, choices.Listed] = {}
        self.names = {name for _, name in _names(document["schema"])}
        self.called = dict(_called(document["schema"]))

    def survey(self) -> Iterator[list[str]]:
        schema = self.document["schema"]
        orders = [spec["x-order"] for _, spec in self._in_sections(schema)]
        plain = orders == [10 * at for at in range(1, len(orders) + 1)]
        for section in self.document["sections"]:
            here = [one for one in _ordered(schema) if one[1]["x-section"] == section["id"]]
            ours = {OURS + "section": section["id"]} if section["id"] in self.names else {}
            name = self._free(section["id"])
            yield _line(type="begin_group", name=name, label=section["title"], **ours)
            yield from self._notes(section)
            for name, spec in here:
                yield from self._field(schema, name, spec, "", not plain)
            yield _line(type="end_group")

    def _in_sections(self, schema: Spec) -> Iterator[tuple[str, Spec]]:
        for section in self.document["sections"]:
            yield from (one for one in _ordered(schema) if one[1]["x-section"] == section["id"])

    def _free(self, name: str) -> str:
        """A name for what is no field: pyxform wants each to be named once in a survey."""
        while name in self.names:
            name += "_"
        self.names.add(name)
        return name

    def _notes(self, section: Spec) -> Iterator[list[str]]:
        for member in ("warn", "help"):
            if member in section:
                name = self._free(f"{section['id']}_{member}")
                ours = {OURS + "widget": member}
                yield _line(type="note", name=name, label=section[member], **ours)

    def _field(
        self, schema: Spec, name: str, spec: Spec, above: str, ordered: bool
    ) -> Iterator[list[str]]:
        called = {one: self.called[above, one] for one in schema["properties"]}
        cells = {**_cells(spec, called), **_required(schema, name, spec, called)}
        cells.update(name=called[name], type=self._type(name, spec, above))
        if called[name] != name:
            cells[OURS + "name"] = name
        if ordered:
            cells[OURS + "order"] = str(spec["x-order"])
        cells[OURS + "json"] = self.patches.get(above + name, "")
        if spec["x-widget"] != "repeat":
            yield _line(**cells)
            return
        yield _line(**cells, **_sizes(spec))
        inner = _ordered(spec["items"])
        orders = [one["x-order"] for _, one in inner]
        plain = orders == [10 * at for at in range(1, len(orders) + 1)]
        for within, one in inner:
            yield from self._field(spec["items"], within, one, f"{name}/", not plain)
        yield _line(type="end_repeat")

    def _type(self, name: str, spec: Spec, above: str) -> str:
        widget = spec["x-widget"]
        if widget == "repeat":
            return "begin_repeat"
        if widget == "number":
            return "integer" if spec["type"] == "integer" else "decimal"
        if widget == "boolean":
            self.lists[_YES_NO[0]] = _YES_NO
            return f"select_one {_YES_NO[0]}"
        if widget in ("choice", "radio", "checks"):
            several = "select_multiple" if widget == "checks" else "select_one"
            return f"{several} {self._list(name, spec, above)}"
        return _TYPES[widget]

    def _list(self, name: str, spec: Spec, above: str) -> str:
        """A list of that name, or of a longer one where another list has it already."""
        held = spec["items"] if spec["x-widget"] == "checks" else spec
        seeds = frozenset(spec.get("x-seed-values", ()))
        codes, labels = held["enum"], held["x-labels"]
        for named in _tries(name, above):
            made = (named, codes, labels, seeds)
            if self.lists.setdefault(named, made)[1:] == made[1:] and named != _YES_NO[0]:
                return named
        raise AssertionError("there is always another name")


def _tries(name: str, above: str) -> Iterator[str]:
    yield name
    yield above.replace("/", "_") + name
    for number in range(2, 10_000):
        yield f"{name}_{number}"


def _names(schema: Spec, above: str = "") -> Iterator[tuple[str, str]]:
    """(what is above it, its name) of every field."""
    for name, spec in schema["properties"].items():
        yield above, name
        if spec["x-widget"] == "repeat":
            yield from _names(spec["items"], f"{above}{name}/")


def _called(schema: Spec) -> Iterator[tuple[tuple[str, str], str]]:
    """The name of each field in the sheet: XPath knows no levels, so that a name which conditions
    speak of has to be the only one."""
    fields = list(_names(schema))
    times = Counter(name for _, name in fields)
    spoken = set(_spoken(schema))
    for above, name in fields:
        twice = above and times[name] > 1 and name in spoken
        yield (above, name), (above.replace("/", "_") + name if twice else name)


def _spoken(schema: Spec) -> Iterator[str]:
    for condition in schema.get("allOf", ()):
        yield from condition["if"]["required"]
    for spec in schema["properties"].values():
        yield from spec.get("x-show-when", ())
        if spec["x-widget"] == "repeat":
            yield from _spoken(spec["items"])


def _ordered(schema: Spec) -> list[tuple[str, Spec]]:
    return sorted(schema["properties"].items(), key=lambda field: field[1]["x-order"])


def _line(**cells: str) -> list[str]:
    return [cells.get(column, "") for column in COLUMNS]


def _cells(spec: Spec, called: Mapping[str, str]) -> dict[str, str]:
    widget = spec["x-widget"]
    cells = {
        "label": spec["title"],
        "hint": spec.get("description", ""),
        "relevant": _written(spec["x-show-when"], called) if "x-show-when" in spec else "",
        "constraint": limits.written(spec),
        "appearance": _LOOKS.get(widget, ""),
        OURS + "unverified": "yes" if "x-seed" in spec else "",
        OURS + "entity": shapes.entity_text(spec["x-entity"]) if "x-entity" in spec else "",
    }
    if widget != "repeat":
        cells[OURS + "widget"] = widget
    if spec.get("x-prefill") == "now" and "format" in spec:
        cells["default"] = "now()"
    return {**cells, **{OURS + k: spec.get(member, "") for k, member in dialect.MEMBERS.items()}}


def _sizes(spec: Spec) -> dict[str, str]:
    items = spec["items"]
    plain = "" if "required" in items else "1"
    filled = str(items.get("minProperties", "0"))
    return {
        OURS + "at-least": str(spec.get("minItems", "")),
        OURS + "at-most": str(spec["maxItems"]),
        OURS + "filled": "" if filled == plain or (filled == "0" and not plain) else filled,
    }


def _written(condition: Spec, called: Mapping[str, str]) -> str:
    return expressions.written({called.get(name, name): one for name, one in condition.items()})


def _required(schema: Spec, name: str, spec: Spec, called: Mapping[str, str]) -> dict[str, str]:
    """`yes`, or the first condition that asks for it; a second one is left to JSON."""
    if name in schema.get("required", ()):
        return {"required": "yes"}
    for condition in schema.get("allOf", ()):
        asked = {field: one["enum"] for field, one in condition["if"]["properties"].items()}
        if name in condition.get("then", {}).get("required", ()):
            said = "yes" if asked == spec.get("x-show-when") else _written(asked, called)
            return {"required": said}
        if name in condition.get("else", {}).get("required", ()):
            return {"required": f"not({_written(asked, called)})"}
    return {}
