"""What stands now, as files of units and officers are held against it, and as it is taken away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from field_api.identity.models import Force, Officer, Posting, Unit
from field_api.identity.models.officers import today as this_day
from field_api.identity.rules import Role
from field_api.policy.rules import officer_sheets, sheets, unit_sheets
from field_api.policy.rules.officer_sheets import Held, Known, OfficerPlan, Person
from field_api.policy.rules.sheets import COLUMNS, Row, What
from field_api.policy.rules.unit_sheets import UnitPlan, UnitStands


def units(rows: Sequence[Row], force: Force) -> UnitPlan:
    return unit_sheets.plan(rows, _stand(force))


def officers(
    rows: Sequence[Row], force: Force, by: Officer, *, since: date, today: date
) -> OfficerPlan:
    return officer_sheets.plan(rows, _known(force, by), since=since, today=today)


def _stand(force: Force) -> Mapping[str, UnitStands]:
    held = set(Posting.objects.not_over(this_day()).values_list("unit_id", flat=True))
    return {
        str(unit.pk): UnitStands(
            key=str(unit.pk),
            name=unit.name,
            under=str(unit.parent_id or ""),
            closed=unit.closed_on is not None,
            held=unit.pk in held,
        )
        for unit in Unit.objects.filter(force=force)
    }


def _known(force: Force, by: Officer) -> Known:
    people = {row.collar_number: _person(row) for row in Officer.objects.filter(force=force)}
    open_units = dict(Unit.objects.open().filter(force=force).values_list("pk", "name"))
    held = Posting.objects.filter(unit__force=force, officer__force=force)
    return Known(
        people=people,
        held=[_held(row) for row in held.select_related("officer")],
        units=open_units,
        named=_named(open_units),
        by=by.collar_number,
    )


def _named(units: Mapping[int, str]) -> dict[str, int]:
    """By name, where one has it alone and it could not be taken for a number."""
    words = [_folded(name) for name in units.values()]
    return {
        word: key
        for (key, _), word in zip(units.items(), words, strict=True)
        if words.count(word) == 1 and not word.isdigit()
    }


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _person(row: Officer) -> Person:
    return Person(
        number=row.collar_number,
        rank=" ".join(row.rank.split()),
        given_name=" ".join(row.given_name.split()),
        surname=" ".join(row.surname.split()),
        email=row.email,
        key=row.pk,
        serves=row.is_active,
    )


def _held(row: Posting) -> Held:
    return Held(
        number=row.officer.collar_number,
        unit=row.unit_id,
        role=Role(row.role),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        key=row.pk,
    )


def taken_away(what: What, force: Force) -> str:
    """The force's units, or officers and the roles they hold or will, as CSV that brought in again
    changes nothing.
    """
    rows = _unit_rows(force) if what is What.UNITS else _officer_rows(force)
    return sheets.written(COLUMNS[what], rows)


def _unit_rows(force: Force) -> Iterator[dict[str, str]]:
    for unit in Unit.objects.filter(force=force).order_by("name", "pk"):
        yield {
            "unit": str(unit.pk),
            "name": unit.name,
            "under": str(unit.parent_id or ""),
            "closed": "yes" if unit.closed_on else "",
        }


def _officer_rows(force: Force) -> Iterator[dict[str, str]]:
    open_units = dict(Unit.objects.open().filter(force=force).values_list("pk", "name"))
    alone = {key: _folded(open_units[key]) for key in open_units}
    names = {key: open_units[key] for word, key in _named(open_units).items() if alone[key] == word}
    held: dict[int, list[Posting]] = {}
    rows = Posting.objects.not_over(this_day()).filter(unit__force=force, officer__force=force)
    for one in rows.order_by("starts_on", "pk"):
        held.setdefault(one.officer_id, []).append(one)
    for officer in Officer.objects.filter(force=force).order_by("collar_number"):
        if officer.pk not in held:
            yield _officer_row(officer, None, names)
        for role in held.get(officer.pk, ()):
            yield _officer_row(officer, role, names)


def _officer_row(
    officer: Officer, held: Posting | None, names: Mapping[int, str]
) -> dict[str, str]:
    ends_on = held.ends_on if held else None
    return {
        "number": officer.collar_number,
        "rank": officer.rank,
        "given_name": officer.given_name,
        "surname": officer.surname,
        "email": officer.email,
        "unit": names.get(held.unit_id, str(held.unit_id)) if held else "",
        "role": held.role if held else "",
        "starts_on": held.starts_on.isoformat() if held else "",
        "ends_on": ends_on.isoformat() if ends_on else "",
    }
