import pytest

from tests import handset, written
from tests.handset import Handset


@pytest.fixture
def mine(db: None) -> Handset:
    """A handset in an officer's hand, and systems for what it sends."""
    written.forms()
    written.systems()
    return handset.of()
