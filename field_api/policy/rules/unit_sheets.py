"""A file of units against the units that are there: what would change, or all that is wrong."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from field_api.identity.rules.units import LONGEST_NAME, Did
from field_api.policy.rules.sheets import Row, Wrong

_NEW = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"", "no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class UnitStands:
    """A unit as it is: by its number, or, if it is yet to be made, by the file's word for it.
    `held` says whether somebody has a role in it or will.
    """

    key: str
    name: str
    under: str = ""
    closed: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One change, in an order in which they can be made one by one."""

    did: Did
    unit: UnitStands
    before: str = ""


@dataclass(frozen=True, slots=True)
class UnitPlan:
    steps: Sequence[Step]
    unchanged: int
    wrong: Sequence[Wrong]

    @property
    def takes_two(self) -> bool:
        """Where a unit moves, others supervise it: as if they were given a role."""
        return any(step.did is Did.MOVED for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Read:
    line: int
    unit: UnitStands


def plan(rows: Sequence[Row], known: Mapping[str, UnitStands]) -> UnitPlan:
    """`known` are the force's units by number."""
    wrong: list[Wrong] = []
    read = [one for row in rows if (one := _row(row, known, wrong)) is not None]
    _check_twice(read, wrong)
    _check_places(read, known.keys() | {row.cells["unit"].lower() for row in rows}, wrong)
    if not wrong:
        _check_rings(read, known, wrong)
    if wrong:
        return UnitPlan([], 0, sorted(wrong))
    read = _met_before(read, known)
    _check_twice(read, wrong)
    wanted = dict(known) | {one.unit.key: one.unit for one in read}
    _check_names(read, known, wanted, wrong)
    _check_closing(read, known, wanted, wrong)
    if wrong:
        return UnitPlan([], 0, sorted(wrong))
    steps = _steps(read, known, wanted)
    touched = {step.unit.key for step in steps}
    return UnitPlan(steps, sum(one.unit.key not in touched for one in read), [])


def _row(row: Row, known: Mapping[str, UnitStands], wrong: list[Wrong]) -> _Read | None:
    found = len(wrong)
    cells = row.cells
    key, under = cells["unit"].lower(), cells["under"].lower()
    name = " ".join(cells["name"].split())

    def say(column: str, text: str) -> None:
        wrong.append(Wrong(row.line, column, text))

    if key.isdigit() and key not in known:
        say("unit", "There is no unit of this number.")
    elif key and not key.isdigit() and not _NEW.fullmatch(key):
        say("unit", "The number of a unit, or for a new one a word such as new-1.")
    if not 0 < len(name) <= LONGEST_NAME:
        say("name", f"A name of 1 to {LONGEST_NAME} characters.")
    closed = cells["closed"].lower()
    if closed not in _YES | _NO:
        say("closed", "yes, or nothing.")
    if len(wrong) > found:
        return None
    held = key in known and known[key].held
    # A new unit that no other line names needs no word.
    unit = UnitStands(key or f"line-{row.line}", name, under, closed in _YES, held)
    return _Read(row.line, unit)


def _check_twice(read: Sequence[_Read], wrong: list[Wrong]) -> None:
    first: dict[str, int] = {}
    for one in read:
        if first.setdefault(one.unit.key, one.line) != one.line:
            text = f"The same unit as in line {first[one.unit.key]}."
            wrong.append(Wrong(one.line, "unit", text))


def _check_places(read: Sequence[_Read], keys: Set[str], wrong: list[Wrong]) -> None:
    for one in read:
        if one.unit.under and one.unit.under not in keys:
            text = "The number of a unit, or the word that another line has for a new one."
            wrong.append(Wrong(one.line, "under", text))


def _check_rings(
    read: Sequence[_Read], known: Mapping[str, UnitStands], wrong: list[Wrong]
) -> None:
    above = {key: unit.under for key, unit in known.items()}
    above |= {one.unit.key: one.unit.under for one in read}
    for one in read:
        seen, at = {one.unit.key}, one.unit.under
        while at and at not in seen:
            seen.add(at)
            at = above[at]
        if at:
            wrong.append(Wrong(one.line, "under", "It would stand below itself."))


def _met_before(read: Sequence[_Read], known: Mapping[str, UnitStands]) -> list[_Read]:
    """A new unit that is there already by this name, in this place, is that one: so a file that is
    brought in twice makes nothing twice. Parents come first in what this gives.
    """
    there = {(unit.under, unit.name): unit for unit in known.values()}
    numbers: dict[str, str] = {}
    found: list[_Read] = []
    for one in _parents_first(read):
        unit = replace(one.unit, under=numbers.get(one.unit.under, one.unit.under))
        met = None if unit.key in known else there.get((unit.under, unit.name))
        if met is not None:
            numbers[unit.key] = met.key
            unit = replace(unit, key=met.key, held=met.held)
        found.append(_Read(one.line, unit))
    return found


def _parents_first(read: Sequence[_Read]) -> list[_Read]:
    by_key = {one.unit.key: one for one in read}
    done: dict[str, _Read] = {}
    for one in read:
        path: list[_Read] = []
        at: _Read | None = one
        while at is not None and at.unit.key not in done:
            path.append(at)
            at = by_key.get(at.unit.under)
        done |= {each.unit.key: each for each in reversed(path)}
    return list(done.values())


def _check_names(
    read: Sequence[_Read],
    known: Mapping[str, UnitStands],
    wanted: Mapping[str, UnitStands],
    wrong: list[Wrong],
) -> None:
    """Nor may a name be had that another gives up in the same file: one comes before the other."""
    for stands in (known, wanted):
        having = {(unit.under, unit.name): key for key, unit in stands.items()}
        wrong += [
            Wrong(one.line, "name", "Another unit in the same place has this name.")
            for one in read
            if having.get((one.unit.under, one.unit.name), one.unit.key) != one.unit.key
        ]
    wrong[:] = sorted(set(wrong))


def _check_closing(
    read: Sequence[_Read],
    known: Mapping[str, UnitStands],
    wanted: Mapping[str, UnitStands],
    wrong: list[Wrong],
) -> None:
    lines = {one.unit.key: one.line for one in read}
    for key, unit in wanted.items():
        before = known.get(key)
        line = lines.get(key) or lines.get(unit.under)
        if line and unit.under and wanted[unit.under].closed and not unit.closed:
            wrong.append(Wrong(line, "closed", "An open unit can't stand below a closed one."))
        if key not in lines or not unit.closed:
            continue
        if before is None:
            wrong.append(Wrong(lines[key], "closed", "A new unit is open."))
        elif unit.held and not before.closed:
            wrong.append(Wrong(lines[key], "closed", "Somebody has a role in it, or will."))


def _steps(
    read: Sequence[_Read], known: Mapping[str, UnitStands], wanted: Mapping[str, UnitStands]
) -> list[Step]:
    """What is opened, made, moved, renamed and closed, in this order: so a unit never stands under
    one that is not there, or is not open.
    """
    units = [one.unit for one in read]  # parents first
    changed = [(unit, known[unit.key]) for unit in units if unit.key in known]
    opened = [Step(Did.OPENED, unit) for unit, was in changed if was.closed and not unit.closed]
    made = [Step(Did.MADE, unit) for unit in units if unit.key not in known]
    moved = [
        Step(Did.MOVED, unit, _name(was.under, wanted))
        for unit, was in changed
        if was.under != unit.under
    ]
    renamed = [Step(Did.RENAMED, unit, was.name) for unit, was in changed if was.name != unit.name]
    closed = [Step(Did.CLOSED, unit) for unit, was in changed if unit.closed and not was.closed]
    return [*opened, *made, *moved, *renamed, *reversed(closed)]


def _name(key: str, wanted: Mapping[str, UnitStands]) -> str:
    return wanted[key].name if key else ""
