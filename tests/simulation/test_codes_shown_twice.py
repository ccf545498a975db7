"""A one-time code counts once, also where the network shows it twice: that is no fault."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.soak import acts, verdict
from backend.soak.network import Fate
from backend.soak.world import World

pytestmark = pytest.mark.slow

OK, LATE = (Fate.OK, 1), 400


@pytest.fixture
def world(ground: None, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("fate", [Fate.DOUBLED, Fate.ANSWER_LOST, Fate.ANSWER_CUT, Fate.LATER])
@pytest.mark.parametrize("before", range(3))
def test_a_decision_survives_it(world: World, fate: Fate, before: int) -> None:
    acts.act(world, "write-and-sync", 0, 2)
    acts.act(world, "approve", 0, 0, [*[OK] * before, (fate, LATE)])
    acts.act(world, "approve", 0, 0)
    verdict.heal(world)
    verdict.read(world)
