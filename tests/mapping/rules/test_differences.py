"""What changed between two documents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.mapping.rules.differences import ABSENT, differences

JSON = some.recursive(
    some.none() | some.booleans() | some.integers(0, 2) | some.sampled_from(["", "a"]),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text("ab/~"), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 2}, [("/a", 1, 2)]),
        ({"a": 1}, {}, [("/a", 1, ABSENT)]),
        ({}, {"a/b": None}, [("/a~1b", ABSENT, None)]),
        ([1, 2], [1], [("/1", 2, ABSENT)]),
        ({"a": [{"b": 1}]}, {"a": [{"b": True}]}, [("/a/0/b", 1, True)]),
        ({"a": []}, {"a": {}}, [("/a", [], {})]),
        (1, 1.0, [("", 1, 1.0)]),
    ],
)
def test_each_difference_at_its_deepest_place(before: Any, after: Any, found: Any) -> None:
    assert [(one.pointer, one.before, one.after) for one in differences(before, after)] == found


@given(JSON, JSON)
def test_there_are_none_exactly_between_equals(before: Any, after: Any) -> None:
    assert not list(differences(before, before))
    same = repr(_sorted(before)) == repr(_sorted(after))  # unlike ==, tells 1 from true
    assert (not list(differences(before, after))) == same


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((name, _sorted(one)) for name, one in value.items()), "object"
    return [_sorted(one) for one in value] if isinstance(value, list) else value
