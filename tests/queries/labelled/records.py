"""What six systems hold of them, each with its habits, and what went wrong in writing it down."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from field_api.queries.rules.records import Record
from tests.queries.labelled.people import OTHERS, Person, someone

SHORT = {
    "Alexander": "Alex", "William": "Bill", "Robert": "Bob", "Margaret": "Maggie",
    "Elizabeth": "Liz", "Catherine": "Kate", "Michael": "Mick", "Thomas": "Tom",
    "Jennifer": "Jenny", "Christopher": "Chris", "Victoria": "Vicky", "Samuel": "Sam",
    "Rebecca": "Becky", "Deborah": "Debbie", "Stephen": "Steve", "Patricia": "Trish",
    "Anthony": "Tony", "Susan": "Sue", "Daniel": "Dan", "Joseph": "Joe", "Benjamin": "Ben",
    "Nicholas": "Nick", "Timothy": "Tim", "Jacqueline": "Jackie", "Samantha": "Sam",
    "Pamela": "Pam", "Tomasz": "Tomek", "Katarzyna": "Kasia", "Agnieszka": "Aga",
    "Krzysztof": "Krzysiek", "Svetlana": "Sveta", "Dmitri": "Dima", "Natalia": "Natasha",
    "Mohammed": "Muhammad",
}  # fmt: skip
_LATIN = {"Sergei": "Sergey", "Oleksandr": "Aleksandr", "Yulia": "Julia", "Dmitri": "Dmitry",
          "Andrzej": "Andrej", "Zofia": "Sofia"}  # fmt: skip

Slip = Callable[[Person, random.Random], Person]


@dataclass(frozen=True, slots=True)
class Told:
    """One record, whose it is, and what happened to it on its way into the system."""

    record: Record
    who: int
    slip: str
    other: str


def _as_it_is(one: Person, chance: random.Random) -> Person:
    return one


def _typo(one: Person, chance: random.Random) -> Person:
    name = one.surname
    at = chance.randrange(1, len(name) - 2)
    letter = chance.choice("aeiorstn")
    slipped = chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )
    return replace(one, surname=slipped)


def _swapped(one: Person, chance: random.Random) -> Person:
    return replace(one, given=one.surname, surname=one.given)


def _short(one: Person, chance: random.Random) -> Person:
    first = one.given.split()[0]
    return replace(one, given=SHORT.get(first, first))


def _initial(one: Person, chance: random.Random) -> Person:
    return replace(one, given=one.given[0])


def _shaped(one: Person, chance: random.Random) -> Person:
    """How a clerk who does not know the custom writes it."""
    given, surname = one.given.split(), one.surname
    if one.shape == "hyphenated":
        return replace(one, surname=chance.choice(surname.split("-")))
    if given[-1] in ("Singh", "Kaur"):
        return replace(one, given=" ".join(given[:-1]), surname=given[-1])
    if given[0] == "Mohammed":
        return replace(one, given=" ".join(given[1:]))
    if surname.endswith(("ski", "ska")):
        return replace(one, surname=surname[:-1] + ("a" if surname[-1] == "i" else "i"))
    return replace(one, given=_LATIN.get(one.given, one.given))


def _turned(one: Person, chance: random.Random) -> Person:
    born = one.dob
    return replace(one, dob=date(born.year, born.day, born.month)) if born.day <= 12 else one


def _one_figure(one: Person, chance: random.Random) -> Person:
    year = one.dob.year // 10 * 10 + (one.dob.year + chance.randrange(1, 10)) % 10
    return replace(one, dob=date(year, one.dob.month, min(one.dob.day, 28)))


def _moved(one: Person, chance: random.Random) -> Person:
    return replace(one, address="1 Elsewhere Lane", postcode="NN9 9ZZ", phone="")


def _birth_unknown(one: Person, chance: random.Random) -> Person:
    return replace(one, dob=date.min)


SLIPS: Mapping[str, Slip] = {
    "as it is": _as_it_is,
    "another home": _moved,
    "typo in the surname": _typo,
    "typo, another home": lambda one, chance: _moved(_typo(one, chance), chance),
    "short or foreign form": _short,
    "initial": _initial,
    "names swapped": _swapped,
    "shape of the name": _shaped,
    "day and month swapped": _turned,
    "one figure of the year": _one_figure,
    "no date of birth": _birth_unknown,
}


def _records(one: Person) -> dict[str, Any]:
    return {"surname": one.surname, "forenames": one.given, "dob": _iso(one),
            "address": f"{one.address}, {one.postcode}", "sex": one.sex}  # fmt: skip


def _national(one: Person) -> dict[str, Any]:
    british = _iso(one) and one.dob.strftime("%d/%m/%Y")
    return {"name": f"{one.surname.upper()}, {one.given}", "dob": british, "pnc_id": one.pnc_id}


def _custody(one: Person) -> dict[str, Any]:
    return {"name": f"{one.given} {one.surname.upper()}", "dob": _iso(one),
            "pnc_id": one.pnc_id, "phone": one.phone, "sex": one.sex}  # fmt: skip


def _intelligence(one: Person) -> dict[str, Any]:
    return {"surname": one.surname, "given_names": one.given, "dob": _iso(one),
            "phone": [one.phone], "address": one.address, "postcode": one.postcode}  # fmt: skip


def _drivers(one: Person) -> dict[str, Any]:
    home = {"line_1": one.address, "postcode": one.postcode}
    return {"last_name": one.surname.upper(), "first_name": one.given.upper(),
            "date_of_birth": _iso(one).replace("-", ""), "address": home}  # fmt: skip


def _housing(one: Person) -> dict[str, Any]:
    title = "Mr" if one.sex == "M" else "Ms"
    return {"name": f"{title} {one.given} {one.surname}", "dob": _iso(one),
            "address": f"{one.address} {one.postcode}", "telephone": one.phone}  # fmt: skip


SYSTEMS: Mapping[str, Callable[[Person], dict[str, Any]]] = {
    "records": _records, "national": _national, "custody": _custody,
    "intelligence": _intelligence, "drivers": _drivers, "housing": _housing,
}  # fmt: skip


def _iso(one: Person) -> str:
    return "" if one.dob == date.min else one.dob.isoformat()


def answers(seed: int, questions: int = 60) -> Iterator[list[Told]]:
    """For each question what the systems hold of somebody and of somebody like them."""
    chance = random.Random(seed)
    for number in range(questions):
        other = list(OTHERS)[number % len(OTHERS)]
        one = someone(chance, 2 * number)
        if "1 January" in other:
            one = replace(one, dob=date(one.dob.year, 1, 1))
        like = replace(OTHERS[other](one, someone(chance, 2 * number)), who=2 * number + 1)
        yield [told for each in (one, like) for told in _told(each, other, chance)]


def _told(one: Person, other: str, chance: random.Random) -> Iterator[Told]:
    """As it is in two systems, and in two more as it went in there."""
    systems = chance.sample(list(SYSTEMS), 4)
    slips = ["as it is", "as it is", *chance.sample(list(SLIPS)[1:], 2)]
    for system, slip in zip(systems, slips, strict=True):
        values = SYSTEMS[system](SLIPS[slip](one, chance))
        if chance.random() < 0.5:
            values.pop("pnc_id", None)
        ref = f"{system}-{one.who}"
        record = Record(system, system.title(), ref, "person", values=values)
        yield Told(record, one.who, slip, other)
