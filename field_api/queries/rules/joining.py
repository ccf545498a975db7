"""Joining by edges, strongest first, never two that are known to be two. Order makes no difference.

Union-find joins whatever a chain of edges reaches. Here a chain that reaches two who are known to
differ joins neither: what lies between them would be given to one by chance.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

Group = frozenset[int]
Edge = tuple[int, int]
Apart = Callable[[Group, Group], bool]


class Tier(NamedTuple):
    """`apart` says of two groups that this tier's edges may not put them together."""

    edges: Collection[Edge]
    apart: Apart


def joined(count: int, tiers: Sequence[Tier]) -> list[Group]:
    """`count` nodes in groups, by their least. A tier's edges count in the weaker ones too, so that
    what a strong edge could not decide is not decided by a weak one.
    """
    groups: list[Group] = [frozenset((node,)) for node in range(count)]
    edges: set[Edge] = set()
    for tier in tiers:
        edges |= set(tier.edges)
        near = _neighbours(groups, edges)
        groups = [
            group
            for component in _components(groups, near)
            for group in _settled(component, near, tier.apart)
        ]
    return sorted(groups, key=min)


def _settled(component: list[Group], near: dict[Group, set[Group]], apart: Apart) -> list[Group]:
    parted = [pair for pair in combinations(component, 2) if apart(*pair)]
    if not parted:
        return [frozenset().union(*component)]
    known = {group for pair in parted for group in pair}
    side_by_side = _without(near, parted)
    sides = [
        side
        for some in _components(sorted(known, key=min), side_by_side)
        for side in _unless_parted(some, parted)
    ]
    between = _components([group for group in component if group not in known], near)
    return _with_one_side(sides, between, near)


def _without(
    near: dict[Group, set[Group]], parted: Iterable[tuple[Group, Group]]
) -> dict[Group, set[Group]]:
    """Edges less those between two that are parted: who is taken out leaves the others together."""
    left = {group: set(others) for group, others in near.items()}
    for one, other in parted:
        left[one].discard(other)
        left[other].discard(one)
    return left


def _unless_parted(some: list[Group], parted: Iterable[tuple[Group, Group]]) -> list[list[Group]]:
    if any(one in some and other in some for one, other in parted):
        return [[group] for group in some]
    return [some]


def _with_one_side(
    sides: list[list[Group]], between: list[list[Group]], near: dict[Group, set[Group]]
) -> list[Group]:
    """What touches one side alone goes with it; what touches two stays by itself."""
    found = {place: set(side) for place, side in enumerate(sides)}
    alone: list[Group] = []
    for some in between:
        reached = set().union(*(near[group] for group in some))
        touched = [place for place, side in enumerate(sides) if not reached.isdisjoint(side)]
        if len(touched) == 1:
            found[touched[0]] |= set(some)
        else:
            alone.append(frozenset().union(*some))
    return [frozenset().union(*side) for side in found.values()] + alone


def _neighbours(groups: list[Group], edges: Iterable[Edge]) -> dict[Group, set[Group]]:
    of = {node: group for group in groups for node in group}
    near: dict[Group, set[Group]] = {group: set() for group in groups}
    for one, other in edges:
        if of[one] is not of[other]:
            near[of[one]].add(of[other])
            near[of[other]].add(of[one])
    return near


def _components(groups: list[Group], near: dict[Group, set[Group]]) -> list[list[Group]]:
    """`groups` by what reaches what through others of them."""
    left, found = dict.fromkeys(groups), []
    while left:
        reached, edge = [], [next(iter(left))]
        del left[edge[0]]
        while edge:
            group = edge.pop()
            reached.append(group)
            further = [other for other in near[group] if other in left]
            for other in further:
                del left[other]
            edge += further
        found.append(reached)
    return found
