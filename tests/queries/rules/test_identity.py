"""Habits of systems: one person, however a record writes them down."""

from typing import Any

import pytest

from field_api.intelligence.rules import Key, keys
from field_api.queries.rules import identity
from field_api.queries.rules.records import Record


def known(type: str = "person", **values: Any) -> Any:
    return identity.known(Record("rms", "Records", "1", type, values=values))


@pytest.mark.parametrize(
    ("values", "given", "surname"),
    [
        ({"name": "Daniel James OKAFOR"}, "Daniel James", "OKAFOR"),
        ({"name": "OKAFOR Daniel"}, "Daniel", "OKAFOR"),
        ({"name": "Mrs Ada Okafor"}, "Ada", "Okafor"),
        ({"name": "O'BRIEN-SMITH, Mr. Sion"}, "Sion", "O'BRIEN-SMITH"),
        ({"surname": "Okafor", "forenames": "Daniel James"}, "Daniel James", "Okafor"),
        ({"surname": "Okafor", "given_names": "Daniel", "name": "X Y"}, "Daniel", "Okafor"),
        ({"last_name": "Okafor", "first_name": "Daniel"}, "Daniel", "Okafor"),
        ({"name": ["", "Daniel Okafor"]}, "Daniel", "Okafor"),
        ({"name": "Okafor"}, "", "Okafor"),
        ({}, "", ""),
    ],
    ids=str,
)
def test_names_are_read_in_the_ways_systems_write_them(
    values: dict[str, Any], given: str, surname: str
) -> None:
    found = known(**values).attributes
    assert found.get("given_names", "") == given
    assert found.get("surname", "") == surname


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1990-03-02", "1990-03-02"),
        ("19900302", "1990-03-02"),
        ("1990-03-02T00:00:00Z", "1990-03-02"),
        ("02/03/1990", "1990-03-02"),
        ("2.3.1990", "1990-03-02"),
        ("1990", ""),
        ("31/02/1990", ""),
        (1990, ""),
        ("", ""),
    ],
)
def test_a_birth_is_a_whole_day_or_nothing(text: Any, day: str) -> None:
    assert identity.birth(text) == day


@pytest.mark.parametrize(
    ("type", "values", "key"),
    [
        ("person", {"pnc_id": "81/34u"}, Key("pnc-id", "1981/0000034U")),
        (
            "driver",
            {"licence_number": "MORGA657054SM9IJ"},
            Key("driver-number", "MORGA657054SM9IJ"),
        ),
        ("vehicle", {"registration": "ab12 cde"}, Key("vrm", "AB12CDE")),
        ("phone", {"telephone": "07700 900123"}, Key("phone", "+447700900123")),
        ("address", {"address": "12 Old Road, NN1 1AA"}, Key("premises", "12 NN1 1AA")),
        ("location", {"uprn": "100023336956"}, Key("uprn", "100023336956")),
        ("person", {"phone": ["nonsense", "07700900123"]}, Key("phone", "+447700900123")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_numbers_become_the_keys_of_entries(type: str, values: dict[str, Any], key: Key) -> None:
    assert key in known(type, **values).keys


def test_a_home_is_one_in_lines_in_words_and_with_its_postcode_apart() -> None:
    made = [
        {"address": "12 Old Road, Sampleton NN1 1AA"},
        {"address": {"line_1": "12 Old Road", "town": "Sampleton", "postcode": "NN1 1AA"}},
        {"address": "12 Old Rd", "postcode": "nn11aa"},
    ]
    homes = {keys.address(known(**values).attributes) for values in made}
    assert len(homes) == 1


def test_what_makes_no_sense_says_nothing() -> None:
    odd = {"dob": {"year": 1990}, "name": [[]], "vrm": True, "phone": -0.0, "address": [None]}
    assert known(**odd).keys == frozenset()
