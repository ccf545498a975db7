"""How each system does, as facts from the rows; alerts, metrics and the console read the same."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import Circuit, System
from field_api.connectors.rules import ConfigRefused
from field_api.connectors.rules import State as SystemState
from field_api.connectors.rules.circuit import Limits, filled
from field_api.delivery.models import Delivery
from field_api.delivery.rules import BLOCKING, FOR_A_PERSON, State
from field_api.identity.models import Officer
from field_api.lib import clock

REASONS_SHOWN = 10

_BLOCKING = [state.value for state in BLOCKING]
_FOR_A_PERSON = [state.value for state in FOR_A_PERSON]
_SENDING = Q(state=State.SENDING.value)

# Of the newest only: at a thousand a second an hour has 3.6 million rows.
_THROUGHPUT = """
    SELECT s.id, done.last, done.five_minutes, done.hour, done.first, done.counted
    FROM connectors_system s, LATERAL (
      SELECT max(settled_at) AS last, min(settled_at) AS first, count(*) AS counted,
        count(*) FILTER (WHERE settled_at >= now() - interval '5 minutes') AS five_minutes,
        count(*) FILTER (WHERE settled_at >= now() - interval '1 hour') AS hour
      FROM (
        SELECT settled_at FROM delivery_delivery d
        WHERE d.system_id = s.id AND d.state = 'delivered' AND d.settled_at IS NOT NULL
        ORDER BY d.settled_at DESC LIMIT 1000
      ) newest
    ) done
    WHERE s.id = ANY(%s)
"""
_SAMPLE = 1000


class Breaker(StrEnum):
    CLOSED = "closed"
    OPEN = "open"  # nothing is sent until `next_try`
    TRYING = "trying"  # the next call decides
    RECOVERING = "recovering"  # it answers again, and is sent a little more each time


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open for one system. `oldest` is when its oldest open delivery was made, `due` since
    when the longest waiting could have been tried; `late` are past the time they were to be there.
    """

    waiting: int = 0
    in_flight: int = 0
    late: int = 0
    oldest: datetime | None = None
    due: datetime | None = None

    @property
    def open(self) -> int:
        return self.waiting + self.in_flight


@dataclass(frozen=True, slots=True)
class Pace:
    """What a system accepted. Where it is busy both are worked out from its last 1,000."""

    last: datetime | None = None
    five_minutes: int = 0
    hour: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """How many deliveries wait for a person in one state for one reason."""

    state: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate and when it ends."""

    name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """One system now. `lag` is in seconds and `lag_used` its part of the budget, 1.0 being all of
    it; both None while nothing waits. `rate_used` is the part of the burst that is spent, None
    without a rate. `letters` has the ten most frequent reasons. `unreadable` says why the
    certificates cannot be read.
    """

    system: System
    backlog: Backlog
    pace: Pace
    breaker: Breaker
    lag: float | None = None
    lag_used: float | None = None
    rate_used: float | None = None
    open_since: datetime | None = None
    next_try: datetime | None = None
    reason: str = ""
    dead_by_state: Mapping[str, int] = field(default_factory=dict)
    letters: Sequence[Letter] = ()
    certificates: Sequence[Ending] = ()
    unreadable: str = ""

    @property
    def dead(self) -> int:
        return sum(self.dead_by_state.values())

    @property
    def active(self) -> bool:
        return self.system.state == SystemState.ACTIVE.value


def systems(officer: Officer) -> list[Health]:
    """Every system the officer may know of, by name, in five statements however many there are."""
    return facts(System.objects.visible_to(officer), certificates=True, pace=True)


def facts(
    rows: QuerySet[System], *, certificates: bool = False, pace: bool = False
) -> list[Health]:
    """Of these systems, by name. `certificates` reads a file or two for each system; `pace` costs
    up to 1,000 rows for each.
    """
    found = list(rows.select_related("circuit", "paused_by").order_by("name"))
    now, keys = clock.now(), [system.pk for system in found]
    waiting, dead = backlog(keys), letters(keys)
    paces = _paces(keys) if pace else {}
    return [
        _health(
            system,
            now,
            waiting.get(system.pk, Backlog()),
            dead[system.pk],
            paces.get(system.pk, Pace()),
            certificates,
        )
        for system in found
    ]


def backlog(keys: Sequence[int]) -> dict[int, Backlog]:
    """By system, from one pass over what is open."""
    rows = Delivery.objects.open().filter(system__in=keys).order_by().values("system")
    counted = rows.annotate(
        all=Count("pk"),
        in_flight=Count("pk", filter=_SENDING & Q(due_at__gt=Now())),
        late=Count("pk", filter=Q(deliver_by__lte=Now())),
        oldest=Min("created_at"),
        due=Min("due_at", filter=Q(due_at__lte=Now())),
    )
    return {
        row["system"]: Backlog(
            waiting=row["all"] - row["in_flight"],
            in_flight=row["in_flight"],
            late=row["late"],
            oldest=row["oldest"],
            due=row["due"],
        )
        for row in counted
    }


def dead(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those that only a person can move, without what a later version or a replay has overtaken.
    One that holds its lane is not overtaken by what waits behind it.
    """
    lane = Delivery.objects.filter(system=OuterRef("system"), subject=OuterRef("subject"))
    again = lane.filter(lane_seq=OuterRef("lane_seq"), generation__gt=OuterRef("generation"))
    later = lane.filter(lane_seq__gt=OuterRef("lane_seq"))
    found = rows.filter(state__in=_FOR_A_PERSON).exclude(Exists(again))
    return found.exclude(~Q(state__in=_BLOCKING) & Exists(later))


def letters(keys: Sequence[int]) -> defaultdict[int, list[Letter]]:
    """Dead letters by system, by state and reason, the most frequent first."""
    rows = dead(Delivery.objects.filter(system__in=keys)).order_by()
    counted = rows.values_list("system", "state", "reason").annotate(n=Count("pk"))
    found: defaultdict[int, list[Letter]] = defaultdict(list)
    for system, state, reason, n in counted.order_by("-n", "state", "reason"):
        found[system].append(Letter(state, reason, n))
    return found


def breaker(circuit: Circuit | None, now: datetime) -> Breaker:
    if circuit is None or (circuit.open_until is None and circuit.ceiling is None):
        return Breaker.CLOSED
    if circuit.open_until is None:
        return Breaker.RECOVERING
    return Breaker.OPEN if circuit.open_until > now else Breaker.TRYING


def _health(
    system: System,
    now: datetime,
    waiting: Backlog,
    dead: list[Letter],
    pace: Pace,
    certificates: bool,
) -> Health:
    circuit: Circuit | None = getattr(system, "circuit", None)
    lag = max(0.0, (now - waiting.oldest).total_seconds()) if waiting.oldest else None
    endings, unreadable = _endings(system) if certificates else ([], "")
    return Health(
        system=system,
        backlog=waiting,
        pace=pace,
        breaker=breaker(circuit, now),
        lag=lag,
        lag_used=None if lag is None else lag / max(system.lag_seconds, 1),
        rate_used=_rate_used(system, circuit, now),
        open_since=circuit.opened_at if circuit else None,
        next_try=circuit.open_until if circuit else None,
        reason=circuit.reason if circuit else "",
        dead_by_state=_by_state(dead),
        letters=dead[:REASONS_SHOWN],
        certificates=endings,
        unreadable=unreadable,
    )


def _by_state(dead: Sequence[Letter]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for letter in dead:
        counted[letter.state] += letter.count
    return dict(counted)


def _rate_used(system: System, circuit: Circuit | None, now: datetime) -> float | None:
    if system.rate_per_second is None or circuit is None:
        return None
    limits = Limits(system.max_in_flight, system.rate_per_second, system.burst)
    left = filled(limits, tokens=circuit.tokens, since=circuit.tokens_at, now=now)
    most = max(float(system.burst), system.rate_per_second, 1.0)
    return min(1.0, max(0.0, 1 - left / most))


def _paces(keys: Sequence[int]) -> dict[int, Pace]:
    with connection.cursor() as cursor:
        cursor.execute(_THROUGHPUT, [list(keys)])
        rows = cursor.fetchall()
    return {key: _pace(*row) for key, *row in rows}


def _pace(last: Any, five: int, hour: int, first: Any, counted: int) -> Pace:
    seconds = (clock.now() - first).total_seconds() if first else 0.0
    if counted < _SAMPLE or seconds >= 3600:
        return Pace(last, five, hour)
    a_second = counted / max(seconds, 1.0)
    return Pace(last, five if seconds >= 300 else int(a_second * 300), int(a_second * 3600))


def _endings(system: System) -> tuple[list[Ending], str]:
    """The certificates of a system's settings, or why they cannot be read."""
    try:
        return [Ending(one.name, one.not_after) for one in connectors.certificates(system)], ""
    except ConfigRefused as refused:
        return [], str(refused)
