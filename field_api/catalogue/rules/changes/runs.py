"""Which words of a text a change touches. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_LEAST_ALIKE = 0.25
# Comparing costs about the product of the two lengths; what a form says is far shorter.
_MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one text, and whether the other is without them."""

    text: str
    differs: bool


Runs = tuple[Run, ...]


def runs(before: str, after: str) -> tuple[Runs, Runs]:
    """Both texts in runs. Texts that have little in common differ as a whole: single words that
    happen to agree make two texts harder to read, and not easier.
    """
    old, new = (re.findall(r"\S+\s*|^\s+", text) for text in (before, after))
    was, now = ([word.rstrip() for word in words] for words in (old, new))
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    long = max(len(old), len(new)) > _MOST_WORDS
    if not old or not new or long or matcher.ratio() < _LEAST_ALIKE:
        return _whole(before), _whole(after)
    codes = matcher.get_opcodes()
    return (
        tuple(_told((verb, old[a:b]) for verb, a, b, _, _ in codes)),
        tuple(_told((verb, new[c:d]) for verb, _, _, c, d in codes)),
    )


def _whole(text: str) -> Runs:
    return (Run(text, differs=True),) if text else ()


def _told(pieces: Iterator[tuple[str, list[str]]]) -> Iterator[Run]:
    """The blank after a run is nobody's change."""
    for verb, words in pieces:
        text = "".join(words)
        for part, differs in (
            (text.rstrip(), verb != "equal"),
            (text[len(text.rstrip()) :], False),
        ):
            if part:
                yield Run(part, differs)
