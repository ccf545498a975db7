"""Sheets as a form."""

import re
from collections.abc import Mapping
from typing import Any

from field_api.catalogue.rules.xlsform import beside, choices, dialect, policy, survey
from field_api.catalogue.rules.xlsform.conditions import Level
from field_api.catalogue.rules.xlsform.questions import Asking
from field_api.catalogue.rules.xlsform.sheets import Grid, Row, Said, Told, Unreadable, rows

_OURS = ("survey", "choices", "settings", policy.SHEET, beside.PROMPTS, beside.OPENS)
_SPOKEN = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_LANGUAGE = re.compile(r"(.+?)::\s*(.+)")


def document_of(
    sheets: Mapping[str, Grid], kind: str | None = None
) -> tuple[dict[str, Any], tuple[Said, ...]]:
    """(the form, what was assumed on the way). Raises Unreadable with every fault found.

    `sheets` are grids of text by name. `kind` is the form's name where it is known from outside.
    What comes back reads as a form; whether it is fit to publish is for the lint to say.
    """
    told = Told()
    found = {name.strip().lower(): grid for name, grid in sheets.items()}
    if "survey" not in found:
        raise Unreadable(
            [Said("survey", 0, "", "add a sheet called survey: it holds the questions")]
        )
    for name in sorted(found.keys() - set(_OURS)):
        told.of_sheet(name, "this sheet is not read")
    settings = _rows(found, "settings", told)
    tongue = next((row.get("default_language") for row in settings), "")
    rules = _rows(found, policy.SHEET, told)
    asked = _rows(found, "survey", told, tongue)
    lists = choices.read(_rows(found, "choices", told, tongue), told)
    asking = Asking(lists, policy.marking(rules), told)
    document = policy.read(rules, policy.identity(settings, kind, told), told)
    sections, schema, level = survey.read(asked, asking)
    if not schema["properties"]:
        told.faults.append(Said("survey", 0, "", "there is no question that could be asked"))
    if not schema["required"]:
        _needed(level, schema)
    beside.prompts(_rows(found, beside.PROMPTS, told), schema, told)
    if opened := beside.opens(_rows(found, beside.OPENS, told), level):
        document["opens"] = opened
    document["sections"] = sections
    document["schema"] = {"$schema": _DRAFT, **schema}
    document = policy.overlaid(rules, document, told)
    _told_at_large(asking, asked)
    if told.faults:
        raise Unreadable(told.faults)
    return document, tuple(told.notices)


_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _needed(level: Level, schema: dict[str, Any]) -> None:
    """An entry needs something in it: where no law asks, the first question the sheet requires."""
    open_ = [one for one in level.questions if "x-show-when" not in one.spec]
    wanted = [one for one in open_ if not dialect.no(one.row.get("required"))]
    for one in [*wanted, *open_][:1]:
        one.spec["x-structural"] = "An entry without this says nothing"
        one.spec.pop("x-asked", None)
        schema["required"] = [one.name]
        say = "required, so that no entry is empty: nothing else in the form is"
        level.told.instead(one.row, "required", say)


def _told_at_large(asking: Asking, asked: list[Row]) -> None:
    if asking.unbounded:
        names = ", ".join(asking.unbounded[:10])
        asking.told.of_sheet("survey", f"no limits are given for {names}; assumed: 0 to 999999")
    if not any(row.get(f"{dialect.OURS}entity") for row in asked):
        say = f"no question says in {dialect.OURS}entity whom or what it speaks of: "
        asking.told.of_sheet("survey", say + "nobody is recognised from these entries")


def _rows(found: Mapping[str, Grid], sheet: str, told: Told, tongue: str = "") -> list[Row]:
    grid = found.get(sheet) or [[]]
    ours = sheet.startswith("fieldbook_")
    heads = [cell.strip().lower() if ours else dialect.column(cell) for cell in grid[0]]
    if sheet in ("survey", "choices"):
        heads = _one_language(sheet, heads, tongue, told)
    if sheet == "survey":
        heads = _read(heads, told)
    return rows(sheet, grid, heads)


def _one_language(sheet: str, heads: list[str], tongue: str, told: Told) -> list[str]:
    """Heads with one language's words under the plain name; those of others are left out."""
    spoken = [found for head in heads if (found := _LANGUAGE.fullmatch(head))]
    named = list(dict.fromkeys(found[2] for found in spoken if found[1] in _SPOKEN))
    if not named:
        return heads
    chosen = _chosen(named, tongue) if "label" not in heads else ""
    others = ", ".join(one for one in named if one != chosen)
    if others:
        kept = f"“{chosen}” is kept" if chosen else "the column without a language is kept"
        told.of_sheet(sheet, f"a form has one language now: {kept}, not kept: {others}")
    return [_plain(head, chosen) for head in heads]


def _chosen(named: list[str], tongue: str) -> str:
    english = [one for one in named if re.search(r"english|\(en", one, re.IGNORECASE)]
    wanted = [one for one in named if tongue and one.lower() == tongue.lower()]
    return [*wanted, *english, *named][0]


def _plain(head: str, chosen: str) -> str:
    found = _LANGUAGE.fullmatch(head)
    if not found or found[1] not in _SPOKEN:
        return head
    return found[1] if found[2] == chosen else ""


def _read(heads: list[str], told: Told) -> list[str]:
    """Survey columns that mean something; of every other one is told."""
    for head in heads:
        known = head in dialect.KNOWN | dialect.IDLE or head in dialect.COLUMNS
        if head and not known:
            told.of_sheet("survey", f"the column {head} is not read")
    return heads
