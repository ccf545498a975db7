"""Shares, ratios and plain searches, held against figures from elsewhere."""

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.catalogue import shipped
from field_api.insights.rules import published
from field_api.insights.rules.ethnicity import (
    GROUPS,
    NOT_STATED,
    OFFICER_DEFINED,
    SELF_DEFINED,
    said,
    seen,
)
from field_api.insights.rules.plain import corner, judged, plain, square
from field_api.insights.rules.published_files import NoSuchFile
from field_api.insights.rules.residents import read_residents
from field_api.insights.rules.scrutiny import rates, share, unstated

VALID = shipped.example("stop-search", "valid")
DAY = date(2026, 3, 4)


def test_a_share_has_the_interval_of_wilson() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81/263 and 15/148."""
    for count, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        found = share(count, of)
        assert found and (round(found.low, 4), round(found.high, 4)) == (low, high)
    nought = share(0, 20)
    assert nought and (nought.low, round(nought.high, 4)) == (0.0, 0.1611)
    assert share(0, 0) is None


@given(st.integers(1, 10**6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_in_its_interval(drawn: tuple[int, int]) -> None:
    found = share(*drawn)
    assert found and 0 <= found.low <= found.value <= found.high <= 1


def test_a_ratio_of_rates_has_the_interval_of_its_logarithm() -> None:
    """Rothman, Modern Epidemiology, ch. 14: 41 of 28,010 person-years against 15 of 19,017."""
    people = {"White": 19_017, "Black": 28_010}
    white, black = rates({"White": 15, "Black": 41}, people, SELF_DEFINED)
    assert (white.ratio, white.low, white.high) == (None, None, None)
    assert black.ratio and black.low and black.high
    assert [round(each, 2) for each in (black.ratio, black.low, black.high)] == [1.86, 1.03, 3.35]
    assert round(black.rate, 3) == round(41 / 28.010, 3)
    assert math.isclose(black.low * black.high, black.ratio**2)


def test_nought_gives_no_ratio_and_who_has_no_residents_no_rate() -> None:
    found = rates({"White": 15, "Black": 0, "Mixed": 3}, {"White": 100, "Black": 50}, SELF_DEFINED)
    assert [(one.group, one.rate, one.ratio) for one in found] == [
        ("White", 150.0, None),
        ("Black", 0.0, None),
    ]
    assert rates({"Black": 3}, {"White": 0, "Black": 50}, SELF_DEFINED)[0].ratio is None


def test_officers_have_no_code_that_is_the_census_mixed_or_other() -> None:
    people = dict.fromkeys(GROUPS, 1000)
    counts = dict.fromkeys(GROUPS, 10)
    assert [one.group for one in rates(counts, people, OFFICER_DEFINED)] == [
        *("White", "Asian", "Black"),
    ]


def test_not_stated_is_in_no_rate_and_shown_apart() -> None:
    counts = {"White": 30, "Black": 10, NOT_STATED: 40}
    people = {"White": 100, "Black": 100, NOT_STATED: 100}
    assert [one.group for one in rates(counts, people, SELF_DEFINED)] == ["White", "Black"]
    apart = unstated(counts)
    assert apart and (apart.count, apart.of) == (40, 80)


def test_every_code_has_the_group_it_is_published_under() -> None:
    for code, label in published.SELF_DEFINED.items():
        group = said(code)
        if code == "NS":
            assert group == NOT_STATED
        else:
            assert label.startswith(group)
    for code, label in published.OFFICER_DEFINED.items():
        assert seen(code) == (label or NOT_STATED)
    assert said("") == seen("") == NOT_STATED


def test_a_plain_search_names_nobody() -> None:
    found = plain(VALID, DAY)
    told = repr(found)
    for secret in ("Sam", "Sample", "2004", "1001", "Footpath", "52.2", "Example Road", "BWV"):
        assert secret not in told
    assert (found.day, found.square, found.age) == (date(2026, 3, 1), "SP7460", "18-24")
    assert (found.object, found.linked, found.minor) == ("offensive-weapons", True, False)
    assert found.operation == "Operation Example"


@pytest.mark.parametrize(
    ("change", "minor"),
    [
        ({"under_18": True}, True),
        ({"under_18": False, "age_range": "10-17"}, True),
        ({"age_range": None, "dob": None, "age_estimate": None, "under_18": False}, None),
        ({"age_range": None, "dob": "2010-03-01", "age_estimate": None}, True),
    ],
    ids=["said", "by band", "not known", "by birth"],
)
def test_who_is_or_looked_under_18(change: dict[str, Any], minor: bool | None) -> None:
    body = {name: value for name, value in {**VALID, **change}.items() if value is not None}
    assert plain(body, DAY).minor is minor


def test_a_night_belongs_to_the_day_by_clocks_on_the_wall() -> None:
    assert plain({**VALID, "started_at": "2026-06-30T23:30:00Z"}, DAY).day == date(2026, 7, 1)
    assert plain({**VALID, "started_at": "last night"}, DAY).day == DAY


@given(st.floats(49.9, 55.8), st.floats(-6, 1.7))
def test_a_square_holds_its_point_and_says_no_more(latitude: float, longitude: float) -> None:
    reference = square(latitude, longitude)
    if not reference:
        return
    at = corner(reference)
    assert at and not at[0] % 2000 and not at[1] % 2000
    assert len(reference) == len("SP7460")


def test_outside_the_grid_is_no_square() -> None:
    assert square(0, 0) == square(-90, 180) == ""
    assert corner("") is None and corner("nowhere") is None


def test_grounds_are_judged_by_who_looked() -> None:
    assert judged(False, []) is None
    assert judged(True, [""]) is True
    assert judged(True, ["missing-detail", ""]) is True
    assert judged(True, ["grounds-unclear", ""]) is False


TABLE = b"unit,ethnicity,residents\n,White,900\n,Mixed,20\n,A1,10\n,A4,5\n,Black,40\n,Other,10\n"


def test_residents_are_read_by_group() -> None:
    found = read_residents(TABLE)
    assert found.counts == {"": {"White": 900, "Mixed": 20, "Asian": 15, "Black": 40, "Other": 10}}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "first row"),
        (b"ethnicity,residents\n", "first row"),
        (b"unit,ethnicity,residents\n", "no rows"),
        (TABLE + b",Green,1\n", "Row 7 names no ethnicity"),
        (TABLE + b",NS,1\n", "Row 7 names no ethnicity"),
        (TABLE + b",A2,some\n", "Row 7 has no count"),
        (TABLE + b",A2,\xff\n", "UTF-8"),
        (TABLE + b",White,900\n", "Row 7 says again"),
        (TABLE + b",Asian,900\n", "whole and by its parts"),
        (TABLE + b"Response,White,9\n", "Response lacks Mixed, Asian, Black, Other"),
        (TABLE + b"x\n", "Row 7 has 1 cells"),
    ],
    ids=[
        *("empty", "two columns", "no rows", "no ethnicity", "not stated", "no number", "latin"),
        *("twice", "both ways", "a group lacks", "short row"),
    ],
)
def test_a_table_of_residents_that_can_mislead_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(NoSuchFile, match=why):
        read_residents(data)
