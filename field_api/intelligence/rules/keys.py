"""What a mention is found again by: exact keys, and blocks in which people are worth comparing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from field_api.intelligence.rules import names
from field_api.lib import identifiers

Attributes = Mapping[str, Any]


class Key(NamedTuple):
    """`kind` is one of `x-identifier`, or one of those below."""

    kind: str
    value: str


NAMED, ACCOUNT, SERIAL, NUMBER, ADDRESS = "named", "account", "serial", "number", "address"
PLACE, PREMISES, ORGANISATION = "place", "premises", "organisation"
DOUBTFUL = "doubtful"
"""A number that is questioned (lib/identifiers/trust.py), with its kind before it."""
CALLED, SOUNDS, ABOUT, BORN = "called", "sounds", "about", "born"
BLOCKS = frozenset({CALLED, SOUNDS, ABOUT, BORN, ADDRESS})
"""Kinds that only say whom to compare. All others prove something by themselves."""

NATIONAL = frozenset({"pnc-id", "cro", "driver-number", "nino", "nhs-number", "passport"})
"""Of one person, for life or for years: two who bear different ones of a kind are two people."""

PARTING = NATIONAL | {"vin"}
"""Two that bear different ones of a kind are never joined, whatever else they share."""

_BY_NAME = {
    "pnc_id": "pnc-id", "cro": "cro", "driver_number": "driver-number", "nino": "nino",
    "nhs_number": "nhs-number", "passport": "passport", "phone": "phone", "email": "email",
    "vrm": "vrm", "vin": "vin", "imei": "imei", "url": "url", "handle": "handle",
    "ip_address": "ip-address", "file_hash": "file-hash", "what3words": "what3words",
    "uprn": "uprn",
}  # fmt: skip
_BY_TYPE = {
    ("phone", "number"): "phone",
    ("email", "address"): "email",
    ("wallet", "address"): "wallet",
    ("property", "serial"): SERIAL,
    ("weapon", "serial"): SERIAL,
    ("document", "number"): NUMBER,
    ("place", "text"): PLACE,
    ("organisation", "name"): ORGANISATION,
}
LONGEST = 200
"""Characters of a key's value: a link of a thousand is the same link by its first two hundred."""

_PAIRED = "account_number"
_NUMBERED = re.compile(r"_[0-9]+$")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def texts(attributes: Attributes, name: str) -> list[str]:
    """Every text given for it: where several fields say the same thing, `phone_2` is another."""
    value = attributes.get(name)
    if value is None:
        return []
    if isinstance(value, str) and f"{name}_2" not in attributes:  # nearly always
        return [text] if (text := value.strip()) else []
    found: list[str] = []
    for number in range(1, 20):
        value = attributes.get(name if number == 1 else f"{name}_{number}")
        if value is None:
            break
        found += [text for one in _each(value) if (text := _text(one))]
    return found


def base(attribute: str) -> str:
    """`phone` of `phone_2`."""
    return _NUMBERED.sub("", attribute) if attribute[-1:].isdigit() else attribute


def _each(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("text")
    return value.strip() if isinstance(value, str) else ""


def exact(type: str, attributes: Attributes) -> dict[str, tuple[Key, ...]]:
    """By attribute, so that a key goes with the attribute where a reader may not see it."""
    found: dict[str, tuple[Key, ...]] = {}
    for name in attributes:
        if kind := _kind(type, name):
            found[name] = tuple(_exact(kind, name, attributes))
    if type == "person" and (whole := _named(attributes)):
        found["dob"] = (*found.get("dob", ()), whole)
    if type == "place" and (premises := _premises(attributes)):
        found["text"] = (*found.get("text", ()), Key(PREMISES, premises))
    return {name: keys for name, keys in found.items() if keys}


def blocks(type: str, attributes: Attributes) -> dict[str, tuple[Key, ...]]:
    """The same of blocks. Those of a name go with the surname."""
    if type != "person":
        return {}
    last, first = surname(attributes), "".join(given(attributes)[:1])
    found = {"surname": tuple(_blocks(last, first, _years(attributes)))}
    found["dob"] = tuple(Key(BORN, day) for day in births(attributes)[:1])
    if home := address(attributes):
        found["address"] = (Key(ADDRESS, home),)
    return {name: keys for name, keys in found.items() if keys}


def probes(type: str, attributes: Attributes) -> set[Key]:
    """All to look for: also names the wrong way round, days and months, a year to each side."""
    asked = {key for keys in exact(type, attributes).values() for key in keys}
    return asked | around(type, attributes)


def around(type: str, attributes: Attributes) -> set[Key]:
    """Of those the blocks alone, for whoever has the exact keys already."""
    if type != "person":
        return set()
    asked = {key for keys in blocks(type, attributes).values() for key in keys}
    last, first = surname(attributes), "".join(given(attributes)[:1])
    years = [year + by for year in _years(attributes) for by in (-1, 0, 1)]
    asked |= {*_blocks(last, first, years), *_blocks(first, last, years)}
    for day in births(attributes):
        asked |= {Key(BORN, day), Key(BORN, turned(day))}
    return asked


def births(attributes: Attributes) -> list[str]:
    """Dates of birth as YYYY-MM-DD."""
    return [text for text in texts(attributes, "dob") if _DAY.fullmatch(text)]


def turned(day: str) -> str:
    """Day and month the wrong way round: only where that is a date too."""
    year, month, date = day.split("-")
    return f"{year}-{date}-{month}" if int(date) <= 12 else day


def address(attributes: Attributes) -> str:
    """A home: the number of the house with the postcode, or the words where one is missing."""
    said = " ".join(texts(attributes, "address")).lower()
    code = identifiers.key("postcode", " ".join(texts(attributes, "postcode"))) or ""
    number = re.search(r"\d+[a-z]?", said)
    if code and number:
        return f"{number[0]} {code}"
    words = " ".join(re.findall(r"[a-z0-9]+", said))
    return words if number and len(words) >= 8 else ""


def surname(attributes: Attributes) -> str:
    return names.plain(next(iter(texts(attributes, "surname")), ""))


def given(attributes: Attributes) -> tuple[str, ...]:
    return words(attributes, "given_names")


def words(attributes: Attributes, name: str) -> tuple[str, ...]:
    """Each word of a name by itself, plain."""
    return names.given(next(iter(texts(attributes, name)), ""))


def _premises(attributes: Attributes) -> str:
    """One door: the house and the postcode, which may stand in the words."""
    said = "".join(texts(attributes, "text")[:1])
    last = " ".join(said.replace(",", " ").split()[-2:])
    code = identifiers.key("postcode", "".join(texts(attributes, "postcode")[:1]) or last)
    number = identifiers.house(said)
    return f"{number} {code}" if number and code else ""


@lru_cache(maxsize=1024)
def _kind(type: str, name: str) -> str:
    """Of the key an attribute of this name gives; empty where it gives none."""
    plain = base(name)
    return (
        _BY_TYPE.get((type, plain)) or _BY_NAME.get(plain) or (ACCOUNT if name == _PAIRED else "")
    )


def _exact(kind: str, name: str, attributes: Attributes) -> Iterator[Key]:
    if kind != ACCOUNT:
        for text in map(_text, _each(attributes[name])):
            if value := _normal(kind, text):
                yield _trusted(kind, value, attributes)
    else:
        sort = "".join(texts(attributes, "sort_code")[:1])
        pair = _normal("sort-code", sort), _normal("account-number", _text(attributes[name]))
        if all(pair):
            both = all(map(identifiers.sure, ("sort-code", "account-number"), pair))
            yield _key(ACCOUNT, "/".join(pair), both)


def _trusted(kind: str, value: str, attributes: Attributes) -> Key:
    """Of two platforms one name is two people: without its platform a handle proves nothing."""
    if kind == "handle":
        where = " ".join(texts(attributes, "platform")[:1]).casefold().split()
        at = f"{value}@{' '.join(where)}"[:LONGEST]
        return _key(kind, at if where else value, bool(where and identifiers.sure(kind, value)))
    return _key(kind, value, kind not in identifiers.READERS or bool(identifiers.sure(kind, value)))


def _key(kind: str, value: str, sure: bool) -> Key:
    return Key(kind, value) if sure else Key(DOUBTFUL, f"{kind} {value}"[:LONGEST])


def _normal(kind: str, text: str) -> str:
    if not text:
        return ""
    if kind in (SERIAL, NUMBER):
        bare = re.sub(r"[^A-Z0-9]", "", text.upper())
        return bare if len(bare) >= 5 else ""
    if kind in (PLACE, ORGANISATION):
        words = " ".join(re.findall(r"[a-z0-9]+", text.lower()))
        return words[:LONGEST] if len(words) >= 5 else ""
    return (identifiers.key(kind, text) or "")[:LONGEST]


def _named(attributes: Attributes) -> Key | None:
    last, first, born = surname(attributes), given(attributes)[:1], births(attributes)[:1]
    return Key(NAMED, f"{last}|{first[0]}|{born[0]}") if last and first and born else None


def _years(attributes: Attributes) -> list[int]:
    return [int(day[:4]) for day in births(attributes)[:1]]


def _blocks(last: str, first: str, years: Iterable[int]) -> Iterator[Key]:
    if last and first:
        yield Key(CALLED, f"{last}|{first}")
        sounds = {names.sound(name) for name in names.longs(first)}
        yield from (Key(SOUNDS, f"{names.sound(last)}|{one}") for one in sorted(sounds))
    for year in years if last else ():
        yield Key(ABOUT, f"{names.sound(last)}|{year}")
