"""A signature is given over answers; whether these are still the same is asked."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from field_api.catalogue import rules
from tests.catalogue import bodies

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def signable() -> rules.Form:
    document = deepcopy(bodies.document("note"))
    document["schema"]["properties"]["signed"] = {"title": "Signed by", "x-widget": "signature"}
    return rules.compiled(document)


def signed(form: rules.Form, body: dict[str, Any]) -> dict[str, Any]:
    given = {"name": "Sam Example", "signed_at": "2026-11-23T00:00:00Z", "strokes": "M1 1L2 2"}
    return {**body, "signed": {**given, "shown": rules.shown(form.schema, body)}}


def asked(form: rules.Form, body: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(one.pointer, one.code) for one in rules.warnings(form, body, NOW)]
    return [one for one in found if one[0] == "/signed"]


def test_nothing_is_asked_while_the_answers_are_those_that_were_signed() -> None:
    form = signable()
    assert asked(form, signed(form, {"text": "Seen. \u2013 \u201cYes\u201d \U0001f600"})) == []


def test_one_answer_changed_since_is_asked_about() -> None:
    form = signable()
    body = signed(form, {"text": "Seen."})
    assert asked(form, {**body, "text": "Seen!"}) == [("/signed", "signed-otherwise")]
    assert asked(form, {**body, "place": {"text": "Here"}}) == [("/signed", "signed-otherwise")]


def test_the_order_of_answers_is_no_difference() -> None:
    schema = signable().schema
    assert rules.shown(schema, {"a": 1, "b": {"c": 2, "d": 3}}) == rules.shown(
        schema, {"b": {"d": 3, "c": 2}, "a": 1}
    )
