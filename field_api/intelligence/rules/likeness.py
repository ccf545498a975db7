"""How alike two people are in one respect: name, birth, home."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from field_api.intelligence.rules import keys, names

Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alike:
    """`whole`: the same as far as anybody can tell; `near`: as one slip makes it; `against`: both
    are known and differ. None of them: one of the two does not say.
    """

    points: int = 0
    why: str = ""
    whole: bool = False
    near: bool = False
    against: bool = False

    @property
    def alike(self) -> bool:
        return self.whole or self.near


def surnames(mine: Attributes, theirs: Attributes) -> Alike:
    one, other = keys.surname(mine), keys.surname(theirs)
    if not one or not other:
        return Alike()
    if one == other:
        return Alike(25, "Same surname", whole=True)
    if _slip(one, other) or names.sound(one) == names.sound(other) or _part(one, other):
        return Alike(15, "Nearly the same surname", near=True)
    return Alike(-10, against=True)


def givens(mine: Attributes, theirs: Attributes) -> Alike:
    """By the first of them; another of them that is the same is near enough to look."""
    one, other = keys.given(mine), keys.given(theirs)
    if not one or not other:
        return Alike()
    first, second = names.longs(one[0]), names.longs(other[0])
    if not first.isdisjoint(second):
        if _seconds_differ(one[1:], other[1:]):
            return Alike(10, "Same first given name, but another second", near=True)
        short = one[0] != other[0]
        return Alike(20, "Same given name in its short form" if short else "Same given name", True)
    if one[0] == other[0][:1] or other[0] == one[0][:1]:
        return Alike(10, "Same initial", near=True)
    if any(_slip(a, b) for a in first for b in second) or not {*one}.isdisjoint(other):
        return Alike(12, "Nearly the same given name", near=True)
    return Alike(-15, "but another given name: perhaps a relative or a twin", against=True)


def names_in_common(mine: Attributes, theirs: Attributes) -> int:
    """Words of whole names, whichever of them is held to be the surname."""
    one, other = (
        {name for text in ("given_names", "surname") for name in keys.words(each, text)}
        for each in (mine, theirs)
    )
    return sum(len(name) > 2 for name in one & other)


def births(mine: Attributes, theirs: Attributes) -> Alike:
    one, other = keys.births(mine), keys.births(theirs)
    if not one or not other:
        return Alike()
    if both := {*one} & {*other}:
        if all(day.endswith("-01-01") for day in both):
            return Alike(
                20, "Born on one 1 January, which is also put for an unknown day", near=True
            )
        return Alike(35, "Born the same day", whole=True)
    if keys.turned(one[0]) in other:
        return Alike(25, "Day and month of birth the other way round", near=True)
    if DamerauLevenshtein.distance(one[0], other[0]) == 1:
        return Alike(20, "Date of birth one figure apart", near=True)
    if one[0][:4] == other[0][:4]:
        return Alike(5, "Born the same year", near=True)
    return Alike(-30, against=True)


def homes(mine: Attributes, theirs: Attributes) -> Alike:
    one, other = keys.address(mine), keys.address(theirs)
    if one and one == other:
        return Alike(20, "Same address", whole=True)
    return Alike()


def _seconds_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Brothers may all be called Mohammed, and cousins Anne: the second name is which of them."""
    return bool(one and other) and not any(
        not names.longs(mine).isdisjoint(names.longs(theirs))
        or mine == theirs[:1]
        or theirs == mine[:1]
        for mine in one
        for theirs in other
    )


def _slip(one: str, other: str) -> bool:
    """One letter of long enough a name, or the kind of likeness that handwriting makes."""
    if min(len(one), len(other)) < 4:
        return False
    if DamerauLevenshtein.distance(one, other) == 1:
        return True
    return JaroWinkler.similarity(one, other) >= 0.93


def _part(one: str, other: str) -> bool:
    """A double-barrelled name and one of its halves."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and (long.startswith(short) or long.endswith(short))
