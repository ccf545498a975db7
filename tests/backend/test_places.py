"""Where unix sockets go, and whose the home is."""

from pathlib import Path

import pytest

from backend.runtime import places


def test_a_plain_short_home_holds_its_sockets():
    assert places.sockets(Path("/srv/fieldbook")) == Path("/srv/fieldbook/run")


@pytest.mark.parametrize("home", ["/srv/field book", "/srv/50%", "/srv/" + "x" * 100])
def test_another_home_has_a_short_plain_place_of_its_own(home):
    place = places.sockets(Path(home))
    assert place == places.sockets(Path(home))
    assert place != places.sockets(Path(home + "y"))
    assert len(str(place)) < 90 and " " not in str(place)


def test_a_home_is_closed_to_others(tmp_path):
    (tmp_path / "home").mkdir(mode=0o755)
    assert places.private(tmp_path / "home").stat().st_mode & 0o777 == 0o700
