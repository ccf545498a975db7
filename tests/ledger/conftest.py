"""An author whose entries are sealed."""

import pytest

from field_api.ledger import actions as ledger
from tests import handset
from tests.handset import Handset
from tests.notebook.entries import chain


@pytest.fixture
def author(db: None) -> Handset:
    """Six entries, sealed after the third and after the sixth."""
    made = handset.of()
    chain(made, 3)
    ledger.seal()
    chain(made, 3)
    ledger.seal()
    return made
