"""Pairs of people of whom it is known whether they are one: made by a seed, never anybody real."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

Person = dict[str, str]

_LAST = (
    "Sample Example Testerson Mockford Standin Fakenham Dummett Placeholder Trialby Draftley"
).split()
_FIRST = (
    "Alexander William Robert Margaret Elizabeth Catherine Michael Thomas Jennifer Christopher "
    "Victoria Samuel Rebecca Mohammed Deborah Stephen Patricia Anthony Susan Daniel"
).split()
_SHORT = {"Alexander": "Alex", "William": "Bill", "Robert": "Bob", "Margaret": "Maggie",
          "Elizabeth": "Liz", "Catherine": "Kate", "Michael": "Mick", "Thomas": "Tom",
          "Jennifer": "Jenny", "Christopher": "Chris", "Victoria": "Vicky", "Samuel": "Sam",
          "Rebecca": "Becky", "Mohammed": "Muhammad", "Deborah": "Debbie", "Stephen": "Steve",
          "Patricia": "Trish", "Anthony": "Tony", "Susan": "Sue", "Daniel": "Dan"}  # fmt: skip


def pairs(count: int = 400, seed: int = 6) -> Iterator[tuple[Person, Person, bool]]:
    """As many who are one as are not; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        one = _person(chance, number)
        yield one, chance.choice(_SAME)(one, chance), True
        yield one, chance.choice(_OTHERS)(one, chance, number), False


def _person(chance: random.Random, number: int) -> Person:
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
    return {
        "surname": chance.choice(_LAST),
        "given_names": chance.choice(_FIRST),
        "dob": born.isoformat(),
        "address": f"{chance.randrange(1, 200)} Sample Street",
        "postcode": f"NN{chance.randrange(1, 9)} {chance.randrange(1, 9)}AA",
        "phone": f"07700 {900_000 + number % 1000:06d}",
    }


def _again(one: Person, chance: random.Random) -> Person:
    return {**one, "address": "1 Other Road", "phone": ""}


def _short(one: Person, chance: random.Random) -> Person:
    return {**one, "given_names": _SHORT[one["given_names"]], "phone": ""}


def _slip(one: Person, chance: random.Random) -> Person:
    name = one["surname"]
    at = chance.randrange(1, len(name) - 1)
    return {**one, "surname": name[:at] + name[at + 1 :]}


def _swapped(one: Person, chance: random.Random) -> Person:
    return {**one, "surname": one["given_names"], "given_names": one["surname"]}


def _turned(one: Person, chance: random.Random) -> Person:
    year, month, day = one["dob"].split("-")
    return {**one, "dob": f"{year}-{day}-{month}" if int(day) <= 12 else one["dob"]}


def _moved(one: Person, chance: random.Random) -> Person:
    return {**one, "dob": one["dob"][:3] + str((int(one["dob"][3]) + 1) % 10) + one["dob"][4:]}


def _unborn(one: Person, chance: random.Random) -> Person:
    return {**one, "dob": ""}


def _twin(one: Person, chance: random.Random, number: int) -> Person:
    others = [name for name in _FIRST if name != one["given_names"]]
    return {**one, "given_names": chance.choice(others)}


def _parent(one: Person, chance: random.Random, number: int) -> Person:
    year = int(one["dob"][:4]) - 27
    return {**one, "dob": f"{year}{one['dob'][4:]}", "given_names": chance.choice(_FIRST)}


def _stranger(one: Person, chance: random.Random, number: int) -> Person:
    return _person(chance, number + 500)


def _namesake(one: Person, chance: random.Random, number: int) -> Person:
    other = _person(chance, number + 500)
    return {**other, "surname": one["surname"], "given_names": one["given_names"]}


def _neighbour(one: Person, chance: random.Random, number: int) -> Person:
    other = _person(chance, number + 500)
    return {**other, "address": one["address"], "postcode": one["postcode"], "dob": one["dob"]}


_SAME: tuple[Callable[[Person, random.Random], Person], ...] = (
    _again, _short, _slip, _swapped, _turned, _moved, _unborn,
)  # fmt: skip
_OTHERS: tuple[Callable[[Person, random.Random, int], Person], ...] = (
    _twin, _parent, _stranger, _namesake, _neighbour,
)  # fmt: skip
