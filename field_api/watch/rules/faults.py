"""What stands in the way of listing something."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from field_api.watch.rules.listing import (
    ACTION,
    AUTHORITY,
    CATEGORIES,
    KINDS,
    KNOWN,
    LONGEST,
    LONGEST_KNOWN,
    REASON,
    REFERENCE,
    WARNING,
    WARNINGS,
    Kind,
)
from field_api.watch.rules.matching import keys_of

PRIORITIES = ("immediate", "high", "routine")
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")

Fault = tuple[str, str]
"""A JSON pointer, and a sentence."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed, as it was given. `groups` are tags, `34:source-unit`; of a covert one
    at least one. `source` and `reference` name it in the list it was imported from.
    """

    kind: str
    known: Mapping[str, str]
    category: str
    priority: str
    authority: str
    reason: str
    marking: str
    valid_from: datetime
    valid_until: datetime
    weed_date: date
    action: str = ""
    warnings: Sequence[str] = ()
    groups: Sequence[str] = ()
    covert: bool = False
    source: str = "desk"
    reference: str = ""


def faults(wanted: Wanted, *, now: datetime) -> list[Fault]:
    """All of them, in the order of the form; [] for none."""
    return [*_chosen(wanted), *_known(wanted), *_said(wanted), *_times(wanted, now)]


def _chosen(wanted: Wanted) -> Iterator[Fault]:
    for name, among in (
        ("kind", KINDS),
        ("category", CATEGORIES),
        ("priority", PRIORITIES),
        ("marking", MARKINGS),
    ):
        if getattr(wanted, name) not in among:
            yield f"/{name}", f"One of {', '.join(among)}."
    if wanted.covert and not wanted.groups:
        yield "/groups", "A covert one is kept to a group: say which."
    if len(wanted.warnings) > WARNINGS:
        yield "/warnings", f"At most {WARNINGS}."
    if not all(0 < len(code) <= WARNING and code.isalnum() for code in wanted.warnings):
        yield "/warnings", "Codes of letters and figures, such as VI."


def _known(wanted: Wanted) -> Iterator[Fault]:
    if wanted.kind not in KINDS:
        return
    kind = Kind(wanted.kind)
    for name, value in wanted.known.items():
        if name not in KNOWN[kind]:
            yield f"/known/{name}", f"Nothing of a {kind.value} is called so."
        elif not isinstance(value, str) or not value.strip() or len(value) > LONGEST_KNOWN:
            yield f"/known/{name}", f"A text of 1 to {LONGEST_KNOWN} characters."
    if not any(keys_of(kind, {k: v for k, v in wanted.known.items() if isinstance(v, str)})):
        yield "/known", _NEEDED[kind]


_NEEDED: Mapping[Kind, str] = {
    Kind.VEHICLE: "It takes a registration mark or a chassis number to find a vehicle.",
    Kind.PERSON: "It takes a number, or surname, given names and date of birth, to find a person.",
    Kind.PHONE: "It takes a telephone number or an IMEI to find a phone.",
    Kind.PLACE: "It takes the house with its postcode, a UPRN or three words to find a place.",
    Kind.ONLINE: "It takes an address, a link, a wallet or a name with its platform.",
}


def _said(wanted: Wanted) -> Iterator[Fault]:
    for name, most, needed in (
        ("authority", AUTHORITY, True),
        ("reason", REASON, True),
        ("action", ACTION, False),
        ("reference", REFERENCE, False),
    ):
        text: Any = getattr(wanted, name)
        if len(text) > most:
            yield f"/{name}", f"At most {most} characters."
        if needed and not text.strip():
            yield f"/{name}", _MISSING[name]


_MISSING = {
    "authority": "Say who allowed it, with the rank.",
    "reason": "Say why it is looked for.",
}


def _times(wanted: Wanted, now: datetime) -> Iterator[Fault]:
    if wanted.valid_until <= wanted.valid_from:
        yield "/valid_until", "It ends after it begins."
    if wanted.valid_until <= now:
        yield "/valid_until", "It ends after now."
    if wanted.valid_until - wanted.valid_from > LONGEST:
        yield "/valid_until", f"At most {LONGEST.days} days: who needs it longer extends it."
    if wanted.weed_date < wanted.valid_until.date():
        yield "/weed_date", "Its content is erased after it ends."
    if wanted.weed_date - wanted.valid_until.date() > LONGEST:
        yield "/weed_date", f"At most {LONGEST.days} days after its end."


def tidy(known: Mapping[str, Any]) -> dict[str, str]:
    """Without blanks around, and without what was left empty."""
    return {name: text for name, value in known.items() if (text := " ".join(str(value).split()))}
