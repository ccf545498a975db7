"""What every test of recognition stands on: the shipped forms, and a handset."""

import pytest

from tests import handset, written
from tests.handset import Handset


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    return handset.of()
