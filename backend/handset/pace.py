"""How long to leave a server alone: after an outage hundreds of handsets come back at once."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pace:
    """Full jitter, doubling up to `longest` seconds. `sleep` and `chance` are replaced in tests."""

    sleep: Callable[[float], None] = time.sleep
    chance: random.Random = field(default_factory=random.SystemRandom)
    first: float = 2.0
    longest: float = 300.0

    def rest(self, failures: int, at_least: float = 0.0) -> float:
        """Sleep after so many failures in a row, never less than the server asked for."""
        most = min(self.longest, self.first * 2.0 ** min(failures, 16))
        seconds = at_least + self.chance.uniform(0, most)
        self.sleep(seconds)
        return seconds
