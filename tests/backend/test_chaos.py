"""The plan of a storm: the same for the same seed, and hard enough to be worth the time."""

from hypothesis import given
from hypothesis import strategies as st

from backend.chaos.plan import KILLS, What, blows

SYSTEMS = ["intelligence", "records"]
seeds = st.integers(0, 1_000_000)


@given(seeds)
def test_a_seed_is_a_plan(seed: int) -> None:
    assert blows(seed, 60.0, SYSTEMS) == blows(seed, 60.0, SYSTEMS)


def test_seeds_differ() -> None:
    assert len({tuple(blows(seed, 20.0, SYSTEMS)) for seed in range(20)}) == 20


@given(seeds)
def test_a_minute_kills_everything_that_can_be_killed(seed: int) -> None:
    plan = blows(seed, 60.0, SYSTEMS)
    struck = {blow.what for blow in plan}
    assert {What.WORKER, What.WEB, What.DATABASE, What.BROKER} <= struck
    assert sum(blow.what in KILLS for blow in plan) >= 8
    assert [blow.at for blow in plan] == sorted(blow.at for blow in plan)
    assert plan[-1].at <= 60.0


@given(seeds, st.floats(0.5, 30))
def test_a_system_is_named_where_one_is_struck(seed: int, seconds: float) -> None:
    for blow in blows(seed, seconds, SYSTEMS):
        ours = {"worker", "web", "wake", "database", "broker", "wipe", "drop", "mute"}
        assert (blow.system in SYSTEMS) == (blow.what.value not in ours)
        assert bool(blow.fault) == (bool(blow.system) and blow.what is not What.FLAP)
