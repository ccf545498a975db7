"""A push costs the same number of statements whether it carries one entry or fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from field_api.catalogue import actions as catalogue
from field_api.catalogue import shipped
from field_api.delivery import actions as delivery
from tests import handset, make

KIND = "stop-search"
SYSTEMS = ("records", "stop-search")

# Savepoints too, which inside a test stand for BEGIN and COMMIT.
MOST = 25

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> handset.Handset:
    """Their first push has been made, so that their notebook and the epoch are known."""
    catalogue.publish_builtin()
    for code in SYSTEMS:
        delivery.route(kind=KIND, system=make.system(code), mapping=code)
    made = handset.of()
    made.push(written(made))
    return made


def written(by: handset.Handset) -> handset.Item:
    return by.write(KIND, shipped.example(KIND, "valid"))


def statements(by: handset.Handset, count: int) -> int:
    """Of one push that carries so many entries, all of which go on to two systems."""
    items = [written(by) for _ in range(count)]
    with CaptureQueriesContext(connection) as captured:
        answer = by.push(*items)
    assert [result["state"] for result in answer["results"]] == ["released"] * count
    return len(captured)


def test_fifty_entries_take_as_many_statements_as_one(writer: handset.Handset) -> None:
    assert statements(writer, 1) == statements(writer, 50) <= MOST


def test_fifty_repeated_take_as_many_as_one_repeated(writer: handset.Handset) -> None:
    items = [written(writer) for _ in range(50)]
    writer.push(*items)
    counts = []
    for again in (items[:1], items):
        with CaptureQueriesContext(connection) as captured:
            answer = writer.push(*again)
        assert {result["status"] for result in answer["results"]} == {"duplicate"}
        counts.append(len(captured))
    assert counts[0] == counts[1] < MOST // 2
