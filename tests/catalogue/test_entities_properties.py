"""Whatever a body holds, it is read, and what is read can be told."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.catalogue import rules, shipped
from field_api.catalogue.rules.pole import pole_document, pole_faults

FORMS = [rules.compiled(document) for document in shipped.documents()]
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(
        ["", " ", "victim", "1", "AB12 CDE", "07700 900123", "2010-13-40", "2001-02-03", "opinion"]
    )
)
JSON = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


@st.composite
def bodies_of(draw: st.DrawFn, schema: Any) -> dict[str, Any]:
    """A body with a form's own field names and anything at all in them."""
    names = draw(st.lists(st.sampled_from(sorted(schema["properties"])), max_size=25, unique=True))
    body = {}
    for name in names:
        spec = schema["properties"][name]
        if spec["x-widget"] == "repeat" and draw(st.booleans()):
            rows = st.lists(bodies_of(spec["items"]) | JSON, max_size=2)
            body[name] = draw(rows)
        elif spec["x-widget"] == "place":
            inner = st.dictionaries(st.sampled_from(sorted(spec["properties"])), _LEAVES)
            body[name] = draw(inner | JSON)
        else:
            body[name] = draw(JSON)
    return body


FILLED = st.sampled_from(FORMS).flatmap(
    lambda form: st.tuples(st.just(form), bodies_of(form.schema) | JSON)
)


@settings(max_examples=60, deadline=None)
@given(FILLED)
def test_nothing_in_a_body_stops_the_reading(filled: tuple[rules.Form, Any]) -> None:
    form, body = filled
    found, told = rules.entities(form, body), rules.links(form, body)
    keys = [one.key for one in found]
    assert len(set(keys)) == len(keys)
    assert {one.target for one in told} == set(keys)
    assert {one.source for one in told} <= {"", *keys}
    assert all(one.attributes and one.attributes.keys() == one.pointers.keys() for one in found)
    assert (found, told) == (rules.entities(form, body), rules.links(form, body))


@settings(max_examples=40, deadline=None)
@given(FILLED)
def test_every_body_makes_a_pole_document(filled: tuple[rules.Form, Any]) -> None:
    form, body = filled
    document = pole_document(
        form=form,
        body=body,
        reference="EX-1",
        submission="5af464ab-ed26-4a6e-b80e-588f35bfe78f",
        occurred_at=None,
        recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
        force="34",
        marking="OFFICIAL",
    )
    json.dumps(document, allow_nan=False)
    held = {one["id"] for one in document["included"]}
    assert len(held) == len(document["included"])
    assert set(_named(document)) <= held
    pole_faults(document)


def _named(document: dict[str, Any]) -> list[str]:
    return [
        to["id"]
        for one in (document["data"], *document["included"])
        for reason in one.get("relationships", {}).values()
        for to in reason["data"]
    ]
