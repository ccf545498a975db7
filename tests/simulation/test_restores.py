"""One story told on purpose: the same backup is put back twice."""

from pathlib import Path

import pytest

from backend.soak import verdict
from backend.soak.acts import act
from backend.soak.world import World


@pytest.mark.slow
def test_a_backup_put_back_twice_loses_nothing(ground: None, tmp_path: Path) -> None:
    world = World(tmp_path)
    try:
        act(world, "back-up", 0, 0)
        act(world, "restore", 0, 0)
        act(world, "write-and-sync", 0, 0)
        act(world, "restore", 0, 0)
        for _ in range(3):  # news enough that the first device's cursor is not ahead of the head
            act(world, "write-and-sync", 1, 0)
        verdict.heal(world)
        verdict.read(world)
    finally:
        world.close()
