"""What is told of one officer and one alert, in this order; nothing told is ever changed."""

from collections.abc import Iterable
from enum import StrEnum


class Step(StrEnum):
    DELIVERED = "delivered"  # it is on their handset; says nothing of the officer
    SEEN = "seen"  # they opened it
    ACTED = "acted"  # they said what came of it


STEPS: tuple[str, ...] = tuple(one.value for one in Step)


class Outcome(StrEnum):
    """What came of it for one officer. Attending is no end, and the first that a sergeant asks."""

    ATTENDING = "attending"
    DONE = "done"
    NO_TRACE = "no_trace"
    CANNOT = "cannot"


OUTCOMES: tuple[str, ...] = tuple(one.value for one in Outcome)

SAID = 500  # characters
MOST = 100  # receipts in one request


def reached(told: Iterable[str]) -> Step | None:
    """The furthest of the steps that were told. A later one proves those before it: what says
    "delivered" may still be on its way."""
    said = set(told)
    known = [step for step in Step if step.value in said]
    return known[-1] if known else None
