"""Whom and what an entry names, as keys by which entries belong together."""

import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from field_api.intelligence.rules.names import plain
from field_api.queries.rules.asking import vrm

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def named(body: Any) -> set[str]:
    """`person:<surname>:<first forename>:<date of birth>` and `vehicle:<mark>` of all in a body.

    A name without a date of birth names nobody: it would tie strangers together.
    """
    return {key for part in _parts(body) for key in _keys(part)}


def digest(key: str, secret: bytes) -> bytes:
    """What is stored of a key: without the secret nobody can try names against it."""
    return hmac.new(secret, key.encode(), sha256).digest()


def births(body: Any) -> list[date]:
    """Dates of birth of people named in a body, the latest first."""
    found = (day for part in _parts(body) if (day := _birth(part)))
    return sorted(found, reverse=True)


def _parts(body: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(body, Mapping):
        yield body
        body = list(body.values())
    if isinstance(body, list):
        for part in body:
            yield from _parts(part)


def _keys(part: Mapping[str, Any]) -> Iterator[str]:
    surname, given = plain(_text(part, "surname")), _text(part, "given_names").split()
    born = _birth(part)
    if surname and given and plain(given[0]) and born:
        yield f"person:{surname}:{plain(given[0])}:{born.isoformat()}"
    mark = vrm(_text(part, "vrm"))
    if any(letter.isdigit() for letter in mark):  # "UNKNOWN" would tie strangers together
        yield f"vehicle:{mark}"


def _birth(part: Mapping[str, Any]) -> date | None:
    text = _text(part, "dob")
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text(part: Mapping[str, Any], name: str) -> str:
    found = part.get(name)
    return found if isinstance(found, str) else ""
