from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import clock

offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=offsets)  # noqa: DTZ001


@given(moments)
def test_a_moment_has_one_spelling_and_comes_back(moment: datetime) -> None:
    text = clock.iso(moment)
    assert (len(text), text[-1]) == (27, "Z")
    assert clock.parse(text) == clock.parse(moment.isoformat()) == moment
    assert clock.parse(moment.isoformat()).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "2026-03-01",
        "2026-03-01T14:05:00",
        "2026-02-30T14:05:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        clock.parse(text)


def test_now_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC
