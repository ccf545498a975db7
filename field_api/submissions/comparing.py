"""Two versions of an entry against each other, field by field and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from field_api.submissions.reading import Answer

# Comparing words costs about the product of the two lengths. Beyond this the whole text is shown
# as changed, which is true and quick.
_MOST_PAIRS = 4_000_000
_LEAST_ALIKE = 0.25
_SHORT = 24

Item = tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words, and whether the other version is without it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One field that reads differently, or one of a repeat that is new or gone.

    Before or after is empty where it was added or removed. `pointer` leads into the newer body,
    or into the older where it was removed.
    """

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
        sides = (self.before, self.after)
        return all(sum(len(part.text) for part in side) <= _SHORT for side in sides)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in the order of the newer version; `same` counts the fields that don't."""

    changes: tuple[Change, ...]
    same: int


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same field in both versions; a text is empty where there is none."""

    pointer: str
    label: str
    before: str
    after: str

    def change(self) -> Change:
        return Change(self.pointer, self.label, *words(self.before, self.after))


def compare(before: Sequence[Answer], after: Sequence[Answer]) -> Comparison:
    """Two bodies as `reading.answers` gives them. A field is the same by its pointer; one of a
    repeat by what it says, so that taking out the first does not make all the others differ.
    """
    pairs = list(_fields("", before, after))
    changes = tuple(pair.change() for pair in pairs if pair.before != pair.after)
    return Comparison(changes, len(pairs) - len(changes))


def _fields(within: str, before: Sequence[Answer], after: Sequence[Answer]) -> Iterator[_Pair]:
    old, new = _by_name(before), _by_name(after)
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name), new.get(name)
        either = [one for one in (now, was) if one]
        label = f"{within}{either[0].label}"
        if all(one.items for one in either):
            yield from _repeat(label, was.items if was else (), now.items if now else ())
        else:
            yield _Pair(either[0].pointer, label, _said(was), _said(now))


def _repeat(label: str, before: Sequence[Item], after: Sequence[Item]) -> Iterator[_Pair]:
    """Items that say the same belong together, wherever they stand; the rest pair up in order."""
    matcher = SequenceMatcher(None, [*map(_told, before)], [*map(_told, after)], autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        both = min(b - a, d - c)
        for n in range(both):
            yield from _fields(f"{label} {c + n + 1}, ", before[a + n], after[c + n])
        for n in range(a + both, b):
            yield _Pair(_place(before[n]), f"{label} {n + 1}", _told(before[n]), "")
        for n in range(c + both, d):
            yield _Pair(_place(after[n]), f"{label} {n + 1}", "", _told(after[n]))


def _by_name(answers: Sequence[Answer]) -> dict[str, Answer]:
    return {one.pointer.rpartition("/")[2]: one for one in answers}


def _place(item: Item) -> str:
    return item[0].pointer.rpartition("/")[0] if item else ""


def _told(item: Item) -> str:
    return "\n".join(f"{one.label}: {_said(one)}" for one in item)


def _said(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer.text or "\n".join(map(_told, answer.items))


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
