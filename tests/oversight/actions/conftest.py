"""A system that nobody runs, for what is read from rows, and one that is played."""

from collections.abc import Iterator

import pytest

from field_api.connectors.models import System
from tests import written
from tests.queries.sandbox import TOKEN, Sandbox, playing


@pytest.fixture
def records(db: None) -> System:
    return written.system("records", lookup="none")


@pytest.fixture(scope="module")
def playing_records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with playing("records", data=tmp_path_factory.mktemp("theirs")) as boxes:
        yield boxes["records"]


@pytest.fixture
def real(db: None, playing_records: Sandbox) -> System:
    written.systems()
    return written.system("records", playing_records.url, bearer=TOKEN)
