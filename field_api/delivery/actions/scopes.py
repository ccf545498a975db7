"""Which deliveries a replay is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.delivery.rules import FOR_A_PERSON, OPEN, State
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.problems import Problem

SLICE = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """These deliveries; or those of one system in these states, settled from `since` until before
    `until`, made by this mapping version. Without states: those that wait for a person, and of a
    mapping version what was rejected. Whatever it names, it reaches one force's deliveries only:
    that of whoever asks.
    """

    deliveries: tuple[UUID, ...] = ()
    states: tuple[State, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    mapping: int | None = None

    def stored(self) -> dict[str, Any]:
        if self.deliveries:
            return {"deliveries": sorted(str(one) for one in set(self.deliveries))}
        return {
            "states": sorted(state.value for state in self._states()),
            "since": clock.iso(self.since) if self.since else None,
            "until": clock.iso(self.until) if self.until else None,
            "mapping": self.mapping,
        }

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Scope":
        moments = {
            name: datetime.fromisoformat(stored[name]) if stored.get(name) else None
            for name in ("since", "until")
        }
        return cls(
            deliveries=tuple(UUID(one) for one in stored.get("deliveries", ())),
            states=tuple(State(one) for one in stored.get("states", ())),
            mapping=stored.get("mapping"),
            **moments,
        )

    def check(self) -> None:
        """Raises Problem 422 where it names nothing in particular, or what is still open."""
        if not (self.deliveries or self.states or self.mapping or self.since):
            raise Problem(422, "scope-empty", "Say what is to be sent again")
        if set(self.states) & set(OPEN):
            raise Problem(422, "scope-open", "What is on its way can't be sent again")

    def _states(self) -> tuple[State, ...]:
        if self.states:
            return self.states
        return (State.REJECTED,) if self.mapping else FOR_A_PERSON

    def condition(self) -> Q:
        if self.deliveries:
            return Q(pk__in=self.deliveries)
        named = Q(state__in=[state.value for state in self._states()], settled_at__isnull=False)
        named &= Q(settled_at__gte=self.since) if self.since else Q()
        named &= Q(settled_at__lt=self.until) if self.until else Q()
        named &= Q(mapping=self.mapping) if self.mapping else Q()
        later = Delivery.objects.filter(
            system=OuterRef("system"),
            revision=OuterRef("revision"),
            generation__gt=OuterRef("generation"),
        )
        return named & ~Q(Exists(later))


def count(system: System, scope: Scope, *, by: Officer, most: int) -> int:
    """How many, counted no further than one past `most`."""
    return _within(system, scope, by)[: most + 1].count()


def portion(
    system: System, scope: Scope, *, by: Officer, after: UUID | None, size: int
) -> list[Delivery]:
    """The next of them, lane by lane in the order of versions, with their payloads."""
    rows = _within(system, scope, by)
    if after is not None:
        last = Delivery.objects.only("subject_id", "lane_seq", "generation").get(pk=after)
        same = Q(subject=last.subject_id)
        same_place = Q(lane_seq=last.lane_seq, generation__gt=last.generation)
        rows = rows.filter(
            Q(subject__gt=last.subject_id) | same & (Q(lane_seq__gt=last.lane_seq) | same_place)
        )
    rows = rows.select_related("system", "payload")
    return list(rows.order_by("subject_id", "lane_seq", "generation")[:size])


def _within(system: System, scope: Scope, by: Officer) -> QuerySet[Delivery]:
    return Delivery.objects.filter(scope.condition(), system=system, force=by.force.code)
