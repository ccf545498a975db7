"""What an alert may say, and how far somebody has come with one."""

from datetime import UTC, datetime, timedelta

import pytest

from field_api.alerts.rules import LASTS, LONGEST, UNSEEN_FOR, Priority, Step, faults, reached

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)


def found(**other: object) -> list[str]:
    said = {"what": "Van", "words": "", "advice": "", "valid_from": NOW}
    asked = {**said, "valid_until": NOW + timedelta(hours=1), **other}
    return [pointer for pointer, _ in faults(**asked)]  # type: ignore[arg-type]


def test_a_line_and_an_end_are_enough() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"what": " "}, "/what"),
        ({"what": "x" * 121}, "/what"),
        ({"words": "x" * 2001}, "/words"),
        ({"advice": "x" * 301}, "/advice"),
        ({"valid_until": NOW}, "/valid_until"),
        ({"valid_until": NOW + LONGEST + timedelta(seconds=1)}, "/valid_until"),
    ],
)
def test_what_stands_in_the_way_is_named(other: dict[str, object], pointer: str) -> None:
    assert found(**other) == [pointer]


def test_every_priority_has_its_times() -> None:
    assert set(LASTS) == set(UNSEEN_FOR) == set(Priority)
    assert all(lasts <= LONGEST for lasts in LASTS.values())


def test_the_furthest_step_counts_whatever_came_first() -> None:
    assert reached([]) is None
    assert reached(one for one in ["seen"]) is Step.SEEN
    assert reached(["acted", "delivered"]) is Step.ACTED
