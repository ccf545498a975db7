"""A form as sheets, so that reading them gives the same form, member for member."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from field_api.catalogue.rules.xlsform import beside, choices, policy, reading
from field_api.catalogue.rules.xlsform.sheets import Unreadable
from field_api.catalogue.rules.xlsform.survey_rows import COLUMNS, Rows

Spec = Mapping[str, Any]
Sheets = dict[str, list[list[str]]]

# What no sheet can hold, and what Excel would take for a character of its own.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")


def sheets_of(document: Mapping[str, Any]) -> Sheets:
    """Grids of text by the sheets' names. The document is one that the lint finds fit.

    What no column can say is added as JSON, cell by cell, until reading gives the document back.
    """
    made = _made(document, {}, [])
    read = _read_back(made)
    patches = dict(_patches(document["schema"], read["schema"]))
    members = list(_members(document, read, patches))
    return _made(document, patches, members) if patches or members else made


def _read_back(made: Sheets) -> dict[str, Any]:
    try:
        return reading.document_of(made)[0]
    except Unreadable as unreadable:  # the document was not fit, or this is a fault of ours
        raise ValueError(f"no sheet can hold this form: {unreadable}") from None


def _patches(wanted: Spec, read: Spec, above: str = "") -> Iterator[tuple[str, str]]:
    """(path of a field, what its cells do not say) where anything is."""
    for name, spec in wanted["properties"].items():
        found = read["properties"].get(name, {})
        patch = _difference(spec, found)
        if spec["x-widget"] == "repeat" and "items" in patch:
            yield from _patches(spec["items"], found["items"], f"{above}{name}/")
            inner = _difference(spec["items"], found["items"])
            inner.pop("properties", None)
            patch = {**patch, "items": inner}
            if not inner:
                del patch["items"]
        if patch:
            yield above + name, _json(patch)


def _difference(wanted: Spec, found: Spec) -> dict[str, Any]:
    lost = {name: None for name in found.keys() - wanted.keys()}
    return {**lost, **{k: v for k, v in wanted.items() if k not in found or not same(found[k], v)}}


def same(one: object, other: object) -> bool:
    """Equal as JSON: true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _members(wanted: Spec, read: Spec, patches: Spec) -> Iterator[tuple[str, str]]:
    """(member, JSON) of what the sheets do not say of the form as a whole."""
    for name, value in wanted.items():
        if name != "schema" and not same(read.get(name), value):
            yield name, _json(value)
    for name, value in wanted["schema"].items():
        if name != "properties" and not same(read["schema"].get(name), value):
            yield f"schema/{name}", _json(value)


def _json(value: object) -> str:
    return json.dumps(value).replace("_x", "\\u005fx")


def _made(document: Spec, patches: Mapping[str, str], members: Sequence[tuple[str, str]]) -> Sheets:
    writer = Rows(document, patches)
    survey = [list(COLUMNS), *writer.survey()]
    rules = [*policy.grid(document), *(["json", value, name] for name, value in members)]
    made = {
        "survey": _without_empty(survey),
        "choices": choices.grid(writer.lists.values()),
        "settings": policy.settings(document),
        policy.SHEET: rules,
    }
    if len(prompts := beside.prompts_grid(document["schema"])) > 1:
        made[beside.PROMPTS] = prompts
    if "opens" in document:
        made[beside.OPENS] = beside.opens_grid(document["opens"])
    return {name: [[_safe(cell) for cell in line] for line in grid] for name, grid in made.items()}


def _safe(cell: str) -> str:
    return _UNSAFE.sub(" ", cell)


def _without_empty(grid: list[list[str]]) -> list[list[str]]:
    """Without the columns that nothing stands in."""
    kept = [at for at in range(len(grid[0])) if at < 3 or any(line[at] for line in grid[1:])]
    return [[line[at] for at in kept] for line in grid]
