"""The sandbox systems as processes of their own, and the questions put to them."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.lib import clock, hints
from field_api.queries import actions as queries
from field_api.queries.models import Leg, Query
from field_api.queries.rules.asking import Kind
from tests import make
from tests.queries.sandbox import TOKEN, Sandbox, playing

PLAYS = ("intelligence", "records", "stop-search")


@pytest.fixture(scope="session")
def sandboxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sandbox]]:
    with playing(*PLAYS, data=tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def threads(db: None) -> Iterator[None]:
    """Hints and legs still under way at the end of a test would find the next one's tables."""
    yield
    hints._waiting.join()
    for thread in threading.enumerate():
        if thread.name == "leg":
            thread.join(20)


@pytest.fixture
def systems(
    threads: None, sandboxes: dict[str, Sandbox], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Sandbox]]:
    """Registered and well; a fault a test sets ends with the test."""
    monkeypatch.setenv("SANDBOX_TOKEN", TOKEN)
    for play, sandbox in sandboxes.items():
        connectors.register(
            code=play,
            name=play.title(),
            kind="rest_json",
            config={"base_url": sandbox.url},
            secret_ref="env:SANDBOX_TOKEN",
            answers_queries=["person"] if play == "stop-search" else ["person", "vehicle"],
        )
    yield sandboxes
    for sandbox in sandboxes.values():
        sandbox.heal()


@pytest.fixture
def officer(db: None) -> Officer:
    return make.officer()


@pytest.fixture
def ask(officer: Officer) -> Callable[..., Query]:
    """Ask about FB26 DEM, whom every system but the register of searches knows, or what is said."""

    def put(
        kind: str = "vehicle", *, id: UUID | None = None, by: Officer = officer, **terms: str
    ) -> Query:
        deadline_ms = int(terms.pop("deadline_ms", "4000"))
        return queries.ask(
            id=id or uuid4(),
            officer=by,
            kind=Kind(kind),
            criteria=terms or {"vrm": "FB26DEM"},
            purpose="Stopped on Abington Street",
            reason_code="1",
            place="Abington Street",
            linked=None,
            deadline_ms=deadline_ms,
        ).query

    return put


@pytest.fixture
def unheard(officer: Officer) -> Callable[..., Query]:
    """A question whose hints were all lost: rows as `ask` leaves them, and nobody told."""

    def put(*codes: str, deadline_ms: int = 4_000) -> Query:
        now = clock.now()
        query = Query.objects.create(
            id=uuid4(),
            asked_by=officer,
            asked_at=now,
            deadline_at=now + timedelta(milliseconds=deadline_ms),
            kind="vehicle",
            criteria={"vrm": "FB26DEM"},
            purpose="Stopped on Abington Street",
            reason_code="1",
            originator="1001 SAMPLE 01SC",
            content_hash="0" * 64,
        )
        systems = System.objects.filter(code__in=codes)
        Leg.objects.bulk_create(Leg(query=query, system=system) for system in systems)
        return query

    return put
