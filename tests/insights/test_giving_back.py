"""Minutes given back: the arithmetic, the same by a second way, and what holds of any numbers."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.insights.rules import giving_back as rules
from field_api.insights.rules.assumptions import (
    APART,
    SHARES,
    SHIPPED,
    TITLE_LABELS,
    UNIT_LABELS,
    Estimate,
    Held,
    Name,
    Standing,
    faults,
)
from field_api.insights.rules.giving_back import Assumed, Carried, Range, Saved, Work

KINDS, SYSTEMS = ("note", "search", "crime"), ("rms", "register", "intel")


def said(name: Name, value: float, kind: str = "", system: str = "", **other: Any) -> Estimate:
    bounds = {"low": value, "high": value, **other}
    return Estimate(
        name, value, source="A test", standing=Standing.AGREED, kind=kind, system=system, **bounds
    )


def held(*own: Estimate) -> Held:
    return Held.with_shipped(own)


def minutes(work: Work, *own: Estimate) -> Saved:
    return rules.total([work], Assumed(held(*own)))


counts = st.integers(0, 500)
carried = st.builds(Carried, counts, counts)
works = st.lists(
    st.builds(
        Work,
        kind=st.sampled_from(KINDS),
        entries=counts,
        revisions=st.integers(500, 900),
        counted=counts,
        typed=counts,
        chosen=counts,
        reused=counts,
        filled=counts,
        systems=st.dictionaries(st.sampled_from(SYSTEMS), carried, max_size=3),
    ),
    max_size=6,
)


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    name = draw(st.sampled_from([one for one in Name if one not in APART]))
    most = 1 if name in SHARES else 60
    low, value, high = sorted(draw(st.tuples(*[st.floats(0, most)] * 3)))
    kind = draw(st.sampled_from(KINDS)) if name in (Name.BEFORE, Name.TRIPS, Name.ON_PAPER) else ""
    system = ""
    if name is Name.TYPED_BEFORE:
        kind, system = draw(st.sampled_from(("", *KINDS))), draw(st.sampled_from(("", *SYSTEMS)))
    return said(name, value, kind, system, low=low, high=high)


everything = st.lists(estimates(), max_size=12, unique_by=lambda one: one.key).map(
    Held.with_shipped
)


def test_an_answer_that_is_there_is_not_typed_but_read() -> None:
    work = Work(
        "note", entries=10, revisions=10, counted=10, typed=99, chosen=99, reused=40, filled=20
    )
    found = minutes(work, said(Name.TYPED, 8), said(Name.CHECKED, 2))
    assert found == Saved(reuse=60 * 6 / 60)


def test_nothing_is_claimed_of_what_the_force_has_not_said() -> None:
    work = Work("search", entries=10, systems={"rms": Carried(10, 200), "intel": Carried(10, 90)})
    assert minutes(work) == Saved()
    assert rules.ranged([work], held()) == Range(0, 0, 0)


def test_the_first_system_is_the_writing_itself() -> None:
    """Both were typed into before: 10 records of 20 fields, and 10 of 9."""
    work = Work("search", entries=10, systems={"rms": Carried(10, 200), "intel": Carried(10, 90)})
    own = [said(Name.TYPED_BEFORE, 1), said(Name.REKEYED, 10), said(Name.RECORD, 30)]
    assert minutes(work, *own).rekeying == (90 * 10 + 10 * 30) / 60
    on_paper = said(Name.ON_PAPER, 0.5, "search")
    both = (90 * 10 + 10 * 30) / 60 + 0.5 * (200 * 10 + 10 * 30) / 60
    assert minutes(work, *own, on_paper).rekeying == both


def test_one_system_alone_saves_nothing_unless_there_was_paper() -> None:
    work = Work("search", entries=10, systems={"rms": Carried(10, 200), "intel": Carried(10, 90)})
    own = [said(Name.TYPED_BEFORE, 1, system="rms"), said(Name.REKEYED, 10), said(Name.RECORD, 0)]
    assert minutes(work, *own).rekeying == 0
    assert minutes(work, *own, said(Name.ON_PAPER, 1, "search")).rekeying == 2000 / 60


def test_trips() -> None:
    own = said(Name.TRIPS, 0.25, "crime"), said(Name.TRIP, 20)
    assert minutes(Work("crime", entries=8), *own) == Saved(trips=40)
    assert minutes(Work("note", entries=8), *own) == Saved()


def test_a_survey_stands_in_place_of_every_assumption_of_saving() -> None:
    """Four of five versions were counted, so four fifths of 10 entries are compared."""
    work = Work(
        "search",
        entries=10,
        revisions=5,
        counted=4,
        typed=30,
        chosen=20,
        reused=6,
        filled=4,
        systems={"rms": Carried(10, 200), "intel": Carried(10, 90)},
    )
    own = [said(Name.TYPED_BEFORE, 1), said(Name.TRIPS, 1), said(Name.BEFORE, 15, "search")]
    now = (30 * 8 + 20 * 3 + 10 * 2 + 4 * 60) / 60
    assert minutes(work, *own) == Saved(survey=8 * 15 - now)


def test_it_says_so_where_it_takes_longer_than_before() -> None:
    work = Work("note", entries=1, revisions=1, counted=1, typed=100)
    assert minutes(work, said(Name.BEFORE, 1, "note")).minutes < 0


def test_what_no_handset_counted_is_not_guessed_at() -> None:
    work = Work("note", entries=10, revisions=12)
    assert minutes(work, said(Name.BEFORE, 10, "note")) == Saved()


@given(works, everything)
def test_parts_add_up_to_the_whole(parts: list[Work], them: Held) -> None:
    assumed = Assumed(them)
    of = rules.whole(parts, assumed)
    whole = rules.total(list(rules.by_kind(parts).values()), assumed).minutes
    by_part = sum(rules.saved(one, assumed, of).minutes for one in parts)
    assert by_part == pytest.approx(whole, abs=1e-6)
    systems = sum(
        rules.rekeyed(one, system, assumed, of) for one in parts for system in one.systems
    )
    rekeying = sum(rules.saved(one, assumed, of).rekeying for one in parts)
    assert systems == pytest.approx(rekeying, abs=1e-6)


@given(works, everything, st.data())
def test_no_choice_within_the_bounds_leaves_the_range(
    parts: list[Work], them: Held, data: st.DataObject
) -> None:
    """Whatever each assumption is within its bounds, also at corners."""
    found = rules.ranged(parts, them)
    at = {
        one.key: data.draw(st.sampled_from((one.low, one.high)) | st.floats(one.low, one.high))
        for one in them.of.values()
    }
    value = rules.total(list(rules.by_kind(parts).values()), Assumed(them, at)).minutes
    slack = 1e-6 * (1 + abs(value))
    assert found.low - slack <= value <= found.high + slack
    assert found.low <= found.value + slack
    assert found.value <= found.high + slack


@given(works, everything)
def test_one_at_a_time_stays_within_all_at_once(parts: list[Work], them: Held) -> None:
    found = rules.ranged(parts, them)
    moved = rules.swings(parts, them)
    widths = [abs(one.high - one.low) for one in moved]
    assert widths == sorted(widths, reverse=True)
    for one in moved:
        slack = 1e-6 * (1 + abs(one.low) + abs(one.high))
        assert min(one.low, one.high) >= found.low - slack
        assert max(one.low, one.high) <= found.high + slack


@given(works, everything)
def test_more_reuse_never_costs_a_survey_more_than_typing(parts: list[Work], them: Held) -> None:
    """One answer reused instead of typed gives back what typing takes over reading, either way."""
    quicker = Assumed(them)(Name.TYPED) >= Assumed(them)(Name.CHECKED)
    for one in parts:
        instead = replace(one, typed=one.typed, reused=one.reused + one.typed)
        if not rules.is_surveyed(one.kind, them):
            before, after = (rules.total([each], Assumed(them)).minutes for each in (one, instead))
            assert (after >= before - 1e-9) is quicker or after == pytest.approx(before)


def test_the_most_specific_holds() -> None:
    own = [
        said(Name.TYPED_BEFORE, 0.1),
        said(Name.TYPED_BEFORE, 0.2, "note"),
        said(Name.TYPED_BEFORE, 0.3, "", "rms"),
        said(Name.TYPED_BEFORE, 0.4, "note", "rms"),
    ]
    assumed = Assumed(held(*own))
    asked = [("crime", "intel"), ("note", "intel"), ("crime", "rms"), ("note", "rms")]
    assert [assumed(Name.TYPED_BEFORE, *one) for one in asked] == [0.1, 0.2, 0.3, 0.4]


def test_hours_officers_and_their_time() -> None:
    """A year of 1,000 officers, who gave 88,950 hours back: 50 of them, 5 %."""
    own = held(said(Name.CONTRACTED, 1779, low=1500, high=2000))
    span = Range(0, 88_950 * 60, 100_000 * 60)
    found = rules.given(span, days=365, officer_days=365_000, held=own)
    assert found.hours.value == 88_950
    assert found.fte.value == pytest.approx(50 * 365.25 / 365)
    assert found.workload is not None
    assert found.workload.value == pytest.approx(5 * 365.25 / 365)
    assert found.workload.high == pytest.approx(100_000 / 1500 / 10 * 365.25 / 365)
    assert found.workload.low == 0


def test_a_loss_is_the_larger_for_fewer_hours() -> None:
    assert Range(-100, -50, 100).over(5, 10, 20) == Range(-20, -5, 20)


def test_nobody_posted_has_no_workload() -> None:
    assert rules.given(Range(1, 2, 3), days=1, officer_days=0, held=held()).workload is None


def test_what_is_shipped_can_be_proposed_and_says_where_it_is_from() -> None:
    assert set(SHIPPED) | {Name.BEFORE} == set(Name) == set(TITLE_LABELS) == set(UNIT_LABELS)
    for name, one in SHIPPED.items():
        assert (one.name, bool(one.source), one.version) == (name, True, 0)
        assert faults(name, "", "", (one.value, one.low, one.high)) == []
    unsaid = {one.name for one in SHIPPED.values() if one.standing is Standing.UNSAID}
    assert {SHIPPED[name].high for name in unsaid} == {0}


@pytest.mark.parametrize(
    ("name", "kind", "system", "bounds"),
    [
        (Name.TYPED, "", "", (5, 6, 7)),
        (Name.TYPED, "", "", (5, -1, 7)),
        (Name.TYPED, "note", "", (5, 4, 6)),
        (Name.TRIPS, "note", "rms", (0, 0, 0)),
        (Name.ON_PAPER, "note", "", (1, 1, 1.5)),
        (Name.CONTRACTED, "", "", (5, 0, 7)),
        (Name.BEFORE, "", "", (5, 4, 6)),
        (Name.TYPED, "", "", (float("nan"), 1, 2)),
    ],
    ids=["under", "negative", "no kind", "no system", "share", "nought", "no form", "no number"],
)
def test_what_cannot_be_assumed_is_named(
    name: Name, kind: str, system: str, bounds: tuple[float, float, float]
) -> None:
    assert len(faults(name, kind, system, bounds)) == 1


def test_a_set_is_named_by_what_is_in_it() -> None:
    one, other = held(said(Name.TRIP, 20)), held(said(Name.TRIP, 21))
    assert one.digest == held(said(Name.TRIP, 20)).digest != other.digest
