"""Deliveries of ours into the sink: a backlog made by one statement, and entries one by one."""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx2
from django.db import connection

from backend.bench.figures import Bench
from backend.bench.officers import KIND
from backend.runtime import places, roles, sandboxes
from backend.runtime.processes import Program
from backend.story.bodies import body
from field_api.catalogue import actions as catalogue
from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.actions import Parcel
from field_api.delivery.models import Delivery, Route
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.mapping import actions as mapping

WELL = ("bench-1", "bench-2", "bench-3", "bench-4")
DEAD, SLOW = "bench-dead", "bench-slow"


@dataclass(frozen=True, slots=True)
class Sinks:
    """The codes of systems that stand behind the sink, where it is, and how many seconds we wait
    for the last arrival.
    """

    url: str
    patience: float
    well: Sequence[str] = WELL
    dead: str = DEAD
    slow: str = SLOW

    def at(self, code: str) -> str:
        return f"{self.url}/{code.removeprefix('bench-')}"

    def arrivals(self) -> dict[str, float]:
        found: dict[str, float] = httpx2.get(f"{self.url}/arrivals").json()
        return found


@contextmanager
def sinks(bench: Bench) -> Iterator[Sinks]:
    """The sink as a process of its own, registered as four systems that are well, one that never
    answers and one that takes a second.
    """
    port = sandboxes.any_port("127.0.0.1")
    home = bench.house.home
    secret = places.private(home) / "sink_token"
    secret.write_text("of-the-sink")
    found = Sinks(f"http://127.0.0.1:{port}", patience=4 * bench.seconds)
    command = [sys.executable, "-m", "backend.bench.sink", "--port", str(port)]
    bench.house.supervisor.start(Program("sink", command, ready=lambda: _up(found)))
    for code in (*WELL, DEAD, SLOW):
        system = connectors.register(
            code=code,
            name=code,
            kind="rest_json",
            config={"base_url": found.at(code)},
            secret_ref=f"file:{secret}",
            clearance="OFFICIAL-SENSITIVE",
            lookup="idempotent",
            max_in_flight=64,
        )
        mapping.install(system=system, kind=KIND, call="records")
    Route.objects.filter(kind=KIND).update(active=False)
    yield found


def _up(found: Sinks) -> bool:
    try:
        return httpx2.get(f"{found.url}/health").status_code == 200
    except httpx2.HTTPError:
        return False


_SUBJECTS = """
    INSERT INTO delivery_subject (id, seq)
    SELECT md5('b' || n)::uuid, 1 FROM generate_series(1, %(rows)s) n
"""
_ROWS = """
    INSERT INTO delivery_delivery (id, key, system_id, subject_id, revision, kind, force,
      generation, lane_seq, intent, tell, trace, state, ask_first, tries, attempts, unsettled,
      payload_sha256, remote_ref, reason, faults, ordering, when_late, redacts)
    SELECT md5('b' || n)::uuid, md5('b' || n)::uuid,
      (%(systems)s::bigint[])[1 + n %% cardinality(%(systems)s::bigint[])], md5('b' || n)::uuid,
      md5('b' || n)::uuid, 'note', '34', 1, 1, 'write', '{}', '', 'due', false, 0, 0, 0,
      repeat('0', 64), '', '', '[]', 'strict', 'tell', false
    FROM generate_series(1, %(rows)s) n
"""
_PAYLOADS = """
    INSERT INTO delivery_payload (delivery_id, body, content_type, removed)
    SELECT md5('b' || n)::uuid, %(body)s, 'application/json', '[]'
    FROM generate_series(1, %(rows)s) n
"""


def backlog(codes: Sequence[str], rows: int) -> None:
    """That many deliveries, each of a subject of its own, for paused systems."""
    by = Officer.objects.earliest("pk")
    systems = list(System.objects.filter(code__in=codes).order_by("code"))
    for system in systems:
        connectors.pause(system=system, by=by, reason="the bench makes a backlog")
    values = {"rows": rows, "systems": [one.pk for one in systems], "body": _bytes(systems[0])}
    with connection.cursor() as cursor:
        for statement in (_SUBJECTS, _ROWS, _PAYLOADS, "ANALYZE delivery_delivery"):
            cursor.execute(statement, values)
    roles.checkpoint(places.sockets(places.home()))


def _bytes(system: System) -> bytes:
    ready = mapping.current({KIND})[KIND, system.pk]
    made = ready.apply(_parcel().released(), version=1, clearance=system.clearance)
    return connectors.connector(system).render(made.document)[0]


def resumed() -> None:
    by = Officer.objects.earliest("pk")
    for system in System.objects.filter(code__in=WELL):
        connectors.resume(system=system, by=by, reason="the backlog is made")


def settled() -> int:
    return Delivery.objects.filter(state="delivered").count()


def forget() -> None:
    """What is left of a run, so that the next begins with nothing waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE delivery_delivery, delivery_payload, delivery_attempt, delivery_subject "
            "CASCADE"
        )


def first_bytes(
    found: Sinks, codes: Sequence[str], count: int, apart: float
) -> dict[str, list[float]]:
    """Seconds from commit to first byte at each system, of entries put in `apart` seconds."""
    for system in System.objects.filter(code__in=[*WELL, DEAD, SLOW]):
        delivery.route(kind=KIND, system=system)
    Route.objects.filter(kind=KIND).exclude(system__code__in=codes).update(active=False)
    found.arrivals()
    committed: dict[str, tuple[str, float]] = {}
    for _ in range(count):
        begun = time.monotonic()
        with feed.work():
            made = delivery.enqueue([_parcel()])
        at = time.monotonic()
        committed |= {str(one.key): (one.system.code, at) for one in made}
        time.sleep(max(apart - (time.monotonic() - begun), 0))
    return waits(found, committed)


def waits(found: Sinks, committed: dict[str, tuple[str, float]]) -> dict[str, list[float]]:
    """Seconds to each arrival, by system. What never came waited at least as long as we did."""
    arrived: dict[str, float] = {}
    until = time.monotonic() + found.patience
    expected = {key for key, (code, _) in committed.items() if code in WELL}
    while not expected <= arrived.keys() and time.monotonic() < until:
        arrived |= found.arrivals()
        time.sleep(0.1)
    by_system: dict[str, list[float]] = defaultdict(list)
    for key, (code, at) in committed.items():
        by_system[code].append(arrived.get(key, time.monotonic()) - at)
    return by_system


def _parcel() -> Parcel:
    subject: UUID = uuid4()
    revision: UUID = uuid4()
    document = {
        "submission": str(subject),
        "revision": str(revision),
        "reference": "34/26/000123",
        "kind": KIND,
        "occurred_at": "2026-03-01T14:05:00.000000Z",
        "marking": "OFFICIAL",
        "officer": {"collar": "9001", "force": "34", "rank": "PC", "name": "Example"},
        "unit": "Response A",
        "body": body(KIND),
        "labels": {},
    }
    return Parcel(
        subject=subject,
        revision=revision,
        kind=KIND,
        force="34",
        marking="OFFICIAL",
        document=document,
        tell=(),
        markings=catalogue.get(KIND, 1).markings("OFFICIAL"),
    )
