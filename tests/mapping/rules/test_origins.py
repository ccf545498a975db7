"""From what a system found fault with, back to the field an officer can correct."""

import pytest

from field_api.mapping.rules import origins, template

DOCUMENT = {
    "ref": "reference",
    "type": "'NOTE'",
    "text": "truncate(body.text, `20`)",
    "both": "join(': ', [body.subject, body.text][?@])",
    "label": "labels.gender",
    "where?": {"$with": "body.place", "$make": {"t": "text || ''", "fixed": 1}},
    "who": {
        "$each": "body.persons",
        "$make": {
            "s/n": "upper(surname)",
            "name": "join(' ', [given_names, surname])",
            "sex": "lookup('sex', sex)",
            "marks": {"$each": "marks", "$make": "at"},
        },
    },
    "named": {"$each": "body.persons[?surname]", "$make": {"s": "surname"}},
    "self": {"$each": "[body][?surname]", "$make": {"s": "surname"}},
    "pair": {"$each": "[body.a, body.b]", "$make": {"x": "x"}},
    "whole": "body.vehicles",
    "picked": "{plate: body.vehicles[0].vrm, all: body.vehicles}",
    "list": "[body.a, body.b]",
    "surnames": "body.persons[*].surname",
    "turned": "reverse(body.persons)",
    "first": "body.persons[0].surname",
    "last": "body.persons[-1].surname",
    "piped": "body.persons | [1] | surname",
    "row": ["seq", "body.text"],
    "any": "body.*",
}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("", ""),
        ("no pointer", ""),
        ("/nope", ""),
        ("/ref", ""),
        ("/type", ""),
        ("/text", "/text"),
        ("/both", ""),
        ("/label", "/gender"),
        ("/where/t", "/place/text"),
        ("/where/fixed", "/place"),
        ("/where", "/place"),
        ("/who", "/persons"),
        ("/who/1", "/persons/1"),
        ("/who/1/s~1n", "/persons/1/surname"),
        ("/who/0/name", "/persons/0"),
        ("/who/0/sex", "/persons/0/sex"),
        ("/who/2/marks/3", "/persons/2/marks/3/at"),
        ("/who/2/nope", "/persons/2"),
        ("/who/x/nope", "/persons"),
        ("/named/1/s", "/persons"),
        ("/self/0/s", "/surname"),
        ("/pair/1/x", "/b/x"),
        ("/pair/2/x", ""),
        ("/whole/1/vrm", "/vehicles/1/vrm"),
        ("/picked/plate", "/vehicles/0/vrm"),
        ("/picked/all/2/vrm", "/vehicles/2/vrm"),
        ("/list/1", "/b"),
        ("/surnames/1", "/persons"),
        ("/turned/0/surname", "/persons"),
        ("/first", "/persons/0/surname"),
        ("/last", "/persons"),
        ("/piped", "/persons/1/surname"),
        ("/row/1", "/text"),
        ("/row/7", ""),
        ("/any/1", ""),
    ],
)
def test_a_document_says_where_each_value_came_from(theirs: str, ours: str) -> None:
    made = template.compiled(DOCUMENT, {"sex": {}})
    assert origins.of_template(made, theirs) == ours


TABLE = {"/a": "/b", "/rows/*/x": "/ours/*/y", "/rows/*": "/ours/*", "/one/0/x": "/x"}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("/a", "/b"),
        ("/a/deeper/still", "/b"),
        ("/rows/3/x", "/ours/3/y"),
        ("/rows/3/unknown", "/ours/3"),
        ("/rows/last/x", ""),
        ("/rows", ""),
        ("/one/0/x", "/x"),
        ("", ""),
    ],
)
def test_a_table_says_the_same_for_developers_mappings(theirs: str, ours: str) -> None:
    assert origins.of_table(TABLE, theirs) == ours
