"""The sandbox systems as processes of their own, and connectors that speak to them."""

from collections.abc import Iterator

import pytest

from field_api.connectors.kinds.rest_json import RestJson
from tests.queries.sandbox import TOKEN, Sandbox, playing

pytest.register_assert_rewrite("tests.contracts.kind")

PLAYS = ("intelligence", "records", "stop-search")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sandbox]]:
    with playing(*PLAYS, data=tmp_path_factory.mktemp("contracts")) as boxes:
        yield boxes


@pytest.fixture
def boxes(running: dict[str, Sandbox]) -> Iterator[dict[str, Sandbox]]:
    """All of them, well; a fault a test sets ends with the test."""
    yield running
    for box in running.values():
        box.heal()


@pytest.fixture
def records(boxes: dict[str, Sandbox]) -> RestJson:
    return RestJson({"base_url": boxes["records"].url}, TOKEN)


@pytest.fixture
def intelligence(boxes: dict[str, Sandbox]) -> RestJson:
    return RestJson({"base_url": boxes["intelligence"].url}, TOKEN)
