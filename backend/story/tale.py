"""How a story is told: step by step, each shown as it passes, the first failure ending it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class Failed(Exception):
    """Something that must hold does not. The message is the finding, in one sentence."""


def must(held: object, finding: str) -> None:
    if not held:
        raise Failed(finding)


def until(held: Callable[[], object], seconds: float, finding: str) -> None:
    """Look again until it holds. A bound on progress, no timing: only failure reaches it."""
    ends = time.monotonic() + seconds
    while not held():
        if time.monotonic() > ends:
            raise Failed(f"{finding} (waited {seconds:.0f} s)")
        time.sleep(0.1)


@dataclass
class Tale:
    """What was told so far, and the figures found on the way."""

    say: Callable[[str], None]
    began: datetime
    figures: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.say(f"  ok  {what} ({(time.monotonic() - begun) * 1000:.0f} ms)")

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Keep how long the block took, in milliseconds."""
        begun = time.monotonic()
        yield
        self.figures[name] = round((time.monotonic() - begun) * 1000, 1)
