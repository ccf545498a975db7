import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from field_api.queries.rules.reasons import (
    ORIGINATOR_LENGTH,
    REASONS,
    has_own_authority,
    originator,
)

# On a busy machine one example can take long; that is no finding.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_there_are_the_ten_national_codes() -> None:
    assert sorted(REASONS) == list("0123456789")


def test_an_originator_says_who_why_and_where() -> None:
    line = originator(collar="1001", surname="Okafor", reason_code="1", place="Abington  Street")
    assert line == "1001 OKAFOR 01SC ABINGTON STREET"


def test_the_place_gives_way_first() -> None:
    line = originator(collar="1001", surname="Okafor", reason_code="5", place="x" * 90)
    assert line.startswith("1001 OKAFOR 05IN XXX")
    assert len(line) == 53


@patiently
@given(
    st.text("1234567890ABC", min_size=1, max_size=12),
    st.text("OKß -'é", min_size=1, max_size=100).filter(str.strip),
    st.sampled_from(sorted(REASONS)),
    st.text("X \tß", max_size=150),
)
def test_an_originator_always_fits_and_always_says_why(
    collar: str, surname: str, reason_code: str, place: str
) -> None:
    line = originator(collar=collar, surname=surname, reason_code=reason_code, place=place)
    assert ORIGINATOR_LENGTH[0] <= len(line) <= ORIGINATOR_LENGTH[1]
    assert REASONS[reason_code].short in line.split()
    assert line == line.strip()


@pytest.mark.parametrize(("code", "own"), [("1", True), ("7", True), ("0", False), ("6", False)])
def test_a_rank_counts_on_the_street_and_not_in_the_office(code: str, own: bool) -> None:
    assert has_own_authority(code) is own
