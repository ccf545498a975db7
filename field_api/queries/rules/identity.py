"""A system's record as what is known of one person, vehicle, place…: spelled as ours are.

What two of them have to do with each other is not said here but where entries are compared too:
`intelligence.rules`. Systems differ in habits, not in what a person is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from field_api.intelligence.rules import Known
from field_api.lib import identifiers
from field_api.queries.rules.records import Record

_TYPES = {"driver": "person", "subject": "person", "address": "place", "location": "place"}
_NAMES = {
    "forenames": "given_names", "forename": "given_names", "first_name": "given_names",
    "last_name": "surname", "family_name": "surname",
    "date_of_birth": "dob", "birth_date": "dob", "gender": "sex",
    "licence_number": "driver_number", "dln": "driver_number", "cro_number": "cro",
    "nhs": "nhs_number", "ni_number": "nino", "passport_number": "passport",
    "telephone": "phone", "mobile": "phone", "registration": "vrm", "chassis_number": "vin",
}  # fmt: skip
_BY_TYPE = {
    ("place", "address"): "text",
    ("phone", "phone"): "number",
    ("property", "serial_number"): "serial",
}
_TITLES = frozenset("mr mrs ms miss mx dr rev sir".split())
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)


def known(record: Record) -> Known:
    """Raises nothing: what can't be read says nothing."""
    type = _TYPES.get(record.type, record.type)
    attributes: dict[str, Any] = {}
    for name, value in record.each():
        plain = _NAMES.get(name, name)
        plain = _BY_TYPE.get((type, plain), plain)
        text = _READ.get(plain, _text)(value)
        if text and text not in attributes.setdefault(plain, []):
            attributes[plain].append(text)
    if type == "person":
        attributes = {**_named(attributes), **attributes}
    attributes |= _postcode(attributes)
    # One value as it is, which is nearly always all: lists of one are read three times as slowly.
    said = {name: some[0] if len(some) == 1 else some for name, some in attributes.items()}
    return Known.typed(type, said)


def birth(value: Any) -> str:
    """As YYYY-MM-DD, or "": a year alone proves nothing. 3/4 is the third of April."""
    text = str(value).strip()
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _BRITISH.fullmatch(text):
        day, month, year = found.groups()
    else:
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def names(whole: str) -> tuple[str, str]:
    """(given names, surname) of a name in one line: `SAMPLE, Ann`, `Ann SAMPLE`, `Mr Ann Sample`.

    Words in capitals are the surname wherever they stand; else the last word is.
    """
    if "," in whole:
        last, _, first = whole.partition(",")
        return _untitled(first), last.strip()
    words = _untitled(whole).split()
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    if loud and len(loud) < len(words):
        return " ".join(word for word in words if word not in loud), " ".join(loud)
    return " ".join(words[:-1]), "".join(words[-1:])


def _untitled(text: str) -> str:
    return " ".join(word for word in text.split() if word.strip(".").lower() not in _TITLES)


def _named(attributes: Mapping[str, list[str]]) -> dict[str, list[str]]:
    if not (whole := next(iter(attributes.get("name", ())), "")):
        return {}
    given, surname = names(whole)
    return {name: [text] for name, text in (("given_names", given), ("surname", surname)) if text}


def _postcode(attributes: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The last words of an address are its postcode, in most systems."""
    if attributes.get("postcode"):
        return {}
    for address in attributes.get("address", ()):
        last = " ".join(address.replace(",", " ").split()[-2:])
        if code := identifiers.key("postcode", last):
            return {"postcode": [code]}
    return {}


def _text(value: Any) -> str:
    return ", ".join(_words(value))


def _words(value: Any) -> Iterator[str]:
    """Of an address in lines, or in named parts, all that it says."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif value is not None and not isinstance(value, bool) and str(value).strip():
        yield str(value).strip()


_READ: Mapping[str, Callable[[Any], str]] = {"dob": birth}
