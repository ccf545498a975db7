"""Story after story by numbered seeds, until the time is up or a promise is broken."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.soak import acts, verdict
from backend.soak.network import Fate
from backend.soak.world import World

STEPS = 40


@dataclass
class Figures:
    """What a night came to; `broken` is empty where every promise held."""

    seed: int
    stories: int = 0
    acts: int = 0
    entries: int = 0
    restores: int = 0
    seconds: float = 0.0
    broken: str = ""
    last_seed: int = 0
    story: list[str] = field(default_factory=list)


def story(seed: int, steps: int = STEPS) -> Iterator[tuple[str, int, int, list[tuple[Fate, int]]]]:
    """The same seed gives the same acts. What identifiers a server mints is not in its power."""
    chance = random.Random(seed)  # noqa: S311 (a story to repeat, no secret)
    fates = [Fate.OK, *Fate]
    for _ in range(steps):
        what = chance.choice(acts.CHANCES)
        some = chance.randrange(4)
        its_fates = [(chance.choice(fates), chance.randint(1, 400)) for _ in range(some)]
        yield what, chance.randrange(12), chance.randrange(12), its_fates


def play(seed: int, figures: Figures) -> None:
    """One story in a world of its own. Raises verdict.Broken."""
    figures.last_seed, figures.story = seed, []
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        try:
            for what, one, two, fates in story(seed):
                figures.story.append(f"{what} {one} {two} {' '.join(fate for fate, _ in fates)}")
                acts.act(world, what, one, two, fates)
                figures.acts += 1
            verdict.heal(world)
            verdict.read(world)
            figures.entries += sum(device.handset.seq for device in world.devices)
            figures.restores += world.restores
            figures.stories += 1
        finally:
            world.close()


def night(seed: int, seconds: float, say: Callable[[str], None]) -> dict[str, Any]:
    """Seeds from `seed` on. One story at least; it ends at the first that breaks a promise."""
    figures, begun = Figures(seed), time.monotonic()
    for number in range(seed, seed + 10**9):
        try:
            play(number, figures)
        except verdict.Broken as broken:
            figures.broken = str(broken)
            break
        say(f"seed {number}: {figures.entries} entries so far")
        if time.monotonic() - begun >= seconds:
            break
    figures.seconds = round(time.monotonic() - begun, 1)
    shown = vars(figures)
    return shown if figures.broken else {key: shown[key] for key in shown if key != "story"}
