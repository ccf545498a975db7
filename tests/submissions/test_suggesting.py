"""What only a reader is asked: links that were left open."""

from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.catalogue.rules import compiled
from field_api.submissions.suggesting import suggested

FORMS = {form["kind"]: compiled(form) for form in shipped.documents()}


def asked(kind: str, body: dict[str, Any]) -> list[str]:
    return [one.pointer for one in suggested(FORMS[kind], body)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"outcome": "bu-arrest"}, ["/outcome_linked_to_object"]),
        ({"outcome": "bu-arrest", "outcome_linked_to_object": False}, []),
        ({"outcome": "bu-no-further-action"}, []),
        ({}, []),
        ({"found": [{"article": "Knife", "linked_to_object": True}]}, []),
        (
            {"found": [{"article": "Knife", "linked_to_object": True}, {"article": "Wrap"}]},
            ["/found/1/linked_to_object"],
        ),
        ({"found": "Knife"}, []),
    ],
    ids=["open", "said", "nothing", "empty", "find", "second", "rubbish"],
)
def test_an_outcome_or_a_find_without_its_link_is_asked_about(
    body: dict[str, Any], found: list[str]
) -> None:
    assert asked("stop-search", body) == found


def test_a_form_without_such_a_link_asks_nothing() -> None:
    assert asked("note", {"outcome": "bu-arrest", "article": "Knife"}) == []
