"""People as they are, and those who are easily taken for them; all by a seed."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from field_api.lib.identifiers.records import check_letter

_BRITISH = "Sample Example Testerson Mockford Standin Fakenham Dummett Placeholder Trialby".split()
_POLISH = "Testerski Makietowski Przykladowicz Fakovic Dummayev Probny Vzorkova".split()
_ASIAN = "Namoona Misaal Samplewala Udaharan Testhani".split()
_SHAPES: Mapping[str, tuple[list[str], list[str], list[str]]] = {
    "British": (
        "Alexander William Robert Michael Thomas Christopher Samuel Stephen Daniel Joseph".split(),
        "Margaret Elizabeth Catherine Jennifer Victoria Rebecca Deborah Susan Patricia".split(),
        _BRITISH,
    ),
    "hyphenated": (
        ["Anthony", "Benjamin", "Nicholas", "Timothy"],
        ["Jacqueline", "Samantha", "Pamela", "Anne-Marie"],
        [f"{one}-{other}" for one, other in zip(_BRITISH, _BRITISH[3:], strict=False)],
    ),
    "South Asian": (
        "Harpreet Mohammed|Tariq Gurdeep Imran Mohammed|Yusuf Ravinder".split(),
        "Harpreet Fatima Jasvinder Nasreen Parveen Sukhjit".split(),
        _ASIAN,
    ),
    "Eastern European": (
        "Tomasz Andrzej Sergei Oleksandr Krzysztof Dmitri".split(),
        "Katarzyna Agnieszka Yulia Natalia Svetlana Zofia".split(),
        _POLISH,
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """`who` is the truth: two records are of one person exactly when theirs is equal."""

    who: int
    shape: str
    given: str
    surname: str
    dob: date
    sex: str
    address: str
    postcode: str
    phone: str
    pnc_id: str


def someone(chance: random.Random, who: int) -> Person:
    shape = chance.choice(list(_SHAPES))
    men, women, surnames = _SHAPES[shape]
    sex = chance.choice("MF")
    given = chance.choice(men if sex == "M" else women).replace("|", " ")
    if shape == "South Asian" and chance.random() < 0.5:
        given += " Singh" if sex == "M" else " Kaur"
    return Person(
        who=who,
        shape=shape,
        given=given,
        surname=chance.choice(surnames),
        dob=date(1950, 1, 1) + timedelta(days=chance.randrange(20_000)),
        sex=sex,
        address=f"{chance.randrange(1, 200)} {chance.choice(['Old', 'New', 'High'])} Road",
        postcode=f"NN{chance.randrange(1, 9)} {chance.randrange(1, 9)}AA",
        phone=f"07700 {900_000 + chance.randrange(1000)}",
        pnc_id=_pnc_id(chance),
    )


def _pnc_id(chance: random.Random) -> str:
    year, serial = chance.randrange(1970, 2026), chance.randrange(1, 10_000_000)
    return f"{year}/{serial:07d}{check_letter(f'{year % 100:02d}{serial:07d}')}"


def _twin(of: Person, new: Person) -> Person:
    given = new.given if new.given != of.given else "Zoe"
    return replace(_home(of, new), surname=of.surname, dob=of.dob, given=given)


def _alexandra(of: Person, new: Person) -> Person:
    """A twin whose name is nearly the same one."""
    words = of.given.split()
    at = -2 if words[-1] in ("Singh", "Kaur") else -1
    words[at] += "a"
    sex = "F" if of.sex == "M" else "M"
    return replace(_twin(of, new), given=" ".join(words), sex=sex)


def _parent(of: Person, new: Person) -> Person:
    """Named after, at one address."""
    born = date(of.dob.year - 27, of.dob.month, min(of.dob.day, 28))
    return replace(_home(of, new), surname=of.surname, given=of.given, dob=born)


def _sibling(of: Person, new: Person) -> Person:
    return replace(_home(of, new), surname=of.surname, dob=of.dob + timedelta(days=700))


def _namesake(of: Person, new: Person) -> Person:
    return replace(new, given=of.given, surname=of.surname, sex=of.sex, shape=of.shape)


def _same_new_year(of: Person, new: Person) -> Person:
    """A namesake of whom, as of the other, only the year of birth was ever known."""
    return replace(_namesake(of, new), dob=of.dob)


def _same_house(of: Person, new: Person) -> Person:
    return _home(of, new)


def _same_birthday(of: Person, new: Person) -> Person:
    surname = new.surname if new.surname != of.surname else "Otherwise"
    return replace(new, given=of.given, dob=of.dob, sex=of.sex, surname=surname)


def _stranger(of: Person, new: Person) -> Person:
    return new


def _home(of: Person, new: Person) -> Person:
    return replace(new, address=of.address, postcode=of.postcode, phone=of.phone)


OTHERS: Mapping[str, Callable[[Person, Person], Person]] = {
    "twin": _twin,
    "twin of nearly the same name": _alexandra,
    "parent of the same name": _parent,
    "brother or sister": _sibling,
    "namesake": _namesake,
    "namesake, both born 1 January": _same_new_year,
    "shared house and telephone": _same_house,
    "same given name and birthday": _same_birthday,
    "stranger": _stranger,
}
