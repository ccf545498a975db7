"""Records held to be of one subject, every value with its source, and what else they may be."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from field_api.catalogue.rules.markers import Markers
from field_api.queries.rules.linking import Judged
from field_api.queries.rules.records import Record, canonical

_SHOWN_FIRST = (
    "name", "surname", "forenames", "dob", "sex", "pnc_id", "cro", "address", "phone",
    "vrm", "make", "model", "colour", "keeper", "vin",
)  # fmt: skip
_TITLES = {
    "name": ("name", "dob"),
    "surname": ("surname", "forenames", "dob"),
    "vrm": ("vrm", "colour", "make"),
}


class Confidence(StrEnum):
    """`possible` where another cluster of the answer may be the same."""

    SAME = "same"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Maybe:
    """Another cluster that may be the same: why, and what each feature counts for."""

    cluster: str
    title: str
    why: tuple[str, ...]
    weights: Mapping[str, int]


@dataclass(frozen=True)
class Cluster:
    """`why` is empty for a record that stands alone; `judged` is what officers said of it."""

    records: tuple[Record, ...]
    why: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    may_be: tuple[Maybe, ...] = ()
    judged: tuple[Judged, ...] = ()

    @property
    def confidence(self) -> Confidence:
        return Confidence.POSSIBLE if self.may_be else Confidence.SAME

    @cached_property
    def id(self) -> str:
        """The same for the same records, so that a page can be redrawn without losing its place."""
        said = "\n".join(content(record) for record in self.records)
        return "c-" + hashlib.sha256(said.encode()).hexdigest()[:16]

    @cached_property
    def title(self) -> str:
        """A person by name and birth, a vehicle by mark and looks; newest value of each."""
        values = self.values()
        parts = _TITLES.get(next((name for name in _TITLES if name in values), ""), ())
        said = [str(values[part][0]["value"]) for part in parts if part in values]
        return ", ".join(said) or self.records[0].ref or "No name given"

    def gravest(self, markers: Markers) -> tuple[int, str]:
        """Of the markers its records bear."""
        codes = [warning.code for record in self.records for warning in record.warnings]
        return min(map(markers.gravity, codes), default=(100_000, ""))

    def values(self) -> dict[str, list[dict[str, Any]]]:
        """Field to its values, newest first, equal ones of one record once."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for record in sorted(self.records, key=lambda record: record.as_of, reverse=True):
            for name, value in record.each():
                entry = {"value": value, **source(record), "handling": record.handling}
                found.setdefault(name, {}).setdefault(canonical(entry), entry)
        return {name: list(found[name].values()) for name in sorted(found, key=_shown)}


def source(record: Record) -> dict[str, Any]:
    return {
        "system": record.system,
        "system_name": record.system_name,
        "ref": record.ref,
        "as_of": record.as_of,
        "retrieved_at": record.retrieved_at,
    }


def content(record: Record) -> str:
    """One text for all that a record says; equal for one that was told twice."""
    return canonical(
        [
            record.system, record.type, record.ref, record.as_of, record.handling,
            record.system_name, dict(record.values),
            [[each.code, each.label, each.advice, each.on] for each in record.warnings],
        ]
    )  # fmt: skip


def _shown(name: str) -> tuple[int, str]:
    place = _SHOWN_FIRST.index(name) if name in _SHOWN_FIRST else len(_SHOWN_FIRST)
    return place, name
