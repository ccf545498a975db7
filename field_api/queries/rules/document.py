"""A question and its answers as the one document that handsets read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from field_api.lib import clock
from field_api.queries.rules import legs, merging
from field_api.queries.rules.asking import Kind
from field_api.queries.rules.legs import LABELS, State, Why
from field_api.queries.rules.records import Record


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and when the officer wanted to know by."""

    id: str
    kind: Kind
    criteria: Mapping[str, str]
    purpose: str
    reason_code: str
    asked_at: datetime
    deadline_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Leg:
    """How one system's part stands. `finished_at` is None exactly while it is awaited."""

    system: str
    name: str
    state: State
    why: Why
    count: int
    late: bool
    finished_at: datetime | None


def write(asked: Asked, legs_of_it: Iterable[Leg], records: Iterable[Record]) -> dict[str, Any]:
    """The QUERY document. Warnings stand before identities, as they are to be read."""
    rows = sorted(legs_of_it, key=lambda leg: leg.name)
    clusters = merging.merge(records)
    return {
        "id": asked.id,
        "kind": asked.kind.value,
        "criteria": dict(asked.criteria),
        "purpose": asked.purpose,
        "reason_code": asked.reason_code,
        "asked_at": clock.iso(asked.asked_at),
        "deadline_at": clock.iso(asked.deadline_at),
        "complete": all(leg.state is not State.WAITING for leg in rows),
        "version": asked.version,
        "legs": [_leg(asked, leg) for leg in rows],
        "warnings": merging.warnings(clusters),
        "clusters": [_cluster(cluster) for cluster in clusters],
    }


def _leg(asked: Asked, leg: Leg) -> dict[str, Any]:
    waited = leg.finished_at - asked.asked_at if leg.finished_at else None
    spoke = leg.state in (State.ANSWERED, State.NO_MATCH)
    seconds = (asked.deadline_at - asked.asked_at).total_seconds()
    return {
        "system": leg.system,
        "name": leg.name,
        "state": leg.state.value,
        "label": LABELS[leg.state],
        "detail": legs.detail(
            leg.state, leg.why, kind=asked.kind, count=leg.count, late=leg.late, seconds=seconds
        ),
        "count": leg.count,
        "elapsed_ms": round(waited.total_seconds() * 1000) if waited else None,
        "late": leg.late,
        "as_of": clock.iso(leg.finished_at) if spoke and leg.finished_at else None,
    }


def _cluster(cluster: merging.Cluster) -> dict[str, Any]:
    return {
        "id": cluster.id,
        "title": cluster.title,
        "confidence": cluster.confidence.value,
        "why": list(cluster.why),
        "values": cluster.values(),
    }
