"""A form, its review policy, and everything that is wrong with a body written in it. Pure.

A form is a JSON document: members about the kind, and `schema`, the JSON Schema (2020-12) of the
body, whose properties carry `title` and the `x-` annotations that docs/kinds.md lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

Document = Mapping[str, Any]
Step = str | int

# Enough for any form filled in by a person; a body made to annoy gets no longer answer than this.
PROBLEMS_TOLD = 200
_LAST = 1_000_000


class Mode(StrEnum):
    """When a second person reads an entry. Only `before` holds it back from the systems."""

    BEFORE = "before"
    AFTER = "after"
    SAMPLE = "sample"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Review:
    """Who reads what is written, and when.

    `percent` is the share drawn in mode sample, and 100 otherwise. `within_hours` counts from
    receipt; None sets no limit. `roles` are those that may decide. `by_author` is false in every
    form shipped: nobody reviews their own work.
    """

    mode: Mode
    percent: int
    within_hours: int | None
    roles: tuple[str, ...]
    by_author: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one place: an RFC 6901 pointer into the body, a stable code, a sentence."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a kind, compiled. `send_back` and `reject` are reason codes with labels."""

    kind: str
    version: int
    title: str
    marking: str
    retention_group: str
    urgent: bool
    review: Review
    send_back: Mapping[str, str]
    reject: Mapping[str, str]
    document: Document
    validator: Draft202012Validator = field(repr=False, compare=False)

    @property
    def schema(self) -> Document:
        schema: Document = self.document["schema"]
        return schema


def compiled(document: Document) -> Form:
    """Raises ValueError when the schema is no JSON Schema, KeyError when a member is missing."""
    return Form(
        kind=document["kind"],
        version=document["version"],
        title=document["title"],
        marking=document["marking"],
        retention_group=document["retention_group"],
        urgent=document["urgent"],
        review=_review(document["review"]),
        send_back={reason["code"]: reason["label"] for reason in document["send_back"]},
        reject={reason["code"]: reason["label"] for reason in document["reject"]},
        document=document,
        # A form may not make this process fetch a schema from elsewhere.
        validator=Draft202012Validator(document["schema"], validate_formats=True, offline=True),
    )


def _review(policy: Document) -> Review:
    return Review(
        mode=Mode(policy["mode"]),
        percent=policy["percent"],
        within_hours=policy["within_hours"],
        roles=tuple(policy["roles"]),
        by_author=policy["by_author"],
    )


def sampled(percent: int, entry_hash: bytes) -> bool:
    """Whether the draw falls on this entry: the same for ever, whoever asks, on any server.

    The hash is uniform and fixed when the entry is signed, before anyone could know what is drawn.
    Limit: a doctored handset could mint salts until the draw passes it by.
    """
    return int.from_bytes(entry_hash[:8]) % 10_000 < percent * 100


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


def pointer(path: Sequence[Step]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def label(form: Form, path: Sequence[Step]) -> str:
    """What an officer calls a place in the body: `Found 2, Article`."""
    parts: list[str] = []
    for step, spec in _along(form.schema, path):
        if isinstance(step, int) and parts:
            parts[-1] += f" {step + 1}"
        else:
            parts.append(str(spec.get("title", step))[:80])
    return ", ".join(parts) or form.title


def _along(schema: Document, path: Sequence[Step]) -> Iterator[tuple[Step, Document]]:
    """Each step into a body, with the schema that rules there; {} where none does."""
    for step in path:
        schema = (
            schema.get("items", {})
            if isinstance(step, int)
            else schema.get("properties", {}).get(step, {})
        )
        yield step, schema


def _place(schema: Document, path: Sequence[Step]) -> list[int]:
    return [
        step if isinstance(step, int) else spec.get("x-order", _LAST)
        for step, spec in _along(schema, path)
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
    *_, (_, spec) = _along(schema, path)
    law = spec.get("x-required-by")
    return f"required by {law}" if law else "required"


def _one_of(schema: Document, path: Sequence[Step]) -> str:
    """`anyOf` is used in forms for one thing only: some members, or else some others."""
    *_, (_, spec) = _along(schema, path)
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
