"""Deliveries that are over: what was sent, how long it took, and what systems said.

All are settled, so no worker finds anything to do. No bytes stand beside them, as after their 31
days, and no source, so nothing of it can be sent again; their hash is of nothing that was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

import orjson

from backend.populate.rows import Table
from backend.populate.shape import ALL_KINDS, Drawn
from backend.story import told
from field_api.delivery.models import Attempt, Delivery, Route, Task
from field_api.delivery.rules import BLOCKING, FOR_A_PERSON, State, Todo, key
from field_api.identity.models import Officer
from field_api.mapping import actions as mapping
from field_api.mapping.models import Mapping as Told

_ENDS = Drawn({State.DELIVERED: 98.8, State.REJECTED: 1.05, State.UNCERTAIN: 0.05,
               State.HELD: 0.03, State.EXPIRED: 0.05, State.POISONED: 0.02})  # fmt: skip
_FAULTS = Drawn({"Not a code that is known here.": 5, "Too long for this field.": 3,
                 "Needed here, and empty.": 3, "Before the date of the record.": 1})  # fmt: skip
_SAID = {
    State.REJECTED: "a field was not accepted",
    State.UNCERTAIN: "no clear answer came",
    State.HELD: "marked above what the system may hold",
    State.EXPIRED: "not there in time",
    State.POISONED: "ended its worker three times",
}
_OUTCOMES = {State.DELIVERED: "delivered", State.REJECTED: "rejected"}
_OUTAGES = 3  # of each system, in the whole time
_ASKED_FOR = {
    State.REJECTED: Todo.CORRECT,
    State.UNCERTAIN: Todo.ASK,
    State.POISONED: Todo.ASK,
    State.EXPIRED: Todo.LATE,
}


@dataclass(frozen=True, slots=True)
class Road:
    """A route, and what is known of the system at its end. `fields` are pairs of their pointer and
    ours; `usual` the median of its answers, in seconds; `away` when it could not be reached."""

    system: int
    code: str
    ordering: str
    mapping: int | None
    fields: Sequence[tuple[str, str]]
    usual: float
    away: Sequence[tuple[datetime, datetime]]


def roads(author: Officer, since: datetime, until: datetime, seed: int) -> dict[str, list[Road]]:
    """By kind, of the routes that are open here."""
    found: dict[str, list[Road]] = {}
    rows = Route.objects.filter(active=True, system__takes_entries=True, kind__in=ALL_KINDS)
    for row in rows.select_related("system").order_by("kind", "system__code"):
        chance = Random(f"{seed} {row.system.code}")  # noqa: S311 made up, no secret
        usual = chance.choice((0.15, 0.3, 0.6, 1.2, 2.5))
        length = (until - since).total_seconds()
        away = []
        for _ in range(_OUTAGES):
            begin = since + timedelta(seconds=chance.uniform(0, max(0.0, length - 21_600)))
            away.append((begin, begin + timedelta(minutes=chance.uniform(20, 200))))
        now = Told.objects.filter(system=row.system, kind=row.kind, state="active").first()
        found.setdefault(row.kind, []).append(
            Road(
                row.system_id,
                row.system.code,
                row.ordering,
                now.pk if now else None,
                _fields(now, row, author) if now else (),
                usual,
                away,
            )
        )
    return found


def _fields(now: Told, row: Route, author: Officer) -> list[tuple[str, str]]:
    """Places of what the system is told that came of one answer, by mapping an example."""
    ready = mapping.at(now.pk)
    made = ready.apply(told.samples(row.kind, author)[0], version=1, clearance=row.system.clearance)
    places = ((at, ready.trace(at)) for at in _leaves(made.document, ""))
    return [(theirs, ours) for theirs, ours in places if ours]


def _leaves(document: Any, at: str) -> list[str]:
    if isinstance(document, Mapping):
        return [one for name, below in document.items() for one in _leaves(below, f"{at}/{name}")]
    if isinstance(document, list):
        return [one for n, below in enumerate(document) for one in _leaves(below, f"{at}/{n}")]
    return [at]


@dataclass(frozen=True, slots=True)
class Refused:
    """A system's fault with a field, ours by `pointer`, and the number of the task it left."""

    pointer: str
    at: datetime
    task: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One version of a submission to be sent, `place` in its lane."""

    kind: str
    subject: UUID
    place: int
    revision: UUID
    author: int


class Carrying:
    """Tables of the outbox, and how they are filled."""

    def __init__(self, roads: Mapping[str, Sequence[Road]], force: str, chance: Random) -> None:
        self.roads, self.force, self.chance = roads, force, chance
        self.deliveries = Table(
            Delivery,
            *("id", "key", "system_id", "subject_id", "revision", "kind", "force", "lane_seq"),
            *("ordering", "mapping_id", "tell", "state", "due_at", "tries", "attempts"),
            *("payload_sha256", "remote_ref", "reason", "faults", "created_at", "settled_at"),
        )
        self.attempts = Table(
            Attempt,
            *("delivery_id", "lease_token", "step", "outcome", "status", "reason"),
            *("duration_ms", "finished_at"),
        )
        self.tasks = Table(
            Task,
            *("delivery_id", "todo", "pointer", "their_pointer", "text", "created_at", "done_at"),
        )
        self.todo: list[list[Any]] = []
        self.stuck: list[UUID] = []

    def carry(self, parcel: Parcel, at: datetime, *, last: bool) -> list[Refused]:
        """Send one version everywhere it goes; what systems refused. Only of the `last` of a
        submission may one end so that it holds its lane: nothing is to wait behind it. Then no
        refusal is told, for its correction would.
        """
        found, holds = [], False
        for road in self.roads.get(parcel.kind, ()):
            end = _ENDS.one(self.chance)
            if end in BLOCKING and not last:
                end = State.DELIVERED
            holds |= end in BLOCKING
            refused = self._carried(road, parcel, at, end)
            if refused:
                found.append(refused)
        return [] if holds else found

    def _carried(self, road: Road, parcel: Parcel, at: datetime, end: State) -> Refused | None:
        chance = self.chance
        name = key(system=road.code, revision=parcel.revision, generation=1)
        took = road.usual * chance.lognormvariate(0, 0.7)
        arrives, tries = self._sent(road, name, at)
        settled = arrives + timedelta(seconds=took)
        faults: list[dict[str, str]] = []
        ours = theirs = ""
        if end is State.REJECTED and road.fields:
            theirs, ours = chance.choice(road.fields)
            faults = [{"pointer": theirs, "text": _FAULTS.one(chance)}]
        reference = f"{road.code.upper()[:6]}-{chance.randrange(10**8):08d}"
        self.deliveries.add(
            name, name, road.system, parcel.subject, parcel.revision, parcel.kind, self.force,
            parcel.place, road.ordering, road.mapping, [parcel.author], end.value, arrives,
            tries + 1, int(end in _OUTCOMES), sha256(name.bytes).hexdigest(),
            reference if end is State.DELIVERED else "", _SAID.get(end, ""),
            orjson.dumps(faults).decode(), at, settled,
        )  # fmt: skip
        if end in FOR_A_PERSON:
            self.stuck.append(name)
        if end is not State.HELD:
            outcome, status = _OUTCOMES.get(end, "uncertain"), {State.DELIVERED: 201}.get(end)
            status = 422 if end is State.REJECTED else status
            self._tried(name, outcome, status, _SAID.get(end, ""), took, settled)
        if end in _ASKED_FOR:
            text = faults[0]["text"] if faults else _SAID[end]
            self.todo.append([name, _ASKED_FOR[end].value, ours, theirs, text, settled, None])
        if end is not State.REJECTED:
            return None
        return Refused(ours, settled, len(self.todo) - 1)

    def _sent(self, road: Road, name: UUID, at: datetime) -> tuple[datetime, int]:
        """When the system could be reached, and how often it was tried in vain before."""
        gone = next((ends for begins, ends in road.away if begins <= at < ends), None)
        if gone is None:
            return at + timedelta(seconds=self.chance.uniform(0.02, 0.4)), 0
        tries = self.chance.randrange(1, 5)
        for n in range(tries):
            when = at + timedelta(seconds=2**n)
            self._tried(name, "not_sent", None, "connection refused", 0.01, when)
        return gone + timedelta(seconds=self.chance.uniform(1, 90)), tries

    def _tried(
        self, name: UUID, outcome: str, status: int | None, why: str, took: float, at: datetime
    ) -> None:
        token = UUID(int=self.chance.getrandbits(128), version=4)
        self.attempts.add(name, token, "send", outcome, status, why, int(took * 1000), at)

    def corrected(self, task: int, at: datetime) -> None:
        self.todo[task][-1] = at

    def finish(self) -> None:
        """Tasks go last of all: until then one may still be done."""
        for row in self.todo:
            self.tasks.add(*row)
        self.todo = []
