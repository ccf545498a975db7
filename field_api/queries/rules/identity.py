"""When two records speak of one person or one vehicle, and how sure that is.

Each test gives a record a set of keys; records that share a key pass it together. The tests run in
the order of `TESTS`, strongest first. Nothing is scored: an officer is told the reason in words.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from field_api.queries.rules.asking import vrm
from field_api.queries.rules.records import Record


class Confidence(StrEnum):
    SAME = "same"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Test:
    """`apart` names fields that forbid joining when both sides give them and differ."""

    why: str
    confidence: Confidence
    keys: Callable[[Record], set[str]]
    apart: tuple[str, ...]


def plain(text: str) -> str:
    """Letters only, without accents or case: `O'Brién` and `obrien` are one name."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if letter.isalpha())


def names(record: Record) -> tuple[str, str] | None:
    """(first forename, surname), plain; None when the record does not give both."""
    forename, surname = _written(record)
    first = plain(forename.split()[0]) if forename.split() else ""
    return (first, plain(surname)) if first and plain(surname) else None


def _written(record: Record) -> tuple[str, str]:
    surname = next(iter(record.texts("surname")), "")
    given = record.texts("forenames") + record.texts("given_names") + record.texts("forename")
    if surname and given:
        return given[0], surname
    whole = next(iter(record.texts("name")), "")
    if "," in whole:
        last, _, first = whole.partition(",")
        return first, last
    first, _, last = whole.rpartition(" ")
    return first, last


def birth(record: Record) -> str:
    """The date of birth as YYYY-MM-DD, or ""; a year alone proves nothing."""
    given = next(iter(record.texts("dob")), "")
    return given if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given) else ""


def pnc_id(text: str) -> str:
    """`81/34U`, `1981/0000034U` and `19810000034U` as one key: two digits of year, serial, letter.

    The check letter is not verified: a wrong one only compares unequal.
    """
    found = re.fullmatch(r"(?:\d{2})?(\d{2})/(\d{1,7})([A-Z])", text.strip().upper())
    found = found or re.fullmatch(r"\d{2}(\d{2})(\d{7})([A-Z])", text.strip().upper())
    found = found or re.fullmatch(r"(\d{2})(\d{1,7})([A-Z])", text.strip().upper())
    return f"{found[1]}/{found[2]:0>7}{found[3]}" if found else vrm(text)


def phone(text: str) -> str:
    """National digits, so that +44 7700 900123 and 07700 900123 are one number."""
    digits = re.sub(r"\D", "", text)
    abroad = re.fullmatch(r"(?:00)?440?(\d{9,10})", digits)
    return f"0{abroad[1]}" if abroad else digits


IDENTIFIERS: Mapping[str, Callable[[str], str]] = {
    "pnc_id": pnc_id,
    "cro": vrm,
    "driver_number": vrm,
    "vin": vrm,
    "vrm": vrm,
    "phone": phone,
    "dob": str.strip,
}


def identifiers(record: Record, name: str) -> set[str]:
    """Every value of an identifying field, spelled so that equal ones compare equal."""
    return {key for text in record.texts(name) if (key := IDENTIFIERS[name](text))}


def _by(name: str, kind: str) -> Callable[[Record], set[str]]:
    return lambda record: identifiers(record, name) if record.type == kind else set()


def _record(record: Record) -> set[str]:
    return {f"{record.system}|{record.type}|{record.ref}"} if record.ref else set()


def _name_and_birth(record: Record) -> set[str]:
    return _named(record, lambda first, last, born: {f"{first}|{last}|{born}"})


def _swapped(record: Record) -> set[str]:
    return _named(record, lambda first, last, born: {"|".join([*sorted((first, last)), born])})


def _near(record: Record) -> set[str]:
    """One slip of the pen in either name, or a short form that keeps the first three letters."""

    def keys(first: str, last: str, born: str) -> set[str]:
        return (
            {f"first|{slip}|{last}|{born}" for slip in _slips(first)}
            | {f"last|{first}|{slip}|{born}" for slip in _slips(last)}
            | {f"short|{first[:3]}|{last}|{born}"}
        )

    return _named(record, keys)


def _day_and_month(record: Record) -> set[str]:
    def keys(first: str, last: str, born: str) -> set[str]:
        year, month, day = born.split("-")
        return {"|".join([first, last, year, *sorted((month, day))])}

    return _named(record, keys)


def _named(record: Record, keys: Callable[[str, str, str], set[str]]) -> set[str]:
    written, born = names(record), birth(record)
    if record.type != "person" or not written or not born:
        return set()
    return keys(*written, born)


def _slips(name: str) -> set[str]:
    # Two spellings that differ by one letter added, lost, changed or swapped with its neighbour
    # become equal when the right letter is left out of each.
    return {name} | {
        name[:place] + name[place + 1 :] for place in range(len(name)) if len(name) > 3
    }


_PERSON, _VEHICLE = ("pnc_id",), ("vin",)  # a shared plate with two VINs is a clone, not a car

TESTS: tuple[Test, ...] = (
    Test("same record", Confidence.SAME, _record, _PERSON + _VEHICLE),
    Test("same PNC ID", Confidence.SAME, _by("pnc_id", "person"), ()),
    Test("same CRO number", Confidence.SAME, _by("cro", "person"), _PERSON),
    Test("same driver number", Confidence.SAME, _by("driver_number", "person"), _PERSON),
    Test("same VIN", Confidence.SAME, _by("vin", "vehicle"), ()),
    Test("same registration", Confidence.SAME, _by("vrm", "vehicle"), _VEHICLE),
    Test("same name and date of birth", Confidence.SAME, _name_and_birth, _PERSON),
    Test("names swapped, same date of birth", Confidence.POSSIBLE, _swapped, _PERSON),
    Test("nearly the same name, same date of birth", Confidence.POSSIBLE, _near, _PERSON),
    Test("same name, day and month swapped", Confidence.POSSIBLE, _day_and_month, _PERSON),
    # A household shares a telephone; the date of birth tells its members apart where it is known.
    Test("same phone number", Confidence.POSSIBLE, _by("phone", "person"), (*_PERSON, "dob")),
)
