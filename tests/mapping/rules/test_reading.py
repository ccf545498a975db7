"""Which fields a mapping reads."""

from typing import Any

import pytest

from field_api.mapping.rules import reading, template


def read(document: dict[str, Any], maps: Any = None) -> list[str]:
    return sorted(reading.read_by(template.compiled(document, maps or {})))


@pytest.mark.parametrize(
    ("expression", "fields"),
    [
        ("body.subject", ["/subject"]),
        ("reference", []),
        ("'NOTE'", []),
        ("labels.basis", ["/basis"]),
        ("body.place.text || ''", ["/place", "/place/text"]),
        ("truncate(join(': ', [body.subject, body.text][?@]), `20`)", ["/subject", "/text"]),
        ("body.persons[?surname].dob", ["/persons", "/persons/*", "/persons/*/dob"]),
        ("body.persons[0].surname", ["/persons", "/persons/*", "/persons/*/surname"]),
        ("body.persons[:2].sex", ["/persons", "/persons/*", "/persons/*/sex"]),
        ("body.items[].narrative", ["/items", "/items/*", "/items/*/narrative"]),
        ("{a: body.text, b: [body.subject]}", ["/subject", "/text"]),
        ("sort_by(body.persons, &surname)", ["/persons", "/persons/*", "/persons/*/surname"]),
        ("body.text | upper(@)", ["/text"]),
        ("body.a == body.b && !(body.c)", ["/a", "/b", "/c"]),
    ],
)
def test_an_expression_reads(expression: str, fields: list[str]) -> None:
    found = read({"x": expression})
    # What stands above a field is read with it; a condition's own field too.
    assert set(fields) <= set(found)
    assert set(found) - set(fields) <= {"/persons/*/surname"}


def test_a_template_reads_along_its_rows_and_parts() -> None:
    document = {
        "where": {"$with": "body.place", "$make": {"text": "text"}},
        "who": {"$each": "body.persons[?surname]", "$make": {"born": "dob", "is": ["role", 1]}},
    }
    assert read(document) == [
        "/persons",
        "/persons/*",
        "/persons/*/dob",
        "/persons/*/role",
        "/persons/*/surname",
        "/place",
        "/place/text",
    ]


def test_what_is_made_of_several_is_no_field() -> None:
    assert read({"x": "[body.a, body.b][0].c"}) == ["/a", "/b"]
