"""The systems entries go to: as rows where nobody listens, and as processes of their own."""

from collections.abc import Iterator

import pytest

from field_api.connectors.models import System
from tests import written
from tests.queries.sandbox import TOKEN, Sandbox, playing


@pytest.fixture
def systems(db: None) -> dict[str, System]:
    return written.systems()


@pytest.fixture
def records(systems: dict[str, System]) -> System:
    return systems["records"]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sandbox]]:
    with playing(*written.ROUTES, data=tmp_path_factory.mktemp("delivery")) as boxes:
        yield boxes


@pytest.fixture
def boxes(db: None, running: dict[str, Sandbox]) -> Iterator[dict[str, Sandbox]]:
    """Registered, in a hurry, and well; a fault a test sets ends with the test."""
    written.systems()
    for code, box in running.items():
        written.system(code, box.url, bearer=TOKEN, send_seconds=0.5, settle_seconds=60.0)
    yield running
    for box in running.values():
        box.heal()
