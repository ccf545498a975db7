"""Random officers, devices, networks, supervisors and restores against the real server."""

import pytest

from backend.soak import night
from tests.simulation.machine import of, play

SEEDS, STORIES = 21, 10


def test_a_few_stories_end_well(ground: None) -> None:
    play(of(), first=0, examples=STORIES)


@pytest.mark.long
@pytest.mark.parametrize(
    "seed",
    # In two groups, for each has a processor to itself.
    [pytest.param(n, marks=pytest.mark.xdist_group(f"stories-{n % 2}")) for n in range(1, SEEDS)],
)
def test_many_stories_end_well(ground: None, seed: int) -> None:
    play(of(), first=seed, examples=STORIES)


@pytest.mark.slow
def test_a_night_counts_what_happened_and_the_same_seed_tells_the_same(ground: None) -> None:
    said: list[str] = []
    figures = night.night(3, 0.0, said.append)
    assert (figures["stories"], figures["acts"], figures["broken"]) == (1, night.STEPS, "")
    assert "story" not in figures and len(said) == 1
    assert list(night.story(3)) == list(night.story(3)) != list(night.story(4))
