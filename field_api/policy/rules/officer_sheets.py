"""A file of officers and their roles against who is there: what would change, or all that is wrong.

A line is an officer and one role of theirs, or an officer alone. Who is not in the file, and a role
that is not, stay as they are: files are seldom whole.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from field_api.identity.rules import Role
from field_api.policy.rules.sheets import Row, Wrong

_NUMBER = re.compile(r"[0-9A-Z]{1,12}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,}")
_LONGEST_EMAIL = 254
_DAY = timedelta(days=1)
_LONGEST = {"rank": 40, "given_name": 100, "surname": 100}


@dataclass(frozen=True, slots=True)
class Person:
    """`key` is their row, 0 for who is new."""

    number: str
    rank: str
    given_name: str
    surname: str
    email: str = ""
    key: int = 0
    serves: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A role in a unit, which is by its number; `ends_on` is the first day without it."""

    number: str
    unit: int
    role: Role
    starts_on: date
    ends_on: date | None = None
    key: int = 0

    @property
    def again(self) -> tuple[str, int, Role, date]:
        """By this it is known when it comes again."""
        return self.number, self.unit, self.role, self.starts_on


@dataclass(frozen=True, slots=True)
class Known:
    """The force as it stands: people by number, roles, open units by number and by name; names
    that several units have are not among these. `by` is the number of who brings the file.
    """

    people: Mapping[str, Person]
    held: Sequence[Held]
    units: Mapping[int, str]
    named: Mapping[str, int]
    by: str


@dataclass(slots=True)
class OfficerPlan:
    new: list[Person] = field(default_factory=list)
    changed: list[tuple[Person, Person]] = field(default_factory=list)
    given: list[Held] = field(default_factory=list)
    ended: list[tuple[Held, Held]] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def takes_two(self) -> bool:
        return bool(self.given)


def plan(rows: Sequence[Row], known: Known, *, since: date, today: date) -> OfficerPlan:
    """`since` is the day the file was tried: what began then may still begin though a second person
    took some days over it.
    """
    found = OfficerPlan()
    _People(known, found).read(rows)
    _Roles(known, found, since, today).read(rows)
    if found.wrong:
        return OfficerPlan(wrong=sorted(set(found.wrong)))
    return found


@dataclass(slots=True)
class _People:
    known: Known
    plan: OfficerPlan
    seen: dict[str, tuple[int, Person]] = field(default_factory=dict)

    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            person = self._person(row)
            if person is None:
                continue
            line, first = self.seen.setdefault(person.number, (row.line, person))
            if line == row.line:
                self._sort(row.line, person)
            elif first != person:
                text = f"It says another thing of this officer than line {line}."
                self.plan.wrong.append(Wrong(row.line, "number", text))

    def _person(self, row: Row) -> Person | None:
        number = row.cells["number"].upper()
        if not _NUMBER.fullmatch(number):
            text = "A collar number: letters and figures, 12 at most, without the force's."
            self.plan.wrong.append(Wrong(row.line, "number", text))
            return None
        said = {name: " ".join(row.cells[name].split()) for name in _LONGEST}
        wrong = [
            Wrong(row.line, name, f"1 to {most} characters.")
            for name, most in _LONGEST.items()
            if not 0 < len(said[name]) <= most
        ]
        email = row.cells["email"]
        if email and not (_EMAIL.fullmatch(email) and len(email) <= _LONGEST_EMAIL):
            wrong.append(Wrong(row.line, "email", "An address, such as a.sample@force.example."))
        self.plan.wrong += wrong
        was = self.known.people.get(number)
        if wrong:
            return None
        person = Person(number, said["rank"], said["given_name"], said["surname"], email)
        if was is None:
            return person
        return replace(person, email=email or was.email, key=was.key, serves=was.serves)

    def _sort(self, line: int, person: Person) -> None:
        was = self.known.people.get(person.number)
        if was is None:
            self.plan.new.append(person)
        elif person == was:
            self.plan.unchanged += 1
        elif person.number == self.known.by:
            self.plan.wrong.append(Wrong(line, "number", "Nobody changes what stands of them."))
        elif person.email != was.email:
            text = "Their address is theirs to change: leave it as it is, or empty."
            self.plan.wrong.append(Wrong(line, "email", text))
        else:
            self.plan.changed.append((was, person))


class _Roles:
    def __init__(self, known: Known, found: OfficerPlan, since: date, today: date) -> None:
        self.known, self.plan = known, found
        self.since, self.today = since, today
        self.there = {one.again: one for one in known.held}
        self.seen: dict[tuple[str, int, Role, date], int] = {}

    def read(self, rows: Sequence[Row]) -> None:
        read = [(row.line, held) for row in rows if (held := self._held(row)) is not None]
        for line, held in read:
            if self.seen.setdefault(held.again, line) != line:
                self._say(line, "role", f"The same role as in line {self.seen[held.again]}.")
            elif (was := self.there.get(held.again)) is None:
                self._give(line, held)
            elif was.ends_on == held.ends_on:
                self.plan.unchanged += 1
            else:
                self._end(line, was, held)
        self._check_held_once(read)

    def _say(self, line: int, column: str, text: str) -> None:
        self.plan.wrong.append(Wrong(line, column, text))

    def _held(self, row: Row) -> Held | None:
        cells, before = row.cells, len(self.plan.wrong)
        if not any(cells[name] for name in ("unit", "role", "starts_on", "ends_on")):
            return None
        unit = self._unit(cells["unit"])
        if unit is None:
            self._say(row.line, "unit", "There is no one unit of this name: take its number.")
        role = cells["role"].lower()
        if role not in list(Role):
            self._say(row.line, "role", f"One of {', '.join(Role)}.")
        starts, ends = self._day(row, "starts_on"), self._day(row, "ends_on")
        if starts is None and not cells["starts_on"]:
            self._say(row.line, "starts_on", "From which day?")
        if starts and ends and ends < starts:
            self._say(row.line, "ends_on", "It ends before it starts.")
        if unit is None or starts is None or len(self.plan.wrong) > before:
            return None
        return Held(cells["number"].upper(), unit, Role(role), starts, ends)

    def _unit(self, cell: str) -> int | None:
        if cell.isascii() and cell.isdigit():
            return int(cell) if len(cell) < 10 and int(cell) in self.known.units else None
        return self.known.named.get(" ".join(cell.split()).casefold())

    def _day(self, row: Row, name: str) -> date | None:
        """As people write it in England, or as it stands in files."""
        cell = row.cells[name]
        if not cell:
            return None
        try:
            if "/" in cell:
                day, month, year = map(int, cell.split("/"))
                if year > 1000:
                    return date(year, month, day)
            else:
                return date.fromisoformat(cell)
        except (ValueError, OverflowError):
            pass
        self._say(row.line, name, "A day, such as 2026-12-01 or 1/12/2026.")
        return None

    def _give(self, line: int, held: Held) -> None:
        person = self.known.people.get(held.number)
        if held.number == self.known.by:
            self._say(line, "role", "Nobody gives a role to themselves.")
        elif person is not None and not person.serves:
            self._say(line, "number", "This officer was stood down.")
        elif held.starts_on < self.since - _DAY:
            self._say(line, "starts_on", "A new role starts today or later.")
        elif held.ends_on is not None and held.ends_on <= max(held.starts_on, self.today):
            self._say(line, "ends_on", "A new role ends after today and after it starts.")
        else:
            self.plan.given.append(held)

    def _end(self, line: int, was: Held, held: Held) -> None:
        if held.number == self.known.by:
            self._say(line, "ends_on", "Nobody changes their own rights.")
        elif was.ends_on is not None and was.ends_on <= self.today:
            self._say(line, "ends_on", "This role has ended already.")
        elif held.ends_on is None or (was.ends_on is not None and held.ends_on > was.ends_on):
            self._say(line, "ends_on", "For longer, write a new line from the day it ends.")
        elif held.ends_on < self.today:
            self._say(line, "ends_on", "It ends today or later.")
        else:
            self.plan.ended.append((was, held))

    def _check_held_once(self, read: Sequence[tuple[int, Held]]) -> None:
        """One role in a unit at a time, by those that stand once the file is in."""
        stands = {one.again: one for one in self.known.held} | {one.again: one for _, one in read}
        spans: dict[tuple[str, int, Role], list[Held]] = {}
        for one in stands.values():
            if one.ends_on != one.starts_on:
                spans.setdefault((one.number, one.unit, one.role), []).append(one)
        new = {one.again for one in self.plan.given}
        for line, held in read:
            if held.again in new and any(
                _overlap(held, other)
                for other in spans.get((held.number, held.unit, held.role), ())
                if other.again != held.again
            ):
                self._say(line, "role", "They have this role there for some of that time.")


def _overlap(one: Held, other: Held) -> bool:
    ends = [held.ends_on or date.max for held in (one, other)]
    return one.starts_on < ends[1] and other.starts_on < ends[0]
