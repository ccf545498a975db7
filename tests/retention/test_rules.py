"""When something is to be looked at, and what belongs together."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.retention.rules.groups import (
    CLEAR_YEARS,
    LABELS,
    Basis,
    Group,
    strictest,
    years_on,
)
from field_api.retention.rules.naming import births, digest, named

SAMPLE = {"surname": "Sample", "given_names": "Sam Alex", "dob": "2004-05-06"}


@pytest.mark.parametrize(("group", "years"), [("1", 10), ("2", 10), ("3", 6), ("4", 6)])
def test_a_clear_period_is_that_of_the_group(group: str, years: int) -> None:
    assert Basis(Group(group), date(2026, 3, 1)).due == date(2026 + years, 3, 1)


def test_every_group_has_a_period_and_words() -> None:
    assert set(CLEAR_YEARS) == set(LABELS) == set(Group)


def test_the_gravest_keeps_what_belongs_with_it() -> None:
    assert strictest([Group.MISCELLANEOUS, Group.SERIOUS, Group.OTHER]) is Group.SERIOUS


def test_nothing_goes_before_its_clear_period() -> None:
    basis = Basis(Group.OTHER, date(2020, 3, 1))
    assert not basis.may_go(date(2026, 2, 28))
    assert basis.may_go(date(2026, 3, 1))


def test_group_one_is_kept_until_a_hundredth_birthday() -> None:
    about = Basis(Group.PROTECTION, date(2020, 3, 1), born=date(1950, 1, 1))
    assert about.due == date(2030, 3, 1)
    assert not about.may_go(date(2049, 12, 31))
    assert about.may_go(date(2050, 1, 1))
    assert not Basis(Group.PROTECTION, date(2020, 3, 1)).may_go(date(2200, 1, 1))


def test_a_year_without_the_day_moves_it_to_march() -> None:
    assert years_on(date(2024, 2, 29), 6) == date(2030, 3, 1)
    assert years_on(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_people_and_vehicles_are_found_wherever_they_stand() -> None:
    body = {
        **SAMPLE,
        "vrm": "ab12 cde",
        "persons": [{"surname": "SAMPLE", "given_names": "Kim", "dob": "1990-01-02"}],
    }
    assert named(body) == {
        "person:sample:sam:2004-05-06",
        "person:sample:kim:1990-01-02",
        "vehicle:AB12CDE",
    }
    assert births(body) == [date(2004, 5, 6), date(1990, 1, 2)]


@pytest.mark.parametrize(
    "part",
    [
        {**SAMPLE, "dob": ""},
        {**SAMPLE, "dob": "2004"},
        {**SAMPLE, "dob": "2004-13-40"},
        {**SAMPLE, "surname": ""},
        {**SAMPLE, "given_names": " "},
        {"vrm": "UNKNOWN"},
        {"vrm": ["AB12 CDE"]},
    ],
    ids=["no-day", "a-year", "no-such-day", "no-surname", "no-forename", "no-digit", "a-list"],
)
def test_what_could_be_anybody_ties_nobody(part: dict[str, object]) -> None:
    assert named(part) == set()


def test_a_key_can_be_tried_only_by_who_has_the_secret() -> None:
    key = "vehicle:AB12CDE"
    assert digest(key, b"one") != digest(key, b"other")
    assert len(digest(key, b"one")) == 32


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["surname", "given_names", "dob", "vrm", "x"]), inner)
    ),
    max_leaves=10,
)


@given(JSON)
def test_any_body_can_be_looked_through(body: object) -> None:
    assert all(key.partition(":")[0] in ("person", "vehicle") for key in named(body))
    births(body)
