"""The forms and lists that come with Fieldbook, and worked examples: files beside this one."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def language() -> dict[str, Any]:
    """The JSON Schema every form keeps to."""
    return _read("form.schema.json")


def documents() -> Iterator[dict[str, Any]]:
    """Every shipped form, each kind's versions in rising order."""
    paths = (HERE / "forms").glob("*.json")
    read = (_read(f"forms/{path.name}") for path in paths)
    yield from sorted(read, key=lambda document: (document["kind"], document["version"]))


def lists() -> Iterator[dict[str, Any]]:
    """Every shipped list of codes. A column beyond code and label is what else is known of it."""
    for head in _read("lists/lists.json")["lists"]:
        path = HERE / "lists" / f"{head['list']}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            yield {**head, "codes": [_code(row) for row in csv.DictReader(file)]}


def _code(row: dict[str, str]) -> list[Any]:
    code, label = row.pop("code"), row.pop("label")
    return [code, label, row] if row else [code, label]


def example(kind: str, name: str) -> dict[str, Any]:
    """The body of a synthetic example: `valid` is full, `minimal` has what is required alone."""
    body: dict[str, Any] = _read(f"examples/{kind}.{name}.json")["body"]
    return body


def broken(kind: str) -> list[dict[str, Any]]:
    """The valid example with one rule broken: cases of {breaks, set, remove, pointer, code}."""
    cases: list[dict[str, Any]] = _read(f"examples/{kind}.broken.json")["cases"]
    return cases


def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((HERE / name).read_text("utf-8"))
    return document
