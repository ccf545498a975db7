"""Calls that must end by themselves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from field_api.connectors.rules import Outcome, Sent

T = TypeVar("T")


def ends(call: Callable[[], T]) -> T:
    """What `call` gives. Without its deadline it would go on for ever; then this fails instead."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(call).result(timeout=90)
    finally:
        pool.shutdown(wait=False)


def until_out(attempt: Callable[[float], Sent]) -> Sent:
    """The first attempt with anything to tell: on a loaded machine a short deadline may end before
    the first byte is out, and then another, longer one is fair.
    """
    for deadline in (0.5, 2.0, 8.0, 32.0):
        sent = attempt(deadline)
        if sent.outcome is not Outcome.NOT_SENT:
            break
    return sent
