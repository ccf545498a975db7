"""JSON that is too deep is refused before it is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.lib.parsing import DEEPEST, depth
from tests import make

SIGN_IN = "/api/v1/sign-in"


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def deep(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict | list) + max(map(deep, inside), default=0)


@given(
    some.recursive(
        some.text('"\\[]{}ab'),
        lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text('"['), inner),
    )
)
def test_depth_is_counted_outside_of_strings_only(value: object) -> None:
    full = [value] + [[]] * (DEEPEST + 1)  # so many brackets that they must be looked at
    assert depth(json.dumps(full).encode()) == deep(full)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [nested(DEEPEST + 1), nested(100_000), b'{"a":' * 50_000, b"[" * 9],
    ids=["one too deep", "lists", "objects", "never closed"],
)
def test_a_bomb_is_a_bad_request(body: bytes) -> None:
    answer = make.api().post(SIGN_IN, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"]


def test_what_is_flat_costs_no_look() -> None:
    assert depth(b'{"a": [' + b'"[[["' + b"]}") == 0
