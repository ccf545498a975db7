"""What the catalogue costs: checking a body against its form, and finding a code while typing."""

from collections.abc import Iterator

from backend.bench import finding, validation
from backend.bench.figures import Bench, Figure


def figures(bench: Bench) -> Iterator[Figure]:
    """Needs neither a database nor a running house."""
    yield from validation.figures(bench)
    yield from finding.figures(bench)
