"""Levels: reached at once, left a little later, told at most twice in a while."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.oversight.rules import alarms
from field_api.oversight.rules.alarms import LEVELS, SLACK, may_tell, of_budget, of_steps


@pytest.mark.parametrize(
    ("used", "level"), [(0, 0), (49.9, 0), (50, 50), (70, 70), (89, 70), (90, 90), (250, 100)]
)
def test_a_level_is_reached_when_so_much_of_the_budget_is_used(used: float, level: int) -> None:
    assert of_budget(used) == level


@pytest.mark.parametrize(
    ("used", "was", "level"), [(45, 50, 50), (39.9, 50, 0), (91, 100, 100), (85, 100, 90)]
)
def test_a_level_is_left_only_well_below_it(used: float, was: int, level: int) -> None:
    assert of_budget(used, was) == level


@given(some.lists(some.floats(0, 200), min_size=2), some.sampled_from((0, *LEVELS)))
def test_what_swings_by_less_than_the_slack_changes_nothing(used: list[float], was: int) -> None:
    level = of_budget(used[0], was)
    for wobble in used[1:]:
        swing = (wobble % SLACK) - SLACK / 2
        lowest = used[0] - abs(swing) if used[0] > level else level - abs(swing)
        assert of_budget(max(lowest, level - SLACK), level) >= level


@pytest.mark.parametrize(
    ("amount", "level"), [(0, 0), (1, 50), (9, 50), (10, 70), (100, 90), (99_999, 100)]
)
def test_counts_have_levels_of_their_own(amount: int, level: int) -> None:
    assert of_steps(amount, alarms.DEAD_LETTERS) == level


def test_a_certificate_counts_at_sixty_thirty_and_seven_days_and_at_its_end() -> None:
    levels = [of_steps(60 - left, alarms.CERTIFICATE_DAYS) for left in (61, 60, 30, 7, 0, -3)]
    assert levels == [0, 50, 70, 90, 100, 100]


def test_every_kind_of_alarm_has_one_step_for_each_level() -> None:
    for steps in (
        alarms.DEAD_LETTERS,
        alarms.LATE,
        alarms.DIFFERENCES,
        alarms.BREAKER_SECONDS,
        alarms.CERTIFICATE_DAYS,
    ):
        assert len(steps) == len(LEVELS) and list(steps) == sorted(set(steps))


def test_two_mails_in_a_quarter_of_an_hour_are_the_most_and_the_second_says_act_now() -> None:
    assert may_tell(in_quiet=0, worst=50)
    assert may_tell(in_quiet=0, worst=0)
    assert not may_tell(in_quiet=1, worst=90)
    assert may_tell(in_quiet=1, worst=100)
    assert not may_tell(in_quiet=2, worst=100)
