import pytest

from field_api.queries.rules import identity
from field_api.queries.rules.records import Record


def person(**values: object) -> Record:
    return Record("rms", "Records", "1", "person", values=values)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"name": "Daniel James OKAFOR"}, ("daniel", "okafor")),
        ({"name": "O'BRIEN-SMITH, Siân"}, ("sian", "obriensmith")),
        ({"surname": "Okafor", "forenames": "Daniel James"}, ("daniel", "okafor")),
        ({"surname": "Okafor", "given_names": "Daniel"}, ("daniel", "okafor")),
        ({"name": "Okafor"}, None),
        ({"name": ["", "Daniel Okafor"]}, ("daniel", "okafor")),
        ({}, None),
    ],
)
def test_names_are_read_in_the_ways_systems_write_them(
    values: dict[str, object], names: tuple[str, str] | None
) -> None:
    assert identity.names(person(**values)) == names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("81/34U", "1981/0000034U"),
        ("81/34u ", "19810000034U"),
        ("0273319Z", "2002/0073319Z"),
        ("02/73319Z", "20020073319Z"),
    ],
)
def test_a_pnc_id_is_one_however_it_is_written(one: str, other: str) -> None:
    assert identity.pnc_id(one) == identity.pnc_id(other)


def test_pnc_ids_of_two_people_differ() -> None:
    assert identity.pnc_id("1981/0000034U") != identity.pnc_id("1982/0000034U")


@pytest.mark.parametrize(
    "text", ["07700 900123", "+44 7700 900123", "0044 7700 900123", "+44 (0)7700 900123"]
)
def test_a_phone_number_is_one_however_it_is_written(text: str) -> None:
    assert identity.phone(text) == "07700900123"


def test_a_year_of_birth_alone_is_no_date_of_birth() -> None:
    assert identity.birth(person(dob="1990")) == ""
    assert identity.birth(person(dob="1990-03-02")) == "1990-03-02"
