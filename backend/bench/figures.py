"""One figure, one line of JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.runtime.stack import Running


@dataclass(frozen=True, slots=True)
class Figure:
    """`n` is how many things were measured. `against` says in words what the baseline is."""

    name: str
    value: float
    unit: str
    n: int
    baseline: float | None = None
    against: str | None = None

    def line(self) -> str:
        """`ratio` is value / baseline, null where there is none."""
        ratio = round(self.value / self.baseline, 3) if self.baseline else None
        return json.dumps(
            {
                "name": self.name,
                "value": _rounded(self.value),
                "unit": self.unit,
                "baseline": None if self.baseline is None else _rounded(self.baseline),
                "ratio": ratio,
                "n": self.n,
                "against": self.against,
            }
        )


def _rounded(value: float) -> float:
    """Four significant figures: more would be noise."""
    return float(f"{value:.4g}")


def share(sorted_values: Sequence[float], part: float) -> float:
    """The nearest-rank percentile: `part` 0.99 of two hundred values is the 198th."""
    place = max(0, -(-int(part * 1000) * len(sorted_values) // 1000) - 1)
    return sorted_values[place]


@dataclass(frozen=True, slots=True)
class Bench:
    """What a subject works with. `n` and `seconds` bound each measured run; either ends it."""

    n: int
    seconds: float
    say: Callable[[str], None]
    stack: Running | None = None

    @property
    def house(self) -> Running:
        """The stack of a subject that asked for one."""
        if self.stack is None:
            raise RuntimeError("this subject is not listed as needing the stack")
        return self.stack
