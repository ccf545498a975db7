"""What each system is told of the shipped examples, to the letter.

The files beside this one are what was reviewed. After a change that is meant, write them anew with
`GOLDEN=write python3 manage.py test tests/mapping/python` and read the difference.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.sandbox.systems import PARTS
from field_api.mapping import python
from tests.written import INTEL, NOTE, ROUTES, SEARCH

GOLDEN = Path(__file__).parent / "golden"
PAIRS = [(kind, system) for system, kinds in ROUTES.items() for kind in kinds]


def document(kind: str, example: str = "valid", **answers: Any) -> dict[str, Any]:
    """As the deciding action makes it, of one example with some answers replaced."""
    *_, form = (one for one in shipped.documents() if one["kind"] == kind)
    body = {**shipped.example(kind, example), **answers}
    labels = {
        name: spec["x-labels"][body[name]]
        for name, spec in form["schema"]["properties"].items()
        if isinstance(body.get(name), str) and body[name] in spec.get("x-labels", {})
    }
    return {
        "submission": "6f7b8c1e-3c52-4d0a-8f0e-0c5a7f1d2b90",
        "seq": 2,
        "reference": "34/26/000123",
        "officer": {"collar": "1001", "force": "34", "rank": "PC", "name": "Sample"},
        "occurred_at": "2026-03-01T14:05:00.000000Z",
        "written_at": "2026-03-01T14:30:00.000000Z",
        "unit": "Response",
        "marking": form["marking"],
        "body": body,
        "labels": labels,
    }


def mapped(kind: str, system: str, example: str = "valid", **answers: Any) -> dict[str, Any]:
    return python.find(system)(kind, document(kind, example, **answers))


def accepted(system: str, told: dict[str, Any]) -> list[tuple[str, str]]:
    """What the system itself finds wrong with the bytes it would be sent."""
    frozen, _ = RestJson({"base_url": "http://127.0.0.1:9"}, "-").render(told)
    return PARTS[system].check(json.loads(frozen))


@pytest.mark.parametrize("example", ["valid", "minimal"])
@pytest.mark.parametrize(("kind", "system"), PAIRS)
def test_a_system_is_told_what_was_agreed(kind: str, system: str, example: str) -> None:
    told = mapped(kind, system, example)
    page = GOLDEN / f"{kind}.{example}.{system}.json"
    if os.environ.get("GOLDEN") == "write":
        page.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert told == json.loads(page.read_text("utf-8"))
    assert accepted(system, told) == []


def test_every_golden_file_is_still_used() -> None:
    names = {
        f"{kind}.{example}.{system}" for kind, system in PAIRS for example in ("valid", "minimal")
    }
    assert {page.stem for page in GOLDEN.glob("*.json")} == names


@pytest.mark.parametrize(("kind", "system"), PAIRS)
def test_what_a_system_needs_to_tell_entries_apart_is_in_all_of_them(
    kind: str, system: str
) -> None:
    told = mapped(kind, system)
    assert (told["fieldbook_id"], told["version"], told["reference"]) == (
        "6f7b8c1e-3c52-4d0a-8f0e-0c5a7f1d2b90",
        2,
        "34/26/000123",
    )
    assert told["officer"] == {"collar": "1001", "force": "34"}, "and no name"


@pytest.mark.parametrize(
    ("kind", "system"),
    [(INTEL, "records"), (NOTE, "stop-search"), (NOTE, "intelligence"), (SEARCH, "intelligence")],
)
def test_a_kind_a_system_is_not_told_about_is_refused(kind: str, system: str) -> None:
    with pytest.raises(KeyError):
        mapped(kind, system)


def test_a_mapping_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        python.find("no-such")


def test_a_long_note_is_cut_to_what_fits_and_says_so() -> None:
    told = mapped(NOTE, "records", text="x" * 5000)
    assert len(told["summary"]) == 2000 and told["summary"].endswith("…")
    assert accepted("records", told) == []


def test_who_gave_no_name_is_listed_nowhere() -> None:
    told = mapped(SEARCH, "records", "minimal")
    assert told["persons"] == []


def published(kind: str, field: str) -> list[str]:
    *_, form = (one for one in shipped.documents() if one["kind"] == kind)
    return list(form["schema"]["properties"][field].get("enum", []))


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (field, code)
        for field in (
            "search_type",
            "power",
            "object_of_search",
            "self_defined_ethnicity",
            "officer_defined_ethnicity",
            "gender",
            "age_range",
            "outcome",
        )
        for code in published(SEARCH, field)
    ],
)
def test_every_answer_the_form_offers_is_one_the_register_knows(field: str, code: str) -> None:
    assert accepted("stop-search", mapped(SEARCH, "stop-search", **{field: code})) == []
