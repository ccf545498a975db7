"""A form laid out for people who agree on forms: every field, in its section, in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from field_api.catalogue.rules.changes import Case, demands, fields, when
from field_api.catalogue.rules.wording import (
    MODES,
    WIDGETS,
    called,
    condition,
    entity,
    labels,
    place_titles,
    prefilled,
    roles,
)

Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    label: str
    unverified: bool


@dataclass(frozen=True, slots=True)
class Field:
    """`required` says when, and is empty where it is not; `why` cites the law or the reason. `list`
    names a list of codes kept outside, and `list_version` the one it takes them from now; 0 where
    none is published. `rows` are the fields of a repeat. `unverified`: it, or one
    of its codes, was not checked against its source.
    """

    pointer: str
    label: str
    help: str
    kind: str
    limits: str
    required: str
    why: str
    shown: str
    asked: str
    marking: str
    source: str
    prefill: str
    identifier: str
    entity: str
    list: str
    list_version: int
    prompts: tuple[str, ...]
    codes: tuple[Code, ...]
    unverified: bool
    rows: tuple["Field", ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    help: str
    warn: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that is offered once this one is signed: when, what it says then, what it copies."""

    kind: str
    title: str
    when: str
    say: str
    copies: tuple[str, ...]


_NOTHING: Mapping[str, Any] = MappingProxyType({})


def sections(document: Spec, lists: Mapping[str, int] = _NOTHING) -> tuple[Section, ...]:
    """`lists` are the versions of lists on offer, by name. Raises KeyError for a document that does
    not keep to the language.
    """
    schema = document["schema"]
    every = _fields(schema, "", _Beside(demands(schema), lists))
    at = {f"/{name}": spec["x-section"] for name, spec in schema["properties"].items()}
    return tuple(
        Section(
            title=section["title"],
            help=section.get("help", ""),
            warn=section.get("warn", ""),
            fields=tuple(one for one in every if at[one.pointer] == section["id"]),
        )
        for section in document["sections"]
    )


def opened(document: Spec, others: Mapping[str, Spec] = _NOTHING) -> tuple[Opened, ...]:
    """`others` are forms by their kinds, for what they are called."""
    known = document["schema"]["properties"]
    return tuple(
        Opened(
            kind=one["kind"],
            title=called(one["kind"], others),
            when=condition(one["when"], known),
            say=one["say"],
            copies=tuple(place_titles(one["copy"].values(), fields(document["schema"]))),
        )
        for one in document.get("opens", ())
    )


def unverified(document: Spec) -> int:
    """How many fields have something that was not checked against its source."""
    every = (field for section in sections(document) for field in section.fields)
    return sum(one.unverified for field in every for one in (field, *field.rows))


def reviewed(review: Spec) -> str:
    """When it is read and by whom, in a line."""
    mode = MODES[review["mode"]].format(percent=review["percent"])
    if review["mode"] == "none":
        return mode
    limit = f", within {review['within_hours']} hours" if review["within_hours"] else ""
    return f"{mode}{limit}, by {' or '.join(roles(review['roles']))}"


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of every field beside its own words."""

    required: Mapping[str, frozenset[Case]]
    lists: Mapping[str, int]


def _fields(schema: Spec, above: str, known: _Beside) -> tuple[Field, ...]:
    level = schema["properties"]
    ordered = sorted(level.items(), key=lambda field: field[1]["x-order"])
    return tuple(_field(f"{above}/{name}", spec, level, known) for name, spec in ordered)


def _field(at: str, spec: Spec, beside: Mapping[str, Spec], known: _Beside) -> Field:
    codes = tuple(_codes(spec))
    is_list = spec["x-widget"] == "repeat"
    return Field(
        pointer=at,
        label=spec["title"],
        help=spec.get("description", ""),
        kind=WIDGETS[spec["x-widget"]],
        limits=", ".join(_limits(spec)),
        required=when(known.required.get(at, frozenset()), beside),
        why=spec.get("x-required-by") or spec.get("x-structural", ""),
        shown=condition(spec.get("x-show-when", {}), beside),
        asked=spec.get("x-asked", ""),
        marking=spec["x-marking"],
        source=spec.get("x-source", ""),
        prefill=prefilled(spec),
        identifier=spec.get("x-identifier", ""),
        entity=entity(spec.get("x-entity", {})),
        list=spec.get("x-list", ""),
        list_version=known.lists.get(spec.get("x-list", ""), 0),
        prompts=tuple(prompt["say"] for prompt in spec.get("x-prompts", ())),
        codes=codes,
        unverified="x-seed" in spec or any(code.unverified for code in codes),
        rows=_fields(spec["items"], f"{at}/*", known) if is_list else (),
    )


def _codes(spec: Spec) -> Iterator[Code]:
    seeds, every = spec.get("x-seed-values", ()), "x-seed" in spec
    for code, said in labels(spec).items():
        yield Code(code, said, every or code in seeds)


_LIMITS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minimum", "from {}"),
    ("maximum", "to {}"),
    ("minItems", "at least {}"),
    ("maxItems", "at most {}"),
    ("x-unit", "{}"),
)


def _limits(spec: Spec) -> Iterator[str]:
    if "x-list" not in spec:
        yield from (words.format(spec[key]) for key, words in _LIMITS if key in spec)
