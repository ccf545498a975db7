import pytest

from field_api.sync.versions import outdated


@pytest.mark.parametrize("app", ["1.3", "1.3.9", "0.9-beta", "1"])
def test_an_older_version_is_outdated(app: str) -> None:
    assert outdated(app, "1.4")


@pytest.mark.parametrize("app", ["1.4", "1.4.0", "1.4.2-beta", "1.10", "2", "", "reference", "v1"])
def test_a_newer_one_and_one_that_does_not_say_is_not(app: str) -> None:
    assert not outdated(app, "1.4")


def test_without_an_oldest_version_none_is() -> None:
    assert not outdated("0.0.1", "")


@pytest.mark.parametrize("app", ["1.4.0.0", "1.4"])
def test_noughts_at_the_end_are_no_difference(app: str) -> None:
    assert not outdated(app, "1.4.0")
