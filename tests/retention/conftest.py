import pytest

from field_api.connectors.models import System
from field_api.identity.models import Officer
from tests import handset, written
from tests.handset import Handset
from tests.submissions.erasing import pair


@pytest.fixture
def systems(db: None) -> dict[str, System]:
    return written.systems()


@pytest.fixture
def mine(systems: dict[str, System]) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def two(db: None) -> tuple[Officer, Officer]:
    """Who reviews, and who decides about what is let go."""
    return pair()
