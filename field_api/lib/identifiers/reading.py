"""What was made of an identifier that somebody typed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_APART = re.compile(r"[\s./\\_-]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """`normal` is the form to match by, or None when nothing could be made of the text.

    `shown` is how people write it, and reads to the same `normal`. `warnings` are sentences for
    the officer; none repeats the value, for they are kept and logged. `facts` are what the
    identifier says by itself, by names docs/identifiers.md lists.
    """

    as_typed: str
    normal: str | None
    shown: str
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


Reader = Callable[[str], Reading]


def settled(text: str, change: Callable[[str], str]) -> str:
    """`change` until it changes nothing: Unicode's own folds do not always settle at once."""
    for _ in range(5):
        before, text = text, change(text)
        if text == before:
            break
    return text


def folded(text: str) -> str:
    """One spelling of what looks alike: NFKC, without space round it."""
    if text.isascii():  # nearly always, and NFKC leaves it alone
        return text.strip()
    return settled(text, lambda now: unicodedata.normalize("NFKC", now).strip())


def lowered(text: str) -> str:
    if text.isascii():
        return text.strip().lower()
    return settled(text, lambda now: folded(now).lower())


def bare(text: str) -> str:
    """Letters and figures only, in capitals."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.upper()))
    return settled(text, lambda now: "".join(filter(str.isalnum, folded(now).upper())))


def joined(text: str) -> str:
    """Without the spaces, in capitals."""
    if text.isascii():
        return "".join(text.upper().split())
    return settled(text, lambda now: "".join(folded(now).upper().split()))


def unspaced(text: str) -> str:
    """Without the spaces, points, strokes and hyphens that people write between groups."""
    return _APART.sub("", joined(text))


def unread(text: str, why: str) -> Reading:
    return Reading(text, None, text.strip(), (why,))


def grouped(text: str, *sizes: int) -> str:
    """`123456` by 2, 2 is `12 34 56`: what is left over is the last group."""
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return " ".join(filter(None, [*parts, text[at:]]))


def told(*warnings: str | None) -> tuple[str, ...]:
    return tuple(each for each in warnings if each)
