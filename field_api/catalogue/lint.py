"""Whether a document is fit to publish: form.schema.json, and what no JSON Schema can say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema_rs import Draft202012Validator

from field_api.catalogue import shipped
from field_api.catalogue.rules import pointer

Spec = Mapping[str, Any]

_LANGUAGE = Draft202012Validator(shipped.language())
_TOLD = 50


def faults(document: object) -> list[str]:
    """Every fault as a sentence that begins with its place. Empty when fit to publish.

    Never raises. Cross-references are looked at only in a document that keeps to the language.
    """
    try:
        spelled = list(islice(_LANGUAGE.iter_errors(document), _TOLD))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return ["the form: could not be read"]
    if spelled or not isinstance(document, Mapping):
        return [f"{pointer(one.instance_path) or 'the form'}: {one.kind.name}" for one in spelled]
    top = Level.of(document["schema"])
    return [*_of_sections(document), *_of_opens(document, top), *_of_level(top)]


def _of_sections(document: Spec) -> Iterator[str]:
    ids = [section["id"] for section in document["sections"]]
    used = {spec["x-section"] for spec in document["schema"]["properties"].values()}
    yield from (f"sections: {name} stands twice" for name in _twice(ids))
    yield from (f"sections: {name} has no field" for name in sorted(set(ids) - used))
    yield from (f"sections: {name} does not exist" for name in sorted(used - set(ids)))


def _of_opens(document: Spec, top: "Level") -> Iterator[str]:
    """What the other form calls its fields is looked at when it is opened: it may be newer."""
    for other in document.get("opens", ()):
        at = f"opens {other['kind']}"
        yield from (f"{at}: {fault}" for fault in _of_reference(top, "it", other["when"]))
        lacking = (name for name in sorted(set(other["copy"].values())) if not top.has(name))
        yield from (f"{at}: {name} is no field" for name in lacking)


@dataclass(frozen=True, slots=True)
class Level:
    """The fields that stand side by side: those of the form, or those of one repeat."""

    at: str
    fields: Mapping[str, Spec]
    required: frozenset[str]
    conditions: tuple[Spec, ...]

    @classmethod
    def of(cls, schema: Spec, at: str = "") -> "Level":
        return cls(
            at,
            schema["properties"],
            frozenset(schema.get("required", ())),
            tuple(schema.get("allOf", ())),
        )

    def has(self, place: str) -> bool:
        """A field of this level, or `list.field` of a repeat in it."""
        name, _, inner = place.partition(".")
        spec = self.fields.get(name, {})
        below = spec.get("items", {}).get("properties", {}) if inner else {}
        return bool(spec) and (not inner or inner in below)

    def demanded(self) -> frozenset[str]:
        """Every field that is required at once or on a condition."""
        return self.required.union(*(_demand(condition) for condition in self.conditions))


def _of_level(level: Level) -> Iterator[str]:
    orders = [spec["x-order"] for spec in level.fields.values()]
    yield from (
        f"{level.at or 'the form'}: x-order {order} stands twice" for order in _twice(orders)
    )
    for name in sorted(level.demanded() - level.fields.keys()):
        yield f"{level.at}/{name}: required, and no field"
    for condition in level.conditions:
        yield from _of_condition(level, condition)
    for name, spec in level.fields.items():
        below = f"{level.at}/{name}"
        yield from (f"{below}: {fault}" for fault in _of_field(level, name, spec))
        if spec["x-widget"] == "repeat":
            yield from _of_level(Level.of(spec["items"], below))


def _of_field(level: Level, name: str, spec: Spec) -> Iterator[str]:
    yield from _of_codes(spec)
    yield from _of_reference(level, "x-show-when", spec.get("x-show-when", {}))
    reasons = {"x-required-by", "x-structural"} & spec.keys()
    if name in level.demanded() and not reasons:
        yield "required without a law or a reason"
    if reasons and name not in level.demanded():
        yield "names a law or a reason, and is not required"
    if name in level.required and "x-show-when" in spec:
        yield "always required, and hidden at times"
    if level.at and "x-section" in spec:
        yield "stands in a repeat, which has no sections"
    inner = spec["items"]["properties"] if spec["x-widget"] == "repeat" else level.fields
    said = spec.get("x-entity", {}).get("role_in")
    if said and said not in inner:
        yield f"its role is said by {said}, and that is no field"
    if spec["x-widget"] == "number" and spec["minimum"] > spec["maximum"]:
        yield "no number fits"


def _of_codes(spec: Spec) -> Iterator[str]:
    listed = spec["items"] if spec["x-widget"] == "checks" else spec
    codes, labels = set(listed.get("enum", ())), listed.get("x-labels", {}).keys()
    yield from (f"{code} has no label" for code in sorted(codes - labels))
    yield from (f"{code} is labelled, and no choice" for code in sorted(labels - codes))
    yield from (f"{code} is a seed, and no choice" for code in _unknown(spec, codes))


def _unknown(spec: Spec, codes: set[str]) -> list[str]:
    return sorted(set(spec.get("x-seed-values", ())) - codes)


def _of_condition(level: Level, condition: Spec) -> Iterator[str]:
    at = level.at or "the form"
    asked = {name: spec["enum"] for name, spec in condition["if"]["properties"].items()}
    yield from (f"{at}: {fault}" for fault in _of_reference(level, "a condition", asked))
    if asked.keys() != set(condition["if"]["required"]):
        yield f"{at}: a condition that holds of fields left empty"
    for name in condition.get("then", {}).get("required", ()):
        shown = level.fields.get(name, {}).get("x-show-when", asked)
        if shown != asked:
            yield f"{level.at}/{name}: required when it is hidden, or shown when it is not required"


def _of_reference(level: Level, what: str, values: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in values.items():
        spec = level.fields.get(name, {})
        offered = spec.get("enum") or ([True, False] if spec.get("type") == "boolean" else [])
        yield from (f"{what} names {name}={one}" for one in wanted if one not in offered)


def _demand(condition: Spec) -> frozenset[str]:
    branches = (condition.get(branch, {}) for branch in ("then", "else"))
    return frozenset(name for branch in branches for name in branch.get("required", ()))


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1]
