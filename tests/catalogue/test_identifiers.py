"""Identifiers in a form are questioned beside the field, and stop nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from field_api.catalogue import rules
from field_api.catalogue.rules import Form
from tests.catalogue import bodies

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def text(identifier: str | None = None, **entity: str) -> dict[str, Any]:
    spec: dict[str, Any] = {"type": "string", "title": "Field", "x-widget": "text"}
    if identifier:
        spec["x-identifier"] = identifier
    if entity:
        spec["x-entity"] = {"type": "person", **entity}
    return spec


def form(**fields: dict[str, Any]) -> Form:
    schema = {"type": "object", "properties": fields}
    return rules.compiled({**bodies.document("note"), "schema": schema})


def said(form: Form, body: dict[str, Any]) -> list[tuple[str, str]]:
    assert rules.problems(form, body) == []
    return [(one.pointer, one.detail) for one in rules.warnings(form, body, NOW)]


def test_an_odd_identifier_is_a_question_and_no_fault() -> None:
    asked = form(phone=text("phone"), mark=text("vrm"), other=text())
    body = {"phone": "0770090", "mark": "AB12 CDE", "other": "0770090"}
    assert said(asked, body) == [
        ("/phone", "Field: Too few or too many figures, or no dialling code")
    ]
    (warning,) = rules.warnings(asked, body, NOW)
    assert warning.code == "identifier"


def test_identifiers_in_repeats_are_asked_too() -> None:
    items = {"type": "object", "title": "Vehicle", "properties": {"vrm": text("vrm")}}
    repeat = {"type": "array", "title": "Vehicles", "x-widget": "repeat", "items": items}
    told = said(form(vehicles=repeat), {"vehicles": [{"vrm": "AB12CDE"}, {"vrm": "Q1 ABC"}]})
    assert [pointer for pointer, _ in told] == ["/vehicles/1/vrm"]


@pytest.mark.parametrize(
    ("surname", "role", "expected"),
    [("Morgan", "driver", []), ("Sample", "driver", ["/licence"]), ("Sample", "witness", [])],
)
def test_a_driver_number_is_held_against_its_own_person(
    surname: str, role: str, expected: list[str]
) -> None:
    asked = form(
        surname=text(role=role),
        licence=text("driver-number", role="driver", attribute="driver_number"),
    )
    told = said(asked, {"surname": surname, "licence": "MORGA657054SM9IJ"})
    assert [pointer for pointer, _ in told] == expected
    assert all(surname not in detail for _, detail in told)


def test_a_driver_number_of_nobody_in_particular_is_held_against_nobody() -> None:
    asked = form(surname=text(role="driver"), licence=text("driver-number"))
    assert said(asked, {"surname": "Sample", "licence": "MORGA657054SM9IJ"}) == []
