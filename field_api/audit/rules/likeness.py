"""When two spellings are one detail, and what is kept of it: a keyed hash, never the detail.

A keyed hash hides a postcode or a number plate only from who lacks the key: there are few of them,
so the key stays out of the database and its backups.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b")
_PHONE = re.compile(r"(?<![0-9])(?:\+44|0044|0)(?:[ -]?[0-9]){9,10}(?![0-9])")
MOST_WALKED = 5_000


class Detail(StrEnum):
    """What an officer's own detail is. A name is compared with a birth or a given name, never
    alone: one surname in a thousand is Smith."""

    BORN = "born"  # surname and date of birth
    NAMED = "named"  # surname and first given name
    SURNAME = "surname"
    VRM = "vrm"
    PHONE = "phone"
    POSTCODE = "postcode"


_BY = {"vrm": Detail.VRM, "number": Detail.PHONE, "postcode": Detail.POSTCODE}
"""Terms of questions that are about no person by name."""


def letters(text: str) -> str:
    """Without accents, case, spaces or marks: O'Brién and obrien are one."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in flat if letter.isalnum())


def phone(text: str) -> str:
    """National digits, as 07700900123; whatever was typed where it is no British number."""
    digits = re.sub(r"[^0-9+]", "", text)
    for prefix in ("+44", "0044"):
        if digits.startswith(prefix):
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits


def plain(what: Detail, value: str) -> str:
    """The one spelling of a detail that is compared. Parts of a name are joined by `|`."""
    if what is Detail.PHONE:
        return phone(value)
    return "|".join(letters(part) for part in value.split("|"))


def hashed(key: bytes, what: str, value: str) -> bytes:
    """32 bytes of a detail in its one spelling."""
    return hmac.digest(key, f"fieldbook-likeness/1\n{what}\n{value}".encode(), "sha256")


def asked(kind: str, criteria: Mapping[str, str]) -> list[tuple[Detail, str]]:
    """What the terms of a question can be compared by, in one spelling; the strongest only.

    With a birth the given names are left out: a wrong birth is another person of that name.
    """
    if kind == "driver" and "number" in criteria:
        return []  # a driver number is no telephone's
    if kind not in ("person", "driver"):
        return [
            (what, plain(what, criteria[name])) for name, what in _BY.items() if name in criteria
        ]
    surname = letters(criteria.get("surname", ""))
    if born := criteria.get("dob"):
        return [(Detail.BORN, f"{surname}|{letters(born)}")]
    given = criteria.get("given_names", "").split()
    return [(Detail.NAMED, f"{surname}|{letters(given[0])}")] if given else []


def subject(kind: str, criteria: Mapping[str, str]) -> str:
    """One text for one subject of questions, to see that it is asked for again."""
    return "|".join([kind, *(letters(str(criteria[name])) for name in sorted(criteria))])


def found(bodies: Iterable[Any]) -> set[tuple[Detail, str]]:
    """Postcodes, phones, plates and surnames that a body says, in one spelling."""
    details: set[tuple[Detail, str]] = set()
    for name, text in walked(list(bodies)):
        upper = text.upper()
        details |= {(Detail.POSTCODE, letters(a + b)) for a, b in _POSTCODE.findall(upper)}
        details |= {(Detail.PHONE, phone(number)) for number in _PHONE.findall(text)}
        if name == "vrm" and letters(text):
            details.add((Detail.VRM, letters(text)))
        elif name == "surname" and letters(text):
            details.add((Detail.SURNAME, letters(text)))
        elif name in ("name", "keeper") and letters(text):
            words = re.split(r"[\s,]+", text.strip())
            # SAMPLE, Alex or Alex Sample: either end may be the surname.
            details |= {(Detail.SURNAME, letters(word)) for word in (words[0], words[-1]) if word}
    return details


def walked(value: Any) -> Iterator[tuple[str, str]]:
    """(field, text) for every text in a JSON value, at most 5,000."""
    left, seen = [("", value)], 0
    while left and seen < MOST_WALKED:
        name, one = left.pop()
        if isinstance(one, str):
            seen += 1
            yield name, one
        elif isinstance(one, Mapping):
            left += [(str(key), each) for key, each in one.items()]
        elif isinstance(one, list):
            left += [(name, each) for each in one]
