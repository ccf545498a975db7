"""Questions put to the writer and the reader of an entry. They never stop it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from field_api.catalogue.rules.faults import Problem
from field_api.catalogue.rules.forms import Document, Form, Step, label, pointer
from field_api.catalogue.rules.signatures import signed_otherwise
from field_api.lib import identifiers

# Handsets' clocks run a little ahead of the server's.
_DRIFT = timedelta(minutes=5)
_Body = Mapping[str, Any]
_Place = tuple[list[Step], Document, Any, tuple[Document, _Body]]


def warnings(form: Form, body: _Body, now: datetime) -> list[Problem]:
    """Soft prompts for a body without problems: `prompt` as the form words it, `unanswered` where a
    field that is shown and asked for was left empty, `in-future`, `identifier` where one reads
    oddly or a driver number speaks against the person beside it, and `signed-otherwise` where
    answers changed after they were signed for.

    `now` is aware. A force's list of weak grounds belongs in the form (`x-prompts`), not here.
    """
    asked = [
        Problem(pointer(path), code, f"{label(form, path)}: {say}")
        for path, spec, value, beside in _filled(form.schema, body, [])
        for code, say in (
            *_prompted(spec, value),
            *_dated(spec, value, now),
            *_identified(spec, value, beside),
        )
    ]
    return [*asked, *_unanswered(form, form.schema, body, []), *signed_otherwise(form, body)]


def _unanswered(form: Form, schema: Document, body: _Body, at: list[Step]) -> Iterator[Problem]:
    for name, spec in schema["properties"].items():
        path = [*at, name]
        if "x-asked" in spec and name not in body and _shown(spec, body):
            yield Problem(pointer(path), "unanswered", f"{label(form, path)}: {spec['x-asked']}")
        for number, item in enumerate(body.get(name, ()) if spec["x-widget"] == "repeat" else ()):
            yield from _unanswered(form, spec["items"], item, [*path, number])


def _shown(spec: Document, beside: _Body) -> bool:
    return all(beside.get(name) in wanted for name, wanted in spec.get("x-show-when", {}).items())


def _filled(schema: Document, body: _Body, at: list[Step]) -> Iterator[_Place]:
    """Every field with a value, into repeats too: (path, its schema, the value, what holds it)."""
    for name, spec in schema["properties"].items():
        if name not in body:
            continue
        path, value = [*at, name], body[name]
        yield path, spec, value, (schema, body)
        if spec["x-widget"] == "repeat":
            for number, item in enumerate(value):
                yield from _filled(spec["items"], item, [*path, number])


def _prompted(spec: Document, value: Any) -> Iterator[tuple[str, str]]:
    for prompt in spec.get("x-prompts", ()):
        short = len(value.strip()) < prompt.get("shorter_than", 0)
        said = any(phrase.casefold() in value.casefold() for phrase in prompt.get("contains", ()))
        if short or said:
            yield "prompt", prompt["say"]


def _dated(spec: Document, value: Any, now: datetime) -> Iterator[tuple[str, str]]:
    latest = {"date": now, "date-time": now + _DRIFT}.get(spec.get("format", ""))
    if latest and _moment(value) > latest:
        yield "in-future", "lies in the future"


def _moment(value: str) -> datetime:
    """A date is its first moment. What Python cannot hold (a leap second, year 0) is long ago."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _identified(
    spec: Document, value: Any, beside: tuple[Document, _Body]
) -> Iterator[tuple[str, str]]:
    kind = spec.get("x-identifier")
    if not kind:
        return
    said = identifiers.read(kind, value).warnings
    if kind == "driver-number":
        said += identifiers.driver_disagrees(value, _same_person(spec, *beside))
    for say in said:
        yield "identifier", say


def _same_person(spec: Document, schema: Document, body: _Body) -> dict[str, Any]:
    """What the fields beside one say of the same person, by the names of a person's attributes."""
    whose = _whose(spec)
    return {
        other["x-entity"].get("attribute", name): body[name]
        for name, other in schema["properties"].items()
        if whose and name in body and _whose(other) == whose
    }


def _whose(spec: Document) -> tuple[str | None, ...]:
    entity = spec.get("x-entity", {})
    if entity.get("type") != "person":
        return ()
    return tuple(entity.get(part) for part in ("group", "role", "role_in"))
