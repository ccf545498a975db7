"""Which answers a mapping asks its value maps about."""

from typing import Any

import pytest

from field_api.mapping.rules.lookups import lookups


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"sex": "lookup('sex', body.sex)"}, {"sex": {"sex"}}),
        ({"sex?": "lookup('sex', sex) || 'X'"}, {"sex": {"sex"}}),
        ({"p": {"$each": "body.persons", "$make": {"s": "lookup('sex', sex)"}}}, {"sex": {"sex"}}),
        ({"all": ["lookup('a', body.b)", "lookup('a', c)"]}, {"a": {"b", "c"}}),
        ({"made": "lookup('a', upper(body.b))"}, {}),
        ({"call": "records"}, {}),
        ({"torn": "lookup('a', "}, {}),
        ({"plain": "body.sex", "n": 1, "none": None}, {}),
    ],
    ids=["plain", "fallback", "each", "several", "made", "python", "torn", "none"],
)
def test_lookups_are_found(document: dict[str, Any], found: dict[str, set[str]]) -> None:
    assert lookups(document) == found
