"""Random officers, devices, networks, supervisors and restores against the real server."""

import pytest

from backend.soak import people
from tests.simulation.machine import Officers, play

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ground(transactional_db: None) -> None:
    people.lay_ground()


@pytest.mark.slow
def test_a_few_stories_end_well() -> None:
    play(Officers, 10, 20)
