"""Everything that is wrong with a body, in words an officer reads beside the field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from jsonschema_rs import ValidationError, ValidationErrorKind

from field_api.catalogue.rules.forms import Document, Form, Step, along, label, pointer

# Enough for any form filled in by a person; a body made to annoy gets no longer answer than this.
PROBLEMS_TOLD = 200
_LAST = 1_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one place: an RFC 6901 pointer into the body, a stable code, a sentence."""

    pointer: str
    code: str
    detail: str


def problems(form: Form, body: object) -> list[Problem]:
    """Everything wrong with a body, in the form's own order, one fault a place. Never raises.

    What is no JSON (lone surrogates, keys that are no text) or nests deeper than the validator
    follows is one fault, `unreadable`.
    """
    try:
        faults = list(islice(form.validator.iter_errors(body), PROBLEMS_TOLD))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return [Problem("", "unreadable", f"{form.title}: could not be read")]
    found: dict[str, tuple[list[int], Problem]] = {}
    for fault in faults:
        for path, code, detail in _told(form.schema, fault):
            problem = Problem(pointer(path), code, f"{label(form, path)}: {detail}")
            found.setdefault(problem.pointer, (_place(form.schema, path), problem))
    in_order = sorted(found.values(), key=lambda one: one[0])
    return [problem for _, problem in in_order[:PROBLEMS_TOLD]]


def _place(schema: Document, path: Sequence[Step]) -> list[int]:
    return [
        step if isinstance(step, int) else spec.get("x-order", _LAST)
        for step, spec in along(schema, path)
    ]


def _told(schema: Document, fault: ValidationError) -> Iterator[tuple[list[Step], str, str]]:
    """(path, code, detail) of one fault; a fault about members is told of each member."""
    path, kind = fault.instance_path, fault.kind
    if isinstance(kind, ValidationErrorKind.Required):
        missing = [*path, kind.property]
        yield missing, "required", _needed(schema, missing)
    elif isinstance(kind, ValidationErrorKind.AdditionalProperties):
        for name in kind.unexpected[:PROBLEMS_TOLD]:
            yield [*path, name], "unknown-field", "not a field of this form"
    elif isinstance(kind, ValidationErrorKind.AnyOf):
        yield path, "required", _one_of(schema, path)
    else:
        yield path, *_worded(kind)


def _needed(schema: Document, path: Sequence[Step]) -> str:
    *_, (_, spec) = along(schema, path)
    law = spec.get("x-required-by")
    return f"required by {law}" if law else "required"


def _one_of(schema: Document, path: Sequence[Step]) -> str:
    """`anyOf` is used in forms for one thing only: some members, or else some others."""
    *_, (_, spec) = along(schema, path)
    titles = {name: member["title"] for name, member in spec["properties"].items()}
    ways = (" and ".join(titles[name] for name in way["required"]) for way in spec["anyOf"])
    return "needs " + ", or ".join(ways)


_TYPES = {
    "string": "text",
    "boolean": "yes or no",
    "array": "a list",
    "object": "a group of fields",
    "number": "a number",
    "integer": "a whole number",
}
_FORMATS = {
    "date": "a date, as 2026-03-01",
    "date-time": "a date and time with its offset, as 2026-03-01T14:05:00Z",
}
_WORDS = {
    "minLength": ("too-short", "at least {limit} characters"),
    "maxLength": ("too-long", "at most {limit} characters"),
    "minItems": ("too-few", "at least {limit}"),
    "maxItems": ("too-many", "at most {limit}"),
    "minProperties": ("too-few", "fill in at least {limit} of its fields"),
    "minimum": ("too-small", "at least {limit}"),
    "maximum": ("too-large", "at most {limit}"),
    "uniqueItems": ("duplicate", "the same twice"),
    "pattern": ("blank", "must not be blank"),
    "enum": ("not-in-list", "choose from the list"),
}


def _worded(kind: ValidationErrorKind) -> tuple[str, str]:
    """The value itself is never repeated: problems are stored and logged, values may be secret."""
    if isinstance(kind, ValidationErrorKind.Type):
        return "type", "must be " + " or ".join(_TYPES.get(name, name) for name in kind.types)
    if isinstance(kind, ValidationErrorKind.Format):
        return "format", "must be " + _FORMATS.get(kind.format, kind.format)
    code, words = _WORDS.get(kind.name, ("invalid", "not acceptable"))
    return code, words.format(limit=getattr(kind, "limit", ""))
