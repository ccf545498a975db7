"""Questions put to the writer and the reader of an entry. They never stop it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from field_api.catalogue.rules.faults import Problem
from field_api.catalogue.rules.forms import Document, Form, Step, label, pointer

# Handsets' clocks run a little ahead of the server's.
_DRIFT = timedelta(minutes=5)
_Place = tuple[list[Step], Document, Any]


def warnings(form: Form, body: Mapping[str, Any], now: datetime) -> list[Problem]:
    """Soft prompts for a body without problems: `prompt` as the form words it, `in-future`.

    `now` is aware. A force's list of weak grounds belongs in the form (`x-prompts`), not here.
    """
    return [
        Problem(pointer(path), code, f"{label(form, path)}: {say}")
        for path, spec, value in _filled(form.schema, body, [])
        for code, say in (*_prompted(spec, value), *_dated(spec, value, now))
    ]


def _filled(schema: Document, body: Mapping[str, Any], at: list[Step]) -> Iterator[_Place]:
    """Every field with a value: (path, its schema, the value), into repeats too."""
    for name, spec in schema["properties"].items():
        if name not in body:
            continue
        path, value = [*at, name], body[name]
        yield path, spec, value
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
