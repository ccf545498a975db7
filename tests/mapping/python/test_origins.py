"""Which field of the body each of a system's fields comes from, by the developers' own word."""

from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.mapping import python
from field_api.mapping.rules import origins
from field_api.mapping.rules.pointers import steps
from tests.mapping.python.test_golden import PAIRS, document


def at(value: Any, pointer: str) -> Any:
    for step in steps(pointer):
        if isinstance(value, list):
            value = value[int(step)] if step.isdecimal() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


@pytest.mark.parametrize(("kind", "system"), PAIRS)
def test_an_origin_is_a_field_of_the_form(kind: str, system: str) -> None:
    *_, form = (one for one in shipped.documents() if one["kind"] == kind)
    for ours in python.origins(system, kind).values():
        spec = form["schema"]
        for step in steps(ours):
            spec = spec["items"] if step == "*" else spec["properties"][step]


@pytest.mark.parametrize(("kind", "system"), PAIRS)
def test_a_changed_field_changes_what_came_from_it(kind: str, system: str) -> None:
    """The table is held against the mapping itself: whatever is told changes with its origin."""
    before = document(kind)
    told = python.find(system)(kind, before)
    for theirs in python.origins(system, kind):
        asked = theirs.replace("*", "0")
        ours = origins.of_table(python.origins(system, kind), asked)
        if isinstance(at(before["body"], ours), str) and at(told, asked) is not None:
            changed = document(kind)
            *above, last = steps(ours)
            place = at(changed["body"], "".join(f"/{step}" for step in above))
            place[last] = "changed"
            if last in changed["labels"]:
                changed["labels"][last] = "changed"
            assert at(python.find(system)(kind, changed), asked) != at(told, asked), theirs


def test_a_mapping_without_that_kind_knows_no_origins() -> None:
    assert python.origins("records", "no-such") == {}
