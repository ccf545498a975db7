"""The people and vehicles the sandbox systems know. All invented, and made so that they cannot be
anyone: surnames nobody bears, PNC numbers of the year 2099, telephone numbers Ofcom keeps for drama
(07700 900xxx), postcodes of the reserved area ZZ99, number plates of an age identifier not issued
before 2049. The one exception is FB26 DEM, which reads well in a demonstration.

The systems overlap, so that there is something to merge: most people are in two of them, some under
another spelling, some with a warning only one system holds, one with another date of birth, and one
pair of twins who must not become one person.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

TOWN = "Sampleford"
_STREETS = ("Placeholder Lane", "Mock Street", "Trial Road", "Specimen Close", "Draft Hill")
_SURNAMES = (
    "Sampleton",
    "Testwood",
    "Exampleby",
    "Mockridge",
    "Fictley",
    "Demoworth",
    "Specimenson",
    "Trialsworth",
    "Pretendle",
    "Inventley",
)
_FORENAMES = (
    ("Jordan", "M"),
    ("Robin", "F"),
    ("Casey", "F"),
    ("Alex", "M"),
    ("Morgan", "F"),
    ("Taylor", "M"),
    ("Jamie", "F"),
    ("Rowan", "M"),
)
_MAKES = (
    ("Ford", "Focus", "Silver"),
    ("Vauxhall", "Corsa", "Red"),
    ("Volkswagen", "Golf", "Black"),
    ("Toyota", "Yaris", "White"),
    ("Nissan", "Qashqai", "Grey"),
)
_CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

WARNINGS = {
    "VI": ("Violent", "Approach with a second officer."),
    "WE": ("Weapons", "Search early; blades found before."),
    "FI": ("Firearms", "Do not approach. Ask the control room first."),
    "DR": ("Drugs", "Take care with needles."),
    "ES": ("Escaper", "Has run from officers before."),
    "SH": ("Self harm", "Watch closely if detained."),
    "AT": ("Ailment", "Ask about medication."),
}


@dataclass(frozen=True, slots=True)
class Warning:
    """`on` is the day it was last confirmed."""

    code: str
    on: str

    def told(self) -> dict[str, str]:
        label, advice = WARNINGS[self.code]
        return {"code": self.code, "label": label, "advice": advice, "on": self.on}


@dataclass(frozen=True, slots=True)
class Person:
    ref: str
    surname: str
    forenames: str
    dob: str
    sex: str
    address: str = ""
    pnc_id: str = ""
    phone: str = ""
    also_known_as: tuple[str, ...] = ()
    warnings: tuple[Warning, ...] = ()
    handling: str = ""
    as_of: str = "2026-09-01T08:00:00Z"

    @property
    def name(self) -> str:
        return f"{self.forenames} {self.surname}"


@dataclass(frozen=True, slots=True)
class Vehicle:
    ref: str
    vrm: str
    make: str
    model: str
    colour: str
    keeper: str
    warnings: tuple[Warning, ...] = ()
    handling: str = ""
    as_of: str = "2026-09-01T08:00:00Z"


@dataclass(frozen=True, slots=True)
class Register:
    """What one system knows."""

    people: tuple[Person, ...]
    vehicles: tuple[Vehicle, ...]


def _pnc_id(serial: int) -> str:
    """`2099/0000001X`, with the check letter over year and serial a real one has."""
    return f"2099/{serial:07d}{_CHECK_LETTERS[int(f'99{serial:07d}') % 23]}"


def _person(n: int) -> Person:
    """The nth of the invented people, as everybody would agree on them."""
    forename, sex = _FORENAMES[n // len(_SURNAMES) % len(_FORENAMES)]
    born = date(1958, 1, 9) + timedelta(days=(n * 7919) % 17_500)
    return Person(
        ref="",
        surname=_SURNAMES[n % len(_SURNAMES)],
        forenames=forename,
        dob=born.isoformat(),
        sex=sex,
        address=f"{3 + n} {_STREETS[n % len(_STREETS)]}, {TOWN}, ZZ99 {n % 9 + 1}AA",
        pnc_id=_pnc_id(n + 1),
        phone=f"07700 900{n:03d}",
    )


def vehicle(n: int) -> Vehicle:
    """The nth of the invented vehicles, kept by the nth person."""
    make, model, colour = _MAKES[n % len(_MAKES)]
    vrm = f"{'ABCDEFGHJK'[n % 10]}{'BC'[n // 10]}9{n % 10} {'SMP' if n % 2 else 'TST'}"
    return Vehicle("", vrm, make, model, colour, keeper=PEOPLE[n].name)


PEOPLE = tuple(_person(n) for n in range(64))
KEEPER = replace(PEOPLE[0], dob="1991-04-17")  # Jordan Sampleton, keeper of FB26 DEM
SWAPPED = replace(PEOPLE[11], dob="1988-03-05")  # Robin Testwood; elsewhere 5 March is 3 May
ARMED = PEOPLE[22]  # Casey Exampleby, of whom only intelligence knows to beware
TWINS = tuple(
    replace(PEOPLE[3], forenames=name, dob="2001-07-30", pnc_id=_pnc_id(500 + n), phone="")
    for n, name in enumerate(("Sam", "Pat"))
)
DEMO = Vehicle("", "FB26 DEM", "Ford", "Focus", "Blue", keeper=KEEPER.name)


def _records() -> Register:
    people = [
        replace(KEEPER, warnings=(Warning("VI", "2025-03-02"),)),
        SWAPPED,
        *TWINS,
        *_but(PEOPLE[:28], 0, 3, 11),
    ]
    people[4] = replace(people[4], warnings=(Warning("AT", "2024-11-20"),))
    vehicles = [
        replace(DEMO, warnings=(Warning("WE", "2026-08-14"),)),
        *(vehicle(n) for n in range(1, 13)),
    ]
    return _numbered("RMS", people, vehicles, as_of="2026-11-20T23:10:00Z")


def _intelligence() -> Register:
    people = [
        replace(
            KEEPER,
            surname="Sampelton",
            forenames="Jordon",
            also_known_as=("Sampleton",),
            address=f"Flat 2, 88 Mock Street, {TOWN}, ZZ99 4AA",
            warnings=(Warning("DR", "2026-01-19"), Warning("WE", "2026-06-30")),
            handling="C",
        ),
        replace(SWAPPED, dob="1988-05-03", pnc_id="", phone="", handling="P"),
        replace(ARMED, warnings=(Warning("FI", "2026-10-05"),), handling="C"),
        replace(TWINS[1], warnings=(Warning("ES", "2025-12-01"),), handling="P"),
        *(
            replace(person, address="", handling="P")
            for person in _but(PEOPLE[:38], *range(14), 22)
        ),
        replace(PEOPLE[40], handling="R"),
    ]
    vehicles = [
        replace(DEMO, colour="Black", warnings=(Warning("FI", "2026-10-05"),), handling="C"),
        *(replace(vehicle(n), handling="P", keeper="") for n in range(5, 17)),
    ]
    return _numbered("INT", people, vehicles, as_of="2026-11-22T05:30:00Z")


def _stop_search() -> Register:
    """A register of searches knows what was said in the street: no numbers, and little else."""
    told = [KEEPER, SWAPPED, *TWINS, *_but(PEOPLE[:50], *range(14), 3, 11)]
    people = [replace(person, pnc_id="", phone="") for person in told]
    people[5] = replace(people[5], warnings=(Warning("SH", "2026-04-11"),))
    return _numbered("SSR", people, [], as_of="2026-11-21T18:00:00Z")


def _but(people: tuple[Person, ...], *left_out: int) -> list[Person]:
    return [person for n, person in enumerate(people) if n not in left_out]


def _numbered(prefix: str, people: list[Person], vehicles: list[Vehicle], as_of: str) -> Register:
    return Register(
        tuple(replace(p, ref=f"{prefix}-P-{n:04d}", as_of=as_of) for n, p in enumerate(people, 1)),
        tuple(
            replace(v, ref=f"{prefix}-V-{n:04d}", as_of=as_of) for n, v in enumerate(vehicles, 1)
        ),
    )


REGISTERS = {
    "records": _records(),
    "intelligence": _intelligence(),
    "stop-search": _stop_search(),
}


def register(name: str) -> Register:
    """What the system of this name knows; nothing, for one that answers no questions."""
    return REGISTERS.get(name, Register((), ()))
