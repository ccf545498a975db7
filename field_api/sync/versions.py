"""Versions of handset applications. Pure: no Django, no I/O."""

import re

_NUMBERS = re.compile(r"\d{1,6}(?:\.\d{1,6})*", re.ASCII)


def outdated(app: str, oldest: str) -> bool:
    """Whether `app`, such as `1.4.2` or `1.4.2-beta`, is older than `oldest`.

    A client that does not say, or says something else, is not: strangers' clients have versions of
    their own.
    """
    ours, least = _NUMBERS.match(app.strip()), _NUMBERS.match(oldest)
    if ours is None or least is None:
        return False
    return _parts(ours[0]) < _parts(least[0])


def _parts(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(".")]
    while numbers and not numbers[-1]:  # 1.4.0 is 1.4
        numbers.pop()
    return numbers
