"""A question and its answers as the one document that handsets read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from field_api.catalogue.rules.markers import Markers
from field_api.intelligence.rules import MODEL
from field_api.lib import clock
from field_api.queries.rules import legs, merging
from field_api.queries.rules.asking import Kind
from field_api.queries.rules.clusters import Cluster
from field_api.queries.rules.legs import State, Why
from field_api.queries.rules.linking import Judged
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
    originator: str = ""
    on_behalf_of: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """How one system's part stands. `finished_at` is None exactly while it is awaited. `since` is
    when it was suspended, `remembered_at` when the answer was given, if not to this question.
    """

    system: str
    name: str
    state: State
    why: Why
    count: int
    late: bool
    finished_at: datetime | None
    since: datetime | None = None
    remembered_at: datetime | None = None


def write(
    asked: Asked,
    legs_of_it: Iterable[Leg],
    records: Iterable[Record],
    judged: Sequence[Judged],
    markers: Markers,
) -> dict[str, Any]:
    """The QUERY document. Warnings stand before identities, as they are to be read."""
    rows = sorted(legs_of_it, key=lambda leg: leg.name)
    clusters = merging.merge(records, judged, markers)
    return {
        "id": asked.id,
        "kind": asked.kind.value,
        "criteria": dict(asked.criteria),
        "purpose": asked.purpose,
        "reason_code": asked.reason_code,
        "originator": asked.originator,
        "on_behalf_of": asked.on_behalf_of,
        "place": asked.place,
        "asked_at": clock.iso(asked.asked_at),
        "deadline_at": clock.iso(asked.deadline_at),
        "complete": all(leg.state is not State.WAITING for leg in rows),
        "version": asked.version,
        "legs": [_leg(asked, leg) for leg in rows],
        "warnings": merging.warnings(clusters, markers),
        "clusters": [_cluster(cluster, clusters) for cluster in clusters],
        "model": MODEL,
    }


def _leg(asked: Asked, leg: Leg) -> dict[str, Any]:
    waited = leg.finished_at - asked.asked_at if leg.finished_at else None
    if leg.state is State.NOT_ASKED:
        waited = timedelta()  # how long a system took to decline would tell that it was asked
    spoke = leg.state in (State.ANSWERED, State.NO_MATCH)
    as_of = (leg.remembered_at or leg.finished_at) if spoke else None
    seconds = (asked.deadline_at - asked.asked_at).total_seconds()
    return {
        "system": leg.system,
        "name": leg.name,
        "state": leg.state.value,
        "label": legs.label(leg.state, leg.why),
        "why": legs.shown(leg.why).value,
        "detail": legs.detail(
            leg.state, leg.why, kind=asked.kind, count=leg.count, late=leg.late, seconds=seconds
        ),
        "count": leg.count,
        "elapsed_ms": round(waited.total_seconds() * 1000) if waited is not None else None,
        "late": leg.late,
        "as_of": clock.iso(as_of) if as_of else None,
        "since": clock.iso(leg.since) if leg.since else None,
        "remembered": leg.remembered_at is not None,
    }


def _cluster(cluster: Cluster, every: Sequence[Cluster]) -> dict[str, Any]:
    return {
        "id": cluster.id,
        "title": cluster.title,
        "confidence": cluster.confidence.value,
        "why": list(cluster.why),
        "weights": dict(cluster.weights),
        "may_be": [
            {"id": one.cluster, "title": one.title, "why": list(one.why), "weights": one.weights}
            for one in cluster.may_be
        ],
        "judged": [_judged(one, cluster, every) for one in cluster.judged],
        "values": cluster.values(),
    }


def _judged(one: Judged, cluster: Cluster, every: Sequence[Cluster]) -> dict[str, Any]:
    """`of` are the other clusters it speaks of: none where it holds this one together."""
    others = [other for other in every if other is not cluster and one in other.judged]
    return {
        "id": one.id,
        "says": "same" if one.same else "different",
        "by": one.by,
        "at": clock.iso(one.at) if one.at else None,
        "why": one.why,
        "of": [{"id": other.id, "title": other.title} for other in others],
    }
