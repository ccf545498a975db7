"""What a push costs: for fifty entries as many statements as for one, and little for a bad one."""

from types import SimpleNamespace

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from field_api.catalogue import actions as catalogue
from field_api.catalogue import shipped
from field_api.delivery import actions as delivery
from field_api.mapping import actions as mapping
from field_api.notebook import actions as notebook
from field_api.notebook.actions import Brought, Written
from field_api.sync.actions import taking_in
from tests import handset, make

KIND = "stop-search"
SYSTEMS = ("records", "stop-search")

# Savepoints too, which inside a test stand for BEGIN and COMMIT.
MOST = 29

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> handset.Handset:
    """Their first push has been made, so that their notebook and the epoch are known."""
    catalogue.publish_builtin()
    for code in SYSTEMS:
        system = make.system(code)
        mapping.install(system=system, kind=KIND, call=code)
        delivery.route(kind=KIND, system=system)
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


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], list[int]]:
    """Ids of entries that can't be kept, to be added to; and how many were tried each time."""
    bad: set[str] = set()
    tried: list[int] = []
    keep = notebook.write

    def write(brought: list[Brought]) -> list[Written]:
        tried.append(len(brought))
        if bad & {str(one.sealed.id) for one in brought}:
            raise DataError("of a kind nobody foresaw")
        return keep(brought)

    monkeypatch.setattr(notebook, "write", write)
    return bad, tried


def test_one_that_cannot_be_kept_is_found_by_halving(
    writer: handset.Handset, failing: tuple[set[str], list[int]]
) -> None:
    bad, tried = failing
    items = [written(writer) for _ in range(64)]
    bad.add(items[41]["id"])
    results = writer.push(*items)["results"]
    assert [result["id"] for result in results] == [item["id"] for item in items]
    assert {result["id"] for result in results if result["status"] == "retry"} == bad
    assert len(tried) == 13, "one for all, and two for each halving of sixty-four"


def test_nothing_is_tried_again_while_the_database_is_gone(
    writer: handset.Handset,
    failing: tuple[set[str], list[int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, tried = failing
    items = [written(writer) for _ in range(8)]
    bad.add(items[0]["id"])
    monkeypatch.setattr(taking_in, "connection", SimpleNamespace(connection=None))
    results = writer.push(*items)["results"]
    assert [result["code"] for result in results] == ["busy"] * 8
    assert tried == [8]
