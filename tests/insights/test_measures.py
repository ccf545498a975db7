"""Sums over spans: of the units and days asked for and no others, and by whatever is asked."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.identity.rules import Role
from field_api.insights.actions import measures
from field_api.insights.actions.measures import Span, Sums, SystemSums
from field_api.insights.models import Day, EntityDay
from field_api.insights.rules.histograms import BUCKETS, SECOND, TENTH, bucket, merged, quantile
from tests import make
from tests.insights import figures
from tests.insights.figures import ago, histogram, today

pytestmark = pytest.mark.django_db


def span(*units: int, back: int = 6, kind: str = "") -> Span:
    return Span(frozenset(units), ago(back), today(), kind)


def total(span: Span) -> Sums:
    return measures.grouped(span, ())[()]


@pytest.fixture
def worked(db: None) -> tuple[int, int]:
    """Ids of two units: the first has two kinds on two days, and a day before the week."""
    first, second = make.unit("Response"), make.unit("Roads")
    figures.work(first, entries=3, reviewed=2, first_right=1, waits=histogram(5, 70))
    figures.work(first, ago(1), entries=4, reviewed=2, first_right=2, waits=histogram(5, 5))
    figures.work(first, kind="stop-search", entries=5)
    figures.work(first, ago(7), entries=100)
    figures.work(second, entries=1000)
    return first.pk, second.pk


def test_a_total_is_of_these_units_and_days(worked: tuple[int, int]) -> None:
    first, second = worked
    assert total(span(first)) == Sums(entries=12, reviewed=4, first_right=3)
    assert total(span(first, second)).entries == 1012
    assert total(span(first, back=7)).entries == 112
    assert total(span(first, kind="note")).entries == 7
    assert total(span()) == Sums()


def test_parts_are_of_each_and_add_up(worked: tuple[int, int]) -> None:
    first, second = worked
    both = span(first, second)
    units = measures.by_one(measures.grouped(both, ("unit",)))
    assert {key: one.entries for key, one in units.items()} == {first: 12, second: 1000}
    days, kinds = measures.ways(span(first), ("day",), ("kind",))
    assert days[(ago(1),)].entries == 4
    assert kinds[("stop-search",)].entries == 5
    assert measures.together(kinds.values(), Sums) == total(span(first))
    for by in (("day",), ("unit", "kind"), ("day", "unit", "kind")):
        parts = measures.grouped(both, by)
        assert sum(one.entries for one in parts.values()) == 1012
        assert all(len(key) == len(by) for key in parts)


def test_several_ways_at_once_are_as_each_alone(worked: tuple[int, int]) -> None:
    all_ways: list[tuple[str, ...]] = [("kind", "day"), (), ("unit",), ("day", "kind", "unit")]
    for units in (worked, ()):
        found = measures.ways(span(*units, back=7), *all_ways)
        assert found == [measures.grouped(span(*units, back=7), way) for way in all_ways]
        assert [len(one) for one in found] == ([4, 1, 2, 5] if units else [0, 1, 0, 0])


def test_nothing_else_can_be_grouped_by(worked: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        measures.grouped(span(*worked), ("officer",))


def test_shares_of_nothing_are_none() -> None:
    assert Sums().first_right_share is Sums().complete_share is Sums().mean_wait_s is None
    assert Sums(reviewed=4, first_right=3).first_right_share == 0.75


def test_histograms_add_up_over_days(worked: tuple[int, int]) -> None:
    week = span(worked[0], kind="note")
    assert measures.waits(week) == tuple(histogram(5, 70, 5, 5))
    half = measures.wait_quantile(measures.waits(week), 0.5)
    assert half is not None and 4 <= half <= 8


def test_systems_are_told_apart() -> None:
    one, other = make.system("records"), make.system("upload")
    unit = figures.deliveries(one, accepted=3, refused=1, fields=30, tapped=(2.0,)).unit_id
    figures.deliveries(one, day=ago(1), accepted=2, dead=1, waiting=1, fields=5)
    figures.deliveries(other, accepted=9)
    figures.refusal(one, reason="field 422", count=4)
    found = measures.by_system(span(unit))
    assert found[one.pk] == SystemSums(accepted=5, refused=1, dead=1, waiting=1, fields=35)
    assert found[one.pk].deliveries == 8
    assert found[other.pk].accepted == 9
    assert measures.refusals(span(unit)) == {(one.pk, "field 422"): 4}
    tapped, here = measures.system_waits(span(unit))
    assert tapped[one.pk] == tuple(histogram(2.0, step=TENTH))
    assert here[one.pk] == tuple(histogram(1.0, step=TENTH))


def test_versions_of_a_form_are_one_field_unless_asked_apart() -> None:
    unit = figures.field(version=1, returned=2).unit_id
    figures.field(version=2, returned=3)
    assert measures.by_field(span(unit))["note", "/text"].returned == 5
    apart = measures.fields_grouped(span(unit), ("version",))
    assert {key: one.returned for key, one in apart.items()} == {(1,): 2, (2,): 3}


def test_types_of_entities_are_told_apart() -> None:
    unit = make.unit()
    for day in (today(), ago(1)):
        EntityDay.objects.create(
            force=unit.force, unit=unit, day=day, kind="note", type="person", mentions=2, whole=1
        )
    assert measures.entities(span(unit.pk))["person"].mentions == 4


@pytest.mark.parametrize(
    "role, seen",
    [
        (Role.OFFICER, set()),
        (Role.SUPERVISOR, {"Area", "Response"}),
        (Role.INSPECTOR, {"Area", "Response"}),
        (Role.AUDITOR, {"Area", "Response", "Roads"}),
        (Role.FORCE_ADMIN, {"Area", "Response", "Roads"}),
    ],
    ids=lambda one: one.value if isinstance(one, Role) else "",
)
def test_whose_numbers_one_reads(role: Role, seen: set[str]) -> None:
    area = make.unit("Area")
    units = [area, make.unit("Response", parent=area), make.unit("Roads")]
    away = make.unit("Away", of=make.force("35"))
    for unit in (*units, away):
        figures.work(unit, entries=1)
    officer = make.officer(posted=area, role=role)
    rows = Day.objects.visible_to(officer)
    assert {row.unit.name for row in rows} == seen
    assert {unit.pk for unit in units if unit.name in seen} == measures.units_of(officer)


def test_a_part_of_a_span_takes_in_nothing_more() -> None:
    assert span(1, 2).only([2, 3]).units == {2}
    assert span(1).only([2]).units == set()


@given(
    st.lists(st.floats(0, 10**8), min_size=1, max_size=40),
    st.floats(0.01, 1),
    st.sampled_from([SECOND, TENTH]),
)
def test_a_quantile_lies_in_the_bucket_of_the_true_one(
    seconds: list[float], of: float, step: float
) -> None:
    counts = merged(histogram(each, step=step) for each in seconds)
    found = quantile(counts, of, step)
    true = sorted(seconds)[max(ceil(len(seconds) * of - 1e-9), 1) - 1]
    at = bucket(true, step)
    assert found is not None
    assert sum(counts) == len(seconds)
    if at < BUCKETS - 1:
        low, high = (2 ** (at - 1) if at else 0) * step, 2**at * step
        assert low * 0.999 <= found <= high * 1.001


def test_a_quantile_of_nothing_is_none() -> None:
    assert quantile([0] * BUCKETS, 0.5, SECOND) is None
