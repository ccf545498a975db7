"""Answers of many systems laid side by side: clusters with reasons, every value with its source.

Nothing is overwritten and nothing dropped: two systems that disagree are shown disagreeing. The
result does not depend on the order in which the answers came. What only may be the same stands
beside, with what speaks for it and against it: a warning about one is not yet about the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from field_api.catalogue.rules.markers import NONE, Markers
from field_api.intelligence.rules import Likeness, Verdict
from field_api.intelligence.rules.comparing import REASONS
from field_api.queries.rules.clusters import Cluster, Maybe, content, source
from field_api.queries.rules.joining import Group, joined
from field_api.queries.rules.linking import Judged, Links, ref
from field_api.queries.rules.records import Record, Warning, canonical

_MOST_MAYBE = 5
BETWEEN = "but it is as like another, who is somebody else"

Nearest = Mapping[Group, Mapping[Group, Likeness]]


def merge(
    records: Iterable[Record], judged: Sequence[Judged] = (), markers: Markers = NONE
) -> tuple[Cluster, ...]:
    """Clusters of `records`, the gravest warnings first, what may be the same side by side.

    `judged` is what officers said of them, here or under another question. `markers` say which
    warnings are grave; without them only the order of what is read differs.
    """
    by_age = sorted(records, key=lambda record: record.retrieved_at)
    once = {content(record): record for record in by_age}  # told twice, it is as new as the newer
    links = Links([once[said] for said in sorted(once)], judged)
    groups = joined(len(links.records), links.tiers())
    clusters = {group: _cluster(group, links) for group in groups}
    nearest = _nearest(groups, links)
    found = [
        replace(one, may_be=_may_be(group, nearest[group], clusters, links))
        for group, one in clusters.items()
    ]
    return _to_read(found, markers)


def never(one: Cluster, other: Cluster) -> str:
    """The kind of number, borne for life, by which these are two; empty where they may be one."""
    records = [*one.records, *other.records]
    mine, theirs = range(len(one.records)), range(len(one.records), len(records))
    return Links(records).parted_for_life(frozenset(mine), frozenset(theirs))


def _cluster(group: Group, links: Links) -> Cluster:
    records = tuple(links.records[place] for place in sorted(group))
    here = {ref(record) for record in records}
    said = tuple(
        one
        for one in links.judged
        if not here.isdisjoint(one.this) or not here.isdisjoint(one.that)
    )
    inside = [links.between(*pair) for pair in links.same if group.issuperset(pair)]
    inside.sort(key=lambda each: (-each.points, each.reasons))
    why = [links.said(group), links.told_again(group)]
    why += [_lower(reason) for each in inside for reason in each.reasons]
    return Cluster(records, tuple(dict.fromkeys(filter(None, why))), _weights(inside), judged=said)


def _weights(many: Iterable[Likeness]) -> dict[str, int]:
    """The most that each feature counted for between any two."""
    found: dict[str, int] = {}
    for feature, points in (weight for each in many for weight in each.weights):
        found[feature] = max(points, found.get(feature, points))
    return dict(sorted(found.items()))


def _nearest(groups: Sequence[Group], links: Links) -> Nearest:
    """For each group those that may be the same, by the two records that say most for it."""
    of = {place: group for group in groups for place in group}
    found: dict[Group, dict[Group, Likeness]] = {group: {} for group in groups}
    for pair in links.candidates:
        one, other, likeness = of[pair[0]], of[pair[1]], links.between(*pair)
        if one is other or likeness.verdict is Verdict.DIFFERENT or links.said_apart(one, other):
            continue
        best = min(likeness, found[one].get(other, likeness), key=_most)
        found[one][other] = found[other][one] = best
    return found


def _most(likeness: Likeness) -> tuple[Any, ...]:
    return -likeness.points, likeness.reasons, likeness.weights


def _may_be(
    group: Group, near: Mapping[Group, Likeness], clusters: Mapping[Group, Cluster], links: Links
) -> tuple[Maybe, ...]:
    """The likeliest first, five at most."""
    found = sorted(near, key=lambda other: (_most(near[other]), clusters[other].id))[:_MOST_MAYBE]
    return tuple(
        Maybe(
            clusters[other].id,
            clusters[other].title,
            tuple(map(_lower, _for_and_against(near[other], links.apart(group, other)))),
            _weights([near[other]]),
        )
        for other in found
    )


def _for_and_against(likeness: Likeness, apart: str) -> list[str]:
    reasons = list(likeness.reasons)
    against = f"but another {REASONS[apart].removeprefix('Same ')}" if apart else ""
    if against and not any(reason.startswith(against) for reason in reasons):
        reasons.append(against)
    elif likeness.verdict is Verdict.SAME and not apart:
        reasons.append(BETWEEN)
    return reasons


def _lower(reason: str) -> str:
    return reason[:1].lower() + reason[1:]


def _to_read(clusters: Sequence[Cluster], markers: Markers) -> tuple[Cluster, ...]:
    """By the gravest warning of all that may be the same, so that those stand together."""
    by_id = {cluster.id: cluster for cluster in clusters}
    first = partial(_first_to_read, markers)
    order: list[Cluster] = []
    left = dict.fromkeys(one.id for one in sorted(clusters, key=first))
    while left:
        family, edge = [], [next(iter(left))]
        del left[edge[0]]
        while edge:
            one = by_id[edge.pop()]
            family.append(one)
            edge += [maybe.cluster for maybe in one.may_be if maybe.cluster in left]
            for reached in edge:
                left.pop(reached, None)
        order += sorted(family, key=first)
    return tuple(order)


def _first_to_read(markers: Markers, cluster: Cluster) -> tuple[Any, ...]:
    return cluster.gravest(markers), -len(cluster.records), cluster.title, cluster.id


def warnings(clusters: Iterable[Cluster], markers: Markers) -> list[dict[str, Any]]:
    """Gravest first; one for each code and subject, with every system that gave it in `sources`.

    Meaning and advice are the force's own by `markers`; of what those do not know, the system's.
    """
    found: dict[tuple[str, str], list[tuple[Record, Warning, str]]] = {}
    for cluster in clusters:
        for record in cluster.records:
            for warning in record.warnings:
                given = (record, warning, cluster.title)
                found.setdefault((warning.code, cluster.id), []).append(given)
    said = [_said(given, markers) for given in found.values()]
    of = markers.gravity
    return sorted(said, key=lambda each: (of(each["code"]), each["subject"], canonical(each)))


def _said(given: list[tuple[Record, Warning, str]], markers: Markers) -> dict[str, Any]:
    """The newest telling of a warning speaks for all; the others stay readable under `sources`."""
    newest_first = sorted(given, key=lambda each: (each[1].on, each[0].as_of), reverse=True)
    sources = [
        {
            **source(record),
            "on": warning.on,
            "label": warning.label,
            "advice": warning.advice,
        }
        for record, warning, _ in newest_first
    ]
    record, warning, title = newest_first[0]
    advice = [source["advice"] for source in sources if source["advice"]]
    return {
        "code": warning.code,
        "label": markers.label(warning.code, warning.label),
        "advice": markers.advice(warning.code, advice[0] if advice else ""),
        "system": record.system,
        "system_name": record.system_name,
        "on": warning.on,
        "as_of": record.as_of,
        "subject": title,
        "sources": sources,
    }
