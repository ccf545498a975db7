"""What answers questions inside this house, by name.

The register of systems stands below the subjects that know something, so they tell it at start:
whoever answers says so with `actions.answered_by`, and a system of kind `own` names them.
"""

from collections.abc import Callable
from typing import Any

from field_api.connectors.rules import Answer
from field_api.connectors.rules.asking import Asking

Answerer = Callable[[str, dict[str, Any], Asking, float], Answer]
"""Kind, criteria, who asks, seconds. Raises NoAnswer, or TimedOut when they have passed."""

_answerers: dict[str, Answerer] = {}


def answered_by(name: str, answerer: Answerer) -> None:
    """At start, once: a name stands for one."""
    if _answerers.setdefault(name, answerer) is not answerer:
        raise ValueError(f"{name} is answered by something else already")


def answerer(name: str) -> Answerer | None:
    return _answerers.get(name)


def names() -> list[str]:
    return sorted(_answerers)
