"""What hangs on fields and has a sheet of its own: prompts, and the forms that a form opens."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from field_api.catalogue.rules.xlsform import expressions
from field_api.catalogue.rules.xlsform.conditions import Level
from field_api.catalogue.rules.xlsform.questions import Spec
from field_api.catalogue.rules.xlsform.sheets import Row, Told

PROMPTS = "fieldbook_prompts"
OPENS = "fieldbook_opens"


def prompts(rows: Sequence[Row], schema: Spec, told: Told) -> None:
    """Hang each on its field, named `field` or `list/field`."""
    fields = dict(_fields(schema))
    # What a row says as JSON has the last word.
    settled = {name for name, spec in fields.items() if "x-prompts" in spec}
    for row in rows:
        spec = fields.get(row.get("field"))
        if spec is None:
            told.fault(row, "field", "there is no such question; within a list it is list/question")
        elif row.get("field") not in settled and (prompt := _prompt(row, told)):
            spec.setdefault("x-prompts", []).append(prompt)


def _fields(schema: Spec, above: str = "") -> Iterator[tuple[str, Spec]]:
    for name, spec in schema["properties"].items():
        yield above + name, spec
        if spec["x-widget"] == "repeat":
            yield from _fields(spec["items"], f"{above}{name}/")


def _prompt(row: Row, told: Told) -> Spec:
    prompt: Spec = {"say": row.get("say")}
    shorter = row.get("shorter_than")
    if shorter and not shorter.isdecimal():
        told.fault(row, "shorter_than", "a whole number of characters")
        return {}
    if shorter:
        prompt["shorter_than"] = int(shorter)
    if row.get("contains"):
        prompt["contains"] = _phrases(row.get("contains"))
    return prompt


def _phrases(cell: str) -> list[str]:
    """A phrase a line, or a list in JSON where a phrase has lines of its own."""
    if cell.startswith("["):
        try:
            return [str(one) for one in json.loads(cell)]
        except (ValueError, TypeError, RecursionError):
            pass
    return [line.strip() for line in cell.splitlines() if line.strip()]


def prompts_grid(schema: Mapping[str, Any]) -> list[list[str]]:
    lines = [["field", "say", "shorter_than", "contains"]]
    for name, spec in _fields(dict(schema)):
        for prompt in spec.get("x-prompts", ()):
            shorter, phrases = prompt.get("shorter_than", ""), prompt.get("contains", [])
            lines.append([name, prompt["say"], str(shorter), _lines(phrases)])
    return lines


def _lines(phrases: Sequence[str]) -> str:
    text = "\n".join(phrases)
    return text if not phrases or _phrases(text) == phrases else json.dumps(phrases)


def opens(rows: Sequence[Row], level: Level) -> list[Spec]:
    found = []
    for row in rows:
        node = level.parsed(row, "when", row.get("when"))
        when = level.condition(row, "when", node) if node else None
        if when is not None:
            kind, say = row.get("kind"), row.get("say")
            found.append({"kind": kind, "when": when, "say": say, "copy": _copied(row, level)})
    return found


def _copied(row: Row, level: Level) -> dict[str, str]:
    """`their field = our field`, a line each."""
    pairs = {}
    for line in row.get("copy").splitlines():
        there, mark, here = (part.strip() for part in line.partition("="))
        if mark and there and here:
            pairs[there] = here
        elif line.strip():
            level.told.fault(row, "copy", "write “field there = field here”, a line each")
    return pairs


def opens_grid(opened: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    lines = [["kind", "when", "say", "copy"]]
    for one in opened:
        copied = "\n".join(f"{there} = {here}" for there, here in one["copy"].items())
        lines.append([one["kind"], expressions.written(one["when"]), one["say"], copied])
    return lines
