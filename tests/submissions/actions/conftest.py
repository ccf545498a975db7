"""An officer with a handset, their sergeant, and the systems their work goes to."""

import pytest

from field_api.connectors.models import System
from field_api.identity.models import Officer
from tests import handset, make, written
from tests.handset import Handset


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def systems(db: None) -> dict[str, System]:
    return written.systems()
