"""Whether two mentions may speak of one person, vehicle, number…, with reasons a person reads.

Every feature is found or not, and weighs what the table says: no probability is pretended. `same`
takes proof, `possible` is for a person to look at; what is neither is not shown. A twin, a clone
and a household are what the guards are for: docs/recognition.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from field_api.intelligence.rules import keys
from field_api.intelligence.rules.keys import NATIONAL, Key
from field_api.intelligence.rules.likeness import (
    Alike,
    births,
    givens,
    homes,
    names_in_common,
    surnames,
)

MODEL = "2"
"""Raised with every change to a weight, a key or a guard: a score is told with what made it."""


class Verdict(StrEnum):
    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Known:
    """What is said of one entity: values as typed, and the exact keys they make."""

    type: str
    attributes: Mapping[str, Any]
    keys: frozenset[Key] = field(default=frozenset())

    @classmethod
    def typed(cls, type: str, attributes: Mapping[str, Any]) -> "Known":
        made = keys.exact(type, attributes).values()
        return cls(type, attributes, frozenset(key for some in made for key in some))

    def numbers(self) -> dict[str, set[str]]:
        """By kind those that are one's alone; questioned ones too: they join nobody, and may still
        be another's.
        """
        found: dict[str, set[str]] = {}
        for kind, value in self.keys:
            if kind == keys.DOUBTFUL:
                kind, _, value = value.partition(" ")
            if kind in keys.PARTING:
                found.setdefault(kind, set()).add(value)
        return found


class Weight(NamedTuple):
    """What one feature counted for; below nought it speaks against."""

    feature: str
    points: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """`points` only order what is shown. `guarded`: something one is born with is not the same, as
    with a relative, a twin, a namesake; no chain of others may join these two.
    """

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    points: int = 0
    weights: tuple[Weight, ...] = ()
    guarded: bool = False


REASONS = {
    "pnc-id": "Same PNC ID",
    "cro": "Same CRO number",
    "driver-number": "Same driver number",
    "nino": "Same National Insurance number",
    "nhs-number": "Same NHS number",
    "passport": "Same passport",
    "vrm": "Same registration",
    "vin": "Same VIN",
    "email": "Same e-mail address",
    "url": "Same web address",
    "handle": "Same online name",
    "wallet": "Same wallet",
    "imei": "Same IMEI",
    "ip-address": "Same IP address",
    keys.ACCOUNT: "Same sort code and account number",
    keys.SERIAL: "Same serial number",
    keys.NUMBER: "Same document number",
    keys.PLACE: "Same words for the place",
    keys.PREMISES: "Same house number and postcode",
    keys.ORGANISATION: "Same name",
    keys.DOUBTFUL: "Same number, which reads oddly",
    "what3words": "Same three words",
    "uprn": "Same property number (UPRN)",
}
HINTS = frozenset({keys.PLACE, keys.ORGANISATION, keys.DOUBTFUL, "ip-address"})
"""What two may share by chance, by the hour, or by the same slip."""
_ENOUGH = 45


def compare(one: Known, other: Known) -> Likeness | None:
    """None where nothing says that they are one. Symmetric."""
    found = weigh(one, other)
    return None if found.verdict is Verdict.DIFFERENT else found


def weigh(one: Known, other: Known) -> Likeness:
    """The same with what speaks against, for two who are held to be two as well."""
    if one.type != other.type:
        return Likeness(Verdict.DIFFERENT)
    shared = one.keys & other.keys
    if one.type == "person":
        return _persons(one, other, shared)
    if not shared:
        return Likeness(Verdict.DIFFERENT)
    reasons = [said(key) for key in sorted(shared)]
    sure = any(key.kind not in HINTS for key in shared)
    if conflict(one, other) == "vin":
        reasons.append("but another VIN: one of the plates may be a clone")
        sure = False
    verdict = Verdict.SAME if sure else Verdict.POSSIBLE
    points = 100 if sure else _ENOUGH
    weights = tuple(Weight(kind, points) for kind in sorted({key.kind for key in shared}))
    return Likeness(verdict, tuple(reasons), points, weights)


def said(key: Key) -> str:
    """The reason that a shared key is."""
    if key.kind == "phone":
        return "Same mobile number" if key.value.startswith("+447") else "Same phone number"
    return REASONS.get(key.kind, "Same name and date of birth")


def conflict(one: Known, other: Known) -> str:
    """The kind of number by which two people or two vehicles are two; empty for none."""
    mine, theirs = one.numbers(), other.numbers()
    both = sorted(mine.keys() & theirs.keys())
    return next((kind for kind in both if mine[kind].isdisjoint(theirs[kind])), "")


def _persons(one: Known, other: Known, shared: frozenset[Key]) -> Likeness:
    found = _found(one, other, shared)
    proofs = sorted({key.kind for key in shared} & NATIONAL)
    proved = bool(proofs)
    clash = conflict(one, other)
    weights = tuple(Weight(kind, 100) for kind in proofs) + found.weights()
    points = sum(weight.points for weight in found.weights()) + (100 if proved else 0)
    worth = proved or (
        _worth_showing(found) and (points >= _ENOUGH or _by_contact_alone(one, other, found))
    )
    reasons = [said(key) for key in sorted(shared) if key.kind != keys.NAMED]
    reasons += [feature.why for feature in found if feature.why and feature.why not in reasons]
    reasons.sort(key=lambda reason: reason.startswith("but"))
    if clash:
        weights += (Weight(clash, -100),)
        reasons.append(f"but another {REASONS[clash].removeprefix('Same ')}")
    same = worth and not clash and (_proved(found) if proved else _same(found))
    verdict = Verdict.SAME if same else Verdict.POSSIBLE if worth else Verdict.DIFFERENT
    points = points if same else min(points, 99)
    return Likeness(verdict, tuple(reasons), points, weights, guarded=_guarded(found))


@dataclass(frozen=True, slots=True)
class _Found:
    last: Alike
    first: Alike
    born: Alike
    home: Alike
    contact: Alike
    sex: Alike

    def __iter__(self) -> Any:
        return iter((self.last, self.first, self.born, self.home, self.contact, self.sex))

    def weights(self) -> tuple[Weight, ...]:
        return tuple(
            Weight(name, each.points)
            for name, each in zip(_FEATURES, self, strict=True)
            if each.points
        )


_FEATURES = ("surname", "given_names", "dob", "address", "contact", "sex")


def _found(one: Known, other: Known, shared: frozenset[Key]) -> _Found:
    mine, theirs = one.attributes, other.attributes
    last, first = surnames(mine, theirs), givens(mine, theirs)
    if last.against or first.against:
        swapped = _swapped(mine, theirs)
        if swapped is not None:
            last, first = swapped
    return _Found(last, first, births(mine, theirs), homes(mine, theirs), _contact(shared),
                  _sex(mine, theirs))  # fmt: skip


def _swapped(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[Alike, Alike] | None:
    """Surname and given name in each other's place, or all names in another order."""
    turned = {**theirs, "surname": theirs.get("given_names"), "given_names": theirs.get("surname")}
    last, first = surnames(mine, turned), givens(mine, turned)
    if last.alike and first.alike:
        return Alike(20, "Surname and given name the other way round", near=True), Alike(
            15, near=True
        )
    if names_in_common(mine, theirs) > 1:
        return Alike(20, "Two names in common, in another order", near=True), Alike(15, near=True)
    return None


def _contact(shared: frozenset[Key]) -> Alike:
    ways = sorted(key for key in shared if key.kind in ("phone", "email"))
    return Alike(35, said(ways[0]), whole=True) if ways else Alike()


# Forms ask for sex by the CJS letters; what comes in from elsewhere spells it out.
_SEXES = {"m": "male", "male": "male", "f": "female", "female": "female"}


def _sex(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Alike:
    said = {_SEXES.get(str(each.get("sex", "")).lower(), "") for each in (mine, theirs)}
    return Alike(-25, against=True) if said == {"male", "female"} else Alike()


def _worth_showing(found: _Found) -> bool:
    """A birthday alone is shared by many, and a telephone by a household whose births differ."""
    if found.born.against and not (found.last.whole and found.first.whole and found.contact.whole):
        return False
    named = found.last.alike + found.first.alike
    return (
        named == 2
        or (named == 1 and (found.home.whole or found.born.whole))
        or (found.contact.whole and not found.first.against)
    )


def _by_contact_alone(one: Known, other: Known, found: _Found) -> bool:
    """A telephone is often all that is typed so far, or held: then it may be whoever gave it."""
    unsaid = ("surname", "given_names", "dob")
    bare = any(not any(each.attributes.get(name) for name in unsaid) for each in (one, other))
    return bare and found.contact.whole


def _proved(found: _Found) -> bool:
    """A national number, unless all else says that it was typed wrong."""
    return not (found.born.against and found.last.against and found.first.against)


def _guarded(found: _Found) -> bool:
    first = found.first
    return first.near or first.against or found.born.against or found.sex.against


def _same(found: _Found) -> bool:
    """The twin guard: a birth, a surname and a home are twins' too, so the given name must be the
    same one, in full or in its short form.
    """
    if not (found.born.whole and found.first.whole) or found.sex.against:
        return False
    return found.last.whole or (found.last.near and (found.home.whole or found.contact.whole))
