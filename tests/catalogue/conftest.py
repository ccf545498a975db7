from collections.abc import Iterator

import pytest

from field_api.catalogue import actions


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """A committing test empties its tables, which no catalogue in service ever does."""
    yield
    actions._COMPILED.clear()
