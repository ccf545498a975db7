"""What is told of one officer and one tasking. Nothing told is ever changed: who declines and then
goes all the same has said both, and the later one stands."""

from collections.abc import Iterable
from enum import StrEnum


class Step(StrEnum):
    DELIVERED = "delivered"  # it is on their handset; says nothing of the officer
    SEEN = "seen"  # they opened it
    ACCEPTED = "accepted"  # they go
    DECLINED = "declined"  # they don't, and say why
    WROTE = "wrote"  # an entry of theirs tells of it
    OUTCOME = "outcome"  # what came of it


STEPS: tuple[str, ...] = tuple(one.value for one in Step)

ONCE = frozenset({Step.DELIVERED, Step.SEEN})
"""Said once by an officer, on whichever handset."""

SAID = 500  # characters
MOST = 100  # steps in one request

_SAYS = {Step.DELIVERED: 0, Step.SEEN: 1}


def stands(told: Iterable[str]) -> Step | None:
    """Where an officer stands with it, of their steps in the order in which they were told. That an
    entry was written tells of their work, and of what they will do nothing."""
    known = [Step(step) for step in told if step != Step.WROTE]
    said = [step for step in known if step not in _SAYS]
    return said[-1] if said else max(known, key=_SAYS.__getitem__, default=None)


def faults(step: Step, *, words: str, outcome: bool, entry: bool) -> str:
    """What is wrong with a step as it was told; "" for nothing."""
    if outcome != (step is Step.OUTCOME):
        return "An outcome goes with `outcome`, and only there."
    if entry != (step is Step.WROTE):
        return "A submission goes with `wrote`, and only there."
    if words.strip() and step not in (Step.DECLINED, Step.OUTCOME):
        return "Words go with `declined` and `outcome`."
    if step is Step.DECLINED and not words.strip():
        return "Who declines says why."
    return ""
