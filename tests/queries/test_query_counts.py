"""What a question costs: as many statements for six systems as for two."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Answer
from field_api.identity.models import Officer
from field_api.queries import actions as queries
from field_api.queries.actions import answering
from field_api.queries.models import Query
from field_api.queries.rules.asking import Kind
from tests import make

HELD = {"ref": "V-1", "type": "vehicle", "values": {"vrm": "FB26DEM", "colour": "Black"}}
# Savepoints too, which inside a test stand for BEGIN and COMMIT.
MOST = (10, 6, 2)  # to ask, to claim, to read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Known:
        def query(self, *_: object, **__: object) -> Answer:
            return Answer([HELD])

    monkeypatch.setattr(connectors, "connector", lambda _: Known())


def registered(count: int) -> None:
    for n in range(System.objects.count(), count):
        connectors.register(
            code=f"known-{n}",
            name=f"Known {n}",
            kind="rest_json",
            config={"base_url": "http://127.0.0.1:9"},
            secret_ref="env:PATH",
            answers_queries=["vehicle"],
        )


def asked(officer: Officer) -> Query:
    return queries.ask(
        id=uuid4(),
        officer=officer,
        kind=Kind.VEHICLE,
        criteria={"vrm": "FB26DEM"},
        purpose="Stopped on Abington Street",
        reason_code="1",
        place="",
        linked=None,
        deadline_ms=4_000,
    ).query


def costs(officer: Officer, systems: int) -> tuple[int, int, int]:
    """Statements of asking, of claiming all legs, and of reading what was answered."""
    registered(systems)
    with CaptureQueriesContext(connection) as to_ask:
        query = asked(officer)
    with CaptureQueriesContext(connection) as to_begin:
        ours = answering.begin(query.pk, most=12)
    assert len(ours) == systems
    for leg in ours:
        answering.finish(leg)
    with CaptureQueriesContext(connection) as to_read:
        document = queries.document(query, officer)
    assert {leg["state"] for leg in document["legs"]} == {"answered"}
    return len(to_ask), len(to_begin), len(to_read)


def test_six_systems_take_as_many_statements_as_two() -> None:
    officer = make.officer()
    asked(officer)  # the first of an officer also makes the head of their feed
    of_two = costs(officer, 2)
    assert costs(officer, 6) == of_two
    assert all(cost <= most for cost, most in zip(of_two, MOST, strict=True)), of_two


def test_the_same_question_again_takes_no_more_than_a_look() -> None:
    officer = make.officer()
    registered(2)
    query = asked(officer)
    again = {name: getattr(query, name) for name in ("id", "criteria", "purpose", "reason_code")}
    with CaptureQueriesContext(connection) as captured:
        told = queries.ask(
            **again,
            officer=officer,
            kind=Kind.VEHICLE,
            place="",
            linked=None,
            deadline_ms=4_000,
        )
    assert (told.query, told.legs) == (query, None)
    assert len(captured) <= 4
