"""Which questions a form asks, which it needs answered, and which of them a system is told. Pure.

A question is a field that is shown to an officer (`x-widget`): a place is one, though it holds a
text and two coordinates, and so is a list of boxes to tick. Rows of a list are asked for each.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from field_api.catalogue.rules import Form

Document = Mapping[str, Any]

_ROWS = "repeat"


def questions(form: Form) -> list[str]:
    """Pointers, with `*` for any row."""
    return list(_below(form.schema, ""))


def needed(form: Form) -> list[str]:
    """Names of the top level that every entry should answer: what the form requires, and what a law
    or a record's standard asks for (`x-required-by`). What is only asked sometimes is left out, for
    who was not asked owes no answer."""
    required = set(form.schema.get("required", ()))
    return sorted(
        name
        for name, spec in form.schema.get("properties", {}).items()
        if "x-widget" in spec
        and "x-show-when" not in spec
        and (name in required or "x-required-by" in spec)
    )


def told(
    form: Form, marking: str, fields: Collection[str], cleared: Collection[str]
) -> frozenset[str]:
    """Of the questions of an entry so marked those that a mapping reads (`fields`: pointers) and
    that may be told where these markings are cleared."""
    marks = form.markings(marking)
    whole = {one for one in fields if not any(other.startswith(f"{one}/") for other in fields)}
    return frozenset(
        one
        for one in questions(form)
        if _is_read(one, fields, whole) and all(marks.get(up) in cleared for up in _upwards(one))
    )


def _below(spec: Document, at: str) -> Iterator[str]:
    for name, below in spec.get("properties", {}).items():
        place = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
        if "x-widget" in below and below["x-widget"] != _ROWS:
            yield place
        else:
            yield from _below(below, place)
            yield from _below(below.get("items", {}), f"{place}/*")


def _is_read(one: str, fields: Collection[str], whole: Collection[str]) -> bool:
    """By its own name, by something in it, or with all that it stands in."""
    if one in fields or any(other.startswith(f"{one}/") for other in fields):
        return True
    return any(up in whole for up in _upwards(one))


def _upwards(one: str) -> Iterator[str]:
    """It and all that it stands in."""
    while one:
        yield one
        one = one.rpartition("/")[0]
