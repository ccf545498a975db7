"""Two versions of an entry against each other, field by field and word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from field_api.submissions.reading import Answer

# Comparing words costs about the product of the two lengths. Beyond this the whole text is shown
# as changed, which is true and quick.
_MOST_PAIRS = 4_000_000
_LEAST_ALIKE = 0.25
_SHORT = 24


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words, and whether the other version is without it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One field that reads differently. Before or after is empty where it was added or removed."""

    pointer: str
    label: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]

    @property
    def sort(self) -> str:
        if not self.before:
            return "Added"
        return "Changed" if self.after else "Removed"

    @property
    def short(self) -> bool:
        """Whether both stand side by side on a phone."""
        return all(
            sum(len(part.text) for part in side) <= _SHORT for side in (self.before, self.after)
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in the order of the newer version; `same` counts the fields that don't."""

    changes: tuple[Change, ...]
    same: int


def compare(before: Sequence[Answer], after: Sequence[Answer]) -> Comparison:
    """`before` and `after` are the leaves of two bodies; a field is the same by its pointer."""
    old, new = {one.pointer: one for one in before}, {one.pointer: one for one in after}
    pointers = [*new, *(pointer for pointer in old if pointer not in new)]
    changes = tuple(
        change(pointer, old.get(pointer), new.get(pointer))
        for pointer in pointers
        if _text(old.get(pointer)) != _text(new.get(pointer))
    )
    return Comparison(changes, len(pointers) - len(changes))


def change(pointer: str, old: Answer | None, new: Answer | None) -> Change:
    shown = new or old
    before, after = words(_text(old), _text(new))
    return Change(pointer, shown.label if shown else pointer, before, after)


def words(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in runs of words. Texts with little in common are given whole: scattered single
    words that happen to agree are harder to read than two texts side by side.
    """
    old, new = _tokens(before), _tokens(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return _whole(before), _whole(after)
    # Spacing after a word belongs to it but makes no difference by itself.
    plain_old, plain_new = ([word.rstrip() for word in text] for text in (old, new))
    matcher = SequenceMatcher(None, plain_old, plain_new, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return _whole(before), _whole(after)
    left, right = [], []
    for verb, a, b, c, d in matcher.get_opcodes():
        left.append(Part("".join(old[a:b]), verb != "equal"))
        right.append(Part("".join(new[c:d]), verb != "equal"))
    return _filled(left), _filled(right)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def _whole(text: str) -> tuple[Part, ...]:
    return _filled([Part(text, differs=True)])


def _filled(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Without empty runs; spacing that follows a run is nobody's change."""
    split = [
        piece
        for part in parts
        for piece in (
            Part(part.text.rstrip(), part.differs),
            Part(part.text[len(part.text.rstrip()) :], differs=False),
        )
    ]
    return tuple(piece for piece in split if piece.text)


def _text(answer: Answer | None) -> str:
    return answer.text if answer else ""
