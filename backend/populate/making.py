"""Making it all, in one transaction, the same for the same seed and end.

What is real: everything a notebook's walk verifies, and every state, step and version, as arrival
and decision write them. What is not, and why:

- Passwords, second factors and sign-ins: nobody made up is anybody who may come in.
- Bytes and sources of deliveries (`carrying`): to map each entry for each system takes hours.
- What was decided of deliveries, and compared each night (`minding`): only its rows are there.
- The feed: nobody made up has a handset that asks for it.
- Above `CHECKED` submissions, the ledger's word of each collection (receipts name event 0, and
  `manage.py verify` says that the ledger never heard of them), mentions, and the triggers and
  foreign keys of the database, which would take longer than all else. Up to there the database
  holds every row to what it holds any other to, and workers read whom entries speak of.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from uuid import UUID

from django.db import connection, transaction

from backend.populate import minding, people, shape
from backend.populate.bodies import FEW, MANY, Bodies
from backend.populate.carrying import Carrying, roads
from backend.populate.journeys import Journeys
from backend.populate.lives import Keeping, Life
from backend.populate.people import People
from backend.populate.rows import Loader, Table
from backend.populate.shape import ROOT, Size
from backend.populate.writing import Sealing
from backend.runtime import places, roles
from field_api.catalogue import actions as catalogue
from field_api.catalogue.rules import Form
from field_api.identity.models import Force, Officer, Unit
from field_api.insights.actions import counting
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.sync.models import Minted

CHECKED = 20_000
_BATCH = 2_000  # submissions at a time
_UNSENT = 0.02  # of handsets hold entries back


@dataclass(frozen=True, slots=True)
class Made:
    """How much there is, and the seconds it took."""

    officers: int
    submissions: int
    entries: int
    deliveries: int
    seconds: float


def already(force: Force) -> bool:
    """Whether this force has had its work made up."""
    return Unit.objects.filter(force=force, name=ROOT).exists()


def populate(
    size: Size,
    *,
    force: Force,
    author: Officer,
    under: Unit | None = None,
    until: datetime | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Made:
    """Make up a force's work, its units below `under`. `author` is whose examples routes are tried
    with. Raises ValueError where it was done before.
    """
    if already(force):
        raise ValueError(f"The work of force {force.code} was made up before.")
    begun, checked = time.monotonic(), size.entries <= CHECKED
    until = until or clock.now().replace(microsecond=0)
    since = until - timedelta(days=size.days)
    with _written(checked=checked):
        who = people.made(force, under, size, since)
        say(f"{len(who.writers):,} officers who write")
        making = _Making(size, who, author, since, until, checked=checked, say=say)
        making.work()
        counting.from_the_start()
    _settle(making.tables)
    return Made(
        sum(map(len, who.supervisors.values())) + len(who.writers),
        making.done,
        sum(one.seq for one in who.writers),
        making.deliveries,
        time.monotonic() - begun,
    )


LITTLE = Size(days=90, officers=60, entries=3_000)


def little(*, author: Officer, under: Unit | None) -> None:
    """See that a demonstration has months to show; once, at its first start."""
    if not already(author.force):
        populate(LITTLE, force=author.force, author=author, under=under)


@contextmanager
def _written(*, checked: bool) -> Iterator[None]:
    if not checked:
        roles.let_triggers_rest(places.sockets(places.home()))
    with transaction.atomic():
        if not checked:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
        yield


def _settle(tables: Sequence[Table]) -> None:
    """As a database that has had time: statistics are up to date."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table.name}")


class _Making:
    """The work of the whole force in the order of its time: a heap of what will be written."""

    def __init__(
        self,
        size: Size,
        who: People,
        author: Officer,
        since: datetime,
        until: datetime,
        *,
        checked: bool,
        say: Callable[[str], None],
    ) -> None:
        self.size, self.who, self.say = size, who, say
        self.since, self.until = since, until
        self.chance = Random(f"work {size.seed}")  # noqa: S311 made up, no secret
        self.forms = _forms()
        self.bodies = Bodies(size.seed, self.forms, FEW if checked else MANY)
        self.sealing = Sealing(self.chance)
        ways = roads(author, since, until, size.seed)
        self.carrying = Carrying(ways, who.force.code, self.chance)
        self.journeys = Journeys(self.sealing, self.carrying, until, self.chance)
        self.keeping = Keeping(who.force, mentions=checked)
        self.checked = checked
        self.heap: list[tuple[datetime, int, Life, Mapping[str, str]]] = []
        self.planned = self.done = self.deliveries = 0
        self.over: list[Life] = []
        self.tables = [
            *(self.sealing.entries, self.sealing.contents, self.sealing.receipts),
            *(self.keeping.submissions, self.keeping.revisions, self.keeping.steps),
            *(self.keeping.heard, self.keeping.subjects, self.carrying.deliveries),
            *(self.carrying.attempts, self.carrying.tasks),
        ]
        self.loader = Loader(self.tables, say)

    def work(self) -> None:
        for at in shape.moments(self.size, self.until, self.chance):
            self._until(at)
            self._fresh(at)
        self._until(self.until)
        self.carrying.finish()
        self._load()
        minding.decide(self.carrying.stuck, self.until)
        minding.compare(self._systems(), self.since, self.until)
        self._close_books()

    def _fresh(self, at: datetime) -> None:
        duty = shape.on_duty(at, self.who.rota, self.who.days)
        writer = self.who.writers[self.chance.choice(duty)]
        kind = shape.KINDS[writer.sort].one(self.chance)
        if kind not in self.forms:
            return
        variant = self.chance.choice(self.bodies.of(kind))
        life = self.journeys.begin(writer, variant, self.forms[kind], at)
        self._write(life, at, {})

    def _until(self, moment: datetime) -> None:
        """Write what was planned until then."""
        while self.heap and self.heap[0][0] <= moment:
            at, _, life, changed = heappop(self.heap)
            self._write(life, at, changed)

    def _write(self, life: Life, at: datetime, changed: Mapping[str, str]) -> None:
        if not self.journeys.write(life, at, changed, self._plan):
            self.over.append(life)
            if len(self.over) >= _BATCH:
                self._load()

    def _plan(self, at: datetime, life: Life, changed: Mapping[str, str]) -> None:
        self.planned += 1
        heappush(self.heap, (at, self.planned, life, changed))

    def _load(self) -> None:
        lives, self.over = self.over, []
        self._refer(lives)
        self._sign_for(lives)
        for life in lives:
            self.keeping.keep(life)
        self.deliveries += len(self.carrying.deliveries.rows)
        self.loader.load()
        self.done += len(lives)
        self.say(f"{self.done:,} of about {self.size.entries:,}")

    def _refer(self, lives: Sequence[Life]) -> None:
        """Numbers of the sequence that every submission draws from."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval('submission_number') FROM generate_series(1, %s)", [len(lives)]
            )
            drawn = sorted(number for (number,) in cursor.fetchall())
        lives = sorted(lives, key=lambda life: life.created_at or self.until)
        for life, number in zip(lives, drawn, strict=True):
            life.reference = f"{self.who.force.code}/{life.created_at:%y}/{number:06d}"

    def _sign_for(self, lives: Sequence[Life]) -> None:
        entries = [(life, one) for life in lives for one in life.versions]
        events: dict[UUID, int] = defaultdict(int)
        if self.checked:
            told = ledger.record_many(
                [
                    Event(
                        act=Act.COLLECTION.value,
                        actor=f"officer:{self.who.force.code}-{life.writer.collar}",
                        subject=f"entry:{one.id}",
                        details={
                            "hash": one.hash,
                            "kind": life.form.kind,
                            "lane": "late" if one.late else "on_time",
                        },
                    )
                    for life, one in entries
                ]
            )
            numbers = (event.pk for event in told)
            events |= dict(zip((one.id for _, one in entries), numbers, strict=True))
        for _, one in entries:
            self.sealing.sign_for(one.id, one.hash, one.received_at, events[one.id])

    def _systems(self) -> set[int]:
        return {road.system for roads in self.carrying.roads.values() for road in roads}

    def _close_books(self) -> None:
        """How far each notebook has come, and what its handset said it wrote."""
        used = [one for one in self.who.writers if one.seq]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notebook_notebook n SET held_through = v.seq"
                " FROM unnest(%s::uuid[], %s::int[]) AS v (id, seq) WHERE n.id = v.id",
                [[one.notebook for one in used], [one.seq for one in used]],
            )
        Minted.objects.bulk_create(
            [
                Minted(
                    device_id=one.device,
                    minted_through=one.seq + self._unsent(),
                    app="generated",
                    skew_ms=0,
                    said_at=self.until - timedelta(minutes=self.chance.randrange(2_000)),
                )
                for one in used
            ],
            500,
        )

    def _unsent(self) -> int:
        return self.chance.randrange(1, 6) if self.chance.random() < _UNSENT else 0


def _forms() -> dict[str, Form]:
    catalogue.publish_shipped_lists()
    catalogue.publish_builtin()
    return {form.kind: form for form in catalogue.current_forms() if form.kind in shape.ALL_KINDS}
