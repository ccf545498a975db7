import pytest

from backend.soak import people


@pytest.fixture
def ground(transactional_db: None) -> None:
    """Forms, systems and routes; people come with each story."""
    people.lay_ground()
