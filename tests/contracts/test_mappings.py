"""What the shipped mappings make of the shipped examples is what the systems accept."""

import json
from pathlib import Path
from typing import Any

import pytest

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.sandbox.systems import PARTS
from field_api.mapping import python

CATALOGUE = Path(python.__file__).parents[2] / "catalogue"
ROUTES = (
    ("note", "records"),
    ("stop-search", "records"),
    ("stop-search", "stop-search"),
    ("intelligence-report", "intelligence"),
)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def document(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    *_, newest = sorted(CATALOGUE.glob(f"forms/{kind}.*.json"))
    asked = read(newest)["schema"]["properties"]
    labels = {
        name: asked[name]["x-labels"][answer]
        for name, answer in body.items()
        if isinstance(answer, str) and answer in asked[name].get("x-labels", {})
    }
    return {
        "submission": "6f7b8c1e-3c52-4d0a-8f0e-0c5a7f1d2b90",
        "seq": 1,
        "reference": "34/26/000123",
        "officer": {"collar": "1001", "force": "34"},
        "occurred_at": "2026-11-22T12:00:00Z",
        "marking": "OFFICIAL-SENSITIVE",
        "body": body,
        "labels": labels,
    }


@pytest.mark.parametrize("example", ["valid", "minimal"])
@pytest.mark.parametrize(("kind", "system"), ROUTES)
def test_every_example_is_accepted_where_it_goes(kind: str, system: str, example: str) -> None:
    body = read(CATALOGUE / f"examples/{kind}.{example}.json")["body"]
    mapped = python.find(system)(kind, document(kind, body))
    frozen, _ = RestJson({"base_url": "http://127.0.0.1:9"}, "-").render(mapped)
    assert PARTS[system].check(json.loads(frozen)) == []
