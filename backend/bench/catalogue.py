"""What the catalogue costs: checking a body against its form, finding a code while typing, and
saying whether somebody it speaks of is known."""

from collections.abc import Iterator

from backend.bench import finding, recognition, validation
from backend.bench.figures import Bench, Figure


def figures(bench: Bench) -> Iterator[Figure]:
    """Only the last needs a database, which it fills: nothing may be measured in it after."""
    yield from validation.figures(bench)
    yield from finding.figures(bench)
    yield from recognition.figures(bench)
