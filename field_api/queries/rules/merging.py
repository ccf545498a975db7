"""Answers of many systems laid side by side: clusters with reasons, every value with its source.

Nothing is overwritten and nothing dropped: two systems that disagree are shown disagreeing. The
result does not depend on the order in which the answers came.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from field_api.queries.rules.identity import TESTS, Confidence, Test, identifiers
from field_api.queries.rules.records import Record, Warning, canonical, gravity

_SHOWN_FIRST = (
    "name", "surname", "forenames", "dob", "sex", "pnc_id", "cro", "address", "phone",
    "vrm", "make", "model", "colour", "keeper", "vin",
)  # fmt: skip
_TITLES = {
    "name": ("name", "dob"),
    "surname": ("surname", "forenames", "dob"),
    "vrm": ("vrm", "colour", "make"),
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records held to be of one subject. `why` is empty for a record that stands alone."""

    records: tuple[Record, ...]
    why: tuple[str, ...] = ()
    confidence: Confidence = Confidence.SAME

    @property
    def id(self) -> str:
        """The same for the same records, so that a page can be redrawn without losing its place."""
        said = "\n".join(_content(record) for record in self.records)
        return "c-" + hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """A person by name and birth, a vehicle by mark and looks; newest value of each."""
        values = self.values()
        parts = _TITLES.get(next((name for name in _TITLES if name in values), ""), ())
        said = [str(values[part][0]["value"]) for part in parts if part in values]
        return ", ".join(said) or self.records[0].ref or "No name given"

    def values(self) -> dict[str, list[dict[str, Any]]]:
        """Field to its values, newest first, equal ones of one record once."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for record in sorted(self.records, key=lambda record: record.as_of, reverse=True):
            for name, value in record.each():
                entry = {"value": value, **_source(record), "handling": record.handling}
                found.setdefault(name, {}).setdefault(canonical(entry), entry)
        return {name: list(found[name].values()) for name in sorted(found, key=_shown)}


def merge(records: Iterable[Record]) -> tuple[Cluster, ...]:
    """Clusters of `records`, those with the gravest warnings first."""
    once = {_content(record): record for record in records}
    clusters = [Cluster((once[content],)) for content in sorted(once)]
    for test in TESTS:
        clusters = [joined for group in _groups(clusters, test) for joined in _join(group, test)]
    return tuple(sorted(clusters, key=_first_to_read))


def warnings(clusters: Iterable[Cluster]) -> list[dict[str, Any]]:
    """Gravest first; one for each code and subject, with every system that gave it in `sources`."""
    found: dict[tuple[str, str], list[tuple[Record, Warning, str]]] = {}
    for cluster in clusters:
        for record in cluster.records:
            for warning in record.warnings:
                given = (record, warning, cluster.title)
                found.setdefault((warning.code, cluster.id), []).append(given)
    said = [_said(given) for given in found.values()]
    return sorted(said, key=lambda each: (gravity(each["code"]), each["subject"], canonical(each)))


def _said(given: list[tuple[Record, Warning, str]]) -> dict[str, Any]:
    """The newest telling of a warning speaks for all; the others stay readable under `sources`."""
    newest_first = sorted(given, key=lambda each: (each[1].on, each[0].as_of), reverse=True)
    sources = [
        {**_source(record), "on": warning.on, "advice": warning.advice}
        for record, warning, _ in newest_first
    ]
    record, warning, title = newest_first[0]
    advice = [source["advice"] for source in sources if source["advice"]]
    return {
        "code": warning.code,
        "label": warning.label,
        "advice": advice[0] if advice else "",
        "system": record.system,
        "system_name": record.system_name,
        "on": warning.on,
        "as_of": record.as_of,
        "subject": title,
        "sources": sources,
    }


def _groups(clusters: Sequence[Cluster], test: Test) -> list[list[Cluster]]:
    """Clusters that pass the test together, directly or through others, by union-find."""
    parent = list(range(len(clusters)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first_with: dict[str, int] = {}
    for place, cluster in enumerate(clusters):
        for key in sorted(set().union(*map(test.keys, cluster.records))):
            parent[root(place)] = root(first_with.setdefault(key, place))
    groups: dict[int, list[Cluster]] = {}
    for place, cluster in enumerate(clusters):
        groups.setdefault(root(place), []).append(cluster)
    return list(groups.values())


def _join(group: list[Cluster], test: Test) -> list[Cluster]:
    """One cluster of the group, or the group as it was when it would make one person of two.

    A record between two people who are known to differ is left with neither: giving it to whichever
    came first would be a guess, and a different one on another day.
    """
    if len(group) == 1 or any(_differ(group, name) for name in test.apart):
        return group
    records = sorted((record for cluster in group for record in cluster.records), key=_content)
    said = {reason for cluster in group for reason in cluster.why} | {test.why}
    why = tuple(each.why for each in TESTS if each.why in said)
    sure = all(cluster.confidence is Confidence.SAME for cluster in group)
    return [Cluster(tuple(records), why, test.confidence if sure else Confidence.POSSIBLE)]


def _differ(group: list[Cluster], name: str) -> bool:
    """True when two clusters each give this identifier and have no value of it in common."""
    each = [
        set().union(*(identifiers(record, name) for record in cluster.records)) for cluster in group
    ]
    given = [found for found in each if found]
    return any(one.isdisjoint(other) for place, one in enumerate(given) for other in given[:place])


def _first_to_read(cluster: Cluster) -> tuple[Any, ...]:
    gravest = min(
        (gravity(warning.code) for record in cluster.records for warning in record.warnings),
        default=(1_000, ""),
    )
    return gravest, -len(cluster.records), cluster.title, cluster.id


def _shown(name: str) -> tuple[int, str]:
    place = _SHOWN_FIRST.index(name) if name in _SHOWN_FIRST else len(_SHOWN_FIRST)
    return place, name


def _source(record: Record) -> dict[str, Any]:
    return {
        "system": record.system,
        "system_name": record.system_name,
        "ref": record.ref,
        "as_of": record.as_of,
    }


def _content(record: Record) -> str:
    return canonical(
        [
            record.system, record.type, record.ref, record.as_of, record.handling,
            record.system_name, dict(record.values),
            [[each.code, each.label, each.advice, each.on] for each in record.warnings],
        ]
    )  # fmt: skip
