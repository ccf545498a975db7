"""Advice on record, in words to take along."""

from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.catalogue.rules import advised
from tests.catalogue import bodies

FORM = bodies.form("protect-advice")


def test_it_is_worded_as_the_form_words_it() -> None:
    assert advised(FORM, shipped.example("protect-advice", "minimal")) == (
        "Advice from the police:\nForward suspicious texts to 7726. It is free."
    )


def test_nobody_is_named_in_it_and_what_was_added_comes_last() -> None:
    body = shipped.example("protect-advice", "valid")
    said = advised(FORM, body)
    assert said.splitlines()[-1] == body["other_advice"]
    assert not any(body[name] in said for name in ("surname", "given_names", "phone", "email"))


@pytest.mark.parametrize(
    "body",
    [{}, {"advice": []}, {"advice": "7726"}, {"advice": [{}, 1]}, {"other_advice": 7}],
    ids=str,
)
def test_where_there_is_none_nothing_is_said(body: dict[str, Any]) -> None:
    assert advised(FORM, body) == ""


def test_other_kinds_have_none() -> None:
    assert advised(bodies.form("note"), {"advice": ["texts-7726"]}) == ""
