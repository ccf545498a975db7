"""Where a body names somebody: terms as a coarse pattern for the database, then exactly."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from field_api.audit.rules.likeness import letters, phone

_PHONE = re.compile(r"(?:\+44|0044|0)(?:[ -]?[0-9]){9,10}")
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What a body must say, all of it that is given. `dob` is an ISO date."""

    surname: str = ""
    given_name: str = ""
    dob: str = ""
    vrm: str = ""
    phone: str = ""
    postcode: str = ""

    def given(self) -> dict[str, str]:
        found = {field.name: getattr(self, field.name).strip() for field in fields(self)}
        return {name: value for name, value in found.items() if value}


# A birth or a given name alone would fetch half the record.
ENOUGH = frozenset({"surname", "vrm", "phone", "postcode"})


def patterns(terms: Terms) -> list[str]:
    """POSIX patterns that any text that says the terms fits; some that does not fits too."""
    found = terms.given()
    if "phone" in found:
        # However it was spelt, its last nine digits are there, with what stood between them.
        found["phone"] = phone(found["phone"])[-9:]
    return [_loose(value) for value in found.values()]


def _loose(value: str) -> str:
    marks = [_one(mark) for mark in value if mark.isalnum()]
    return "[^[:alnum:]]{0,2}".join(marks)


def _one(mark: str) -> str:
    # An accent may be written or left out, on either side.
    return mark if mark.isascii() and mark.isdigit() else "." if not mark.isascii() else _bare(mark)


def _bare(mark: str) -> str:
    return f"[{mark.lower()}{mark.upper()}[:alpha:]]" if mark.lower() in "aeioucn" else mark


def places(body: Any, terms: Terms) -> list[str]:
    """JSON pointers (RFC 6901) of the texts that say the terms; [] where one is said nowhere."""
    wanted = terms.given()
    said: dict[str, list[str]] = {name: [] for name in wanted}
    for pointer, text in _texts(body, ""):
        for name, value in wanted.items():
            if _says(name, value, text):
                said[name].append(pointer)
    if not said or not all(said.values()):
        return []
    return sorted({pointer for pointers in said.values() for pointer in pointers})


def _says(name: str, value: str, text: str) -> bool:
    if name == "phone":
        return phone(value) in {phone(found) for found in _PHONE.findall(text)}
    if name in ("vrm", "postcode", "dob"):
        return letters(value) in letters(text)
    # A name as whole words: Ray is not in Murray. One of several words is looked for as written.
    wanted, words = value.split(), [letters(word) for word in re.split(r"[\s,;:./()\"]+", text)]
    sought = [letters(word) for word in wanted]
    return any(words[at : at + len(sought)] == sought for at in range(len(words)))


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _texts(each, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _texts(each, f"{pointer}/{place}")
