"""The documents beside the Python: what a configurator can write says the same, to the byte."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.connectors.kinds.rest_json import RestJson
from field_api.mapping import python
from field_api.mapping.rules import origins, schemas, template, value_maps
from tests.catalogue.bodies import change, places
from tests.mapping.python.test_golden import GOLDEN, document
from tests.written import NOTE, SEARCH

SHIPPED = Path(python.__file__).parents[1] / "documents"
KINDS = (NOTE, SEARCH)


def page(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SHIPPED / f"records.{kind}.json").read_text("utf-8"))
    return found


def made(kind: str) -> template.Template:
    return template.compiled(page(kind)["document"], page(kind)["value_maps"])


def frozen(document: dict[str, Any]) -> bytes:
    return RestJson({"base_url": "http://127.0.0.1:9"}, "-").render(document)[0]


def entries(kind: str) -> Iterator[dict[str, Any]]:
    """Each example, then the full one with each of its places left out in turn."""
    for example in ("minimal", "valid"):
        yield document(kind, example)
    for at in places(shipped.example(kind, "valid")):
        spoiled = document(kind, "valid")
        change(spoiled["body"], at, remove=True)
        spoiled["labels"].pop(at[1:], None)
        yield spoiled
    yield document(kind, "valid", **{"text" if kind == NOTE else "grounds": "x" * 5000})


@pytest.mark.parametrize("kind", KINDS)
def test_both_engines_freeze_the_same_bytes(kind: str) -> None:
    template, accepted = made(kind), schemas.compiled(page(kind)["schema"])
    for entry in entries(kind):
        result, faults = template.make(entry)
        assert faults == []
        assert frozen(result) == frozen(python.find("records")(kind, entry))
        assert schemas.faults(accepted, result) == [] or not result["summary"]


@pytest.mark.parametrize("example", ["valid", "minimal"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_document_says_what_was_agreed(kind: str, example: str) -> None:
    agreed = json.loads((GOLDEN / f"{kind}.{example}.records.json").read_text("utf-8"))
    assert made(kind).make(document(kind, example)) == (agreed, [])


@pytest.mark.parametrize("kind", KINDS)
def test_both_engines_lead_back_to_the_same_field(kind: str) -> None:
    table = python.origins("records", kind)
    for theirs in table:
        asked = theirs.replace("*", "1")
        ours = origins.of_table(table, asked)
        # A summary is made of several fields: a developer may name the one to look at first.
        assert origins.of_template(made(kind), asked) in (ours, "")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shipped_is_fit_to_be_used(kind: str) -> None:
    assert set(page(kind)) == {"document", "value_maps", "schema"}
    assert list(value_maps.faults(page(kind)["value_maps"])) == []
