"""Calls that must end by themselves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ends(call: Callable[[], T]) -> T:
    """What `call` gives. Without its deadline it would go on for ever; then this fails instead."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(call).result(timeout=90)
    finally:
        pool.shutdown(wait=False)
