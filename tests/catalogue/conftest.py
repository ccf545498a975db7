from collections.abc import Iterator

import pytest

from field_api.catalogue.actions import forms, lists


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """A committing test empties its tables, which no catalogue in service ever does."""
    yield
    forms._COMPILED.clear()
    lists._LABELS.clear()
