"""Bodies, forms and documents for the tests of what may be written."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from field_api.catalogue import rules, shipped

NEWEST = {one["kind"]: int(one["version"]) for one in shipped.documents()}
KINDS = tuple(sorted(NEWEST))


@cache
def form(kind: str) -> rules.Form:
    return rules.compiled(document(kind))


def document(kind: str = "note", version: int = 1) -> dict[str, Any]:
    """The newest shipped document of a kind, to be spoiled freely."""
    *_, found = (one for one in shipped.documents() if one["kind"] == kind)
    return {**found, "version": version}


def newest(kind: str) -> dict[str, Any]:
    """The newest shipped document of a kind, under its own number."""
    return document(kind, NEWEST[kind])


def broken(kind: str, case: dict[str, Any]) -> dict[str, Any]:
    """The valid example as one case of the broken examples changes it."""
    body = deepcopy(shipped.example(kind, "valid"))
    for at in case.get("remove", ()):
        change(body, at, remove=True)
    for at, value in case.get("set", {}).items():
        change(body, at, value)
    return body


def change(body: Any, at: str, value: Any = None, *, remove: bool = False) -> None:
    """Set or remove what an RFC 6901 pointer without escapes points at."""
    *above, last = at.removeprefix("/").split("/")
    for step in above:
        body = body[int(step) if isinstance(body, list) else step]
    key = int(last) if isinstance(body, list) else last
    if remove:
        del body[key]
    else:
        body[key] = value


def places(body: Any, at: str = "") -> Iterator[str]:
    """A pointer to every value in a body."""
    members = body.items() if isinstance(body, dict) else enumerate(body)
    for step, value in members:
        yield f"{at}/{step}"
        if isinstance(value, dict | list):
            yield from places(value, f"{at}/{step}")


def told(kind: str, body: object) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in rules.problems(form(kind), body)]


def fields(kind: str, repeat: str = "") -> dict[str, dict[str, Any]]:
    """Those of the newest form, or of one of its repeats."""
    found: dict[str, dict[str, Any]] = newest(kind)["schema"]["properties"]
    return found[repeat]["items"]["properties"] if repeat else found


def labels(spec: dict[str, Any]) -> dict[str, str]:
    listed = spec["items"] if spec["x-widget"] == "checks" else spec
    found: dict[str, str] = listed["x-labels"]
    return found


def every(schema: dict[str, Any], at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each field with its name, those of repeats too: `victims[].surname`."""
    for name, spec in schema["properties"].items():
        yield f"{at}{name}", spec
        if spec["x-widget"] == "repeat":
            yield from every(spec["items"], f"{at}{name}[].")


def told_of(kind: str, **answers: Any) -> list[tuple[str, str]]:
    return told(kind, {**shipped.example(kind, "minimal"), **answers})
