"""When each field of a form is required."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.changes.shape import Spec
from field_api.catalogue.rules.wording import condition


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """When fields beside have these values; always, where it names none. Told by codes, so that a
    question worded otherwise is no other case.
    """

    asked: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    unless: bool = False


ALWAYS = Case()
Demands = Mapping[str, frozenset[Case]]


def demands(schema: Spec, above: str = "") -> dict[str, frozenset[Case]]:
    """When each field is required, by its pointer."""
    found: dict[str, set[Case]] = {}
    for name in schema.get("required", ()):
        found.setdefault(f"{above}/{name}", set()).add(ALWAYS)
    for one in schema.get("allOf", ()):
        asked = tuple(
            (name, tuple(sorted(of["enum"], key=str)))
            for name, of in sorted(one["if"]["properties"].items())
        )
        for branch in ("then", "else"):
            for name in one.get(branch, {}).get("required", ()):
                found.setdefault(f"{above}/{name}", set()).add(Case(asked, branch == "else"))
    told = {at: frozenset(cases) for at, cases in found.items()}
    for name, spec in schema["properties"].items():
        if spec.get("x-widget") == "repeat":
            told |= demands(spec["items"], f"{above}/{name}/*")
    return told


def when(cases: Iterable[Case], beside: Mapping[str, Spec], *, whole: bool = False) -> str:
    """In words, "" for never. Long lists of values are counted, unless `whole`."""
    every = set(cases)
    if ALWAYS in every:
        return "always"
    few = {"few": None} if whole else {}
    said = (
        f"{'unless' if one.unless else 'when'} {condition(dict(one.asked), beside, **few)}"
        for one in every
    )
    return ", or ".join(sorted(said))
