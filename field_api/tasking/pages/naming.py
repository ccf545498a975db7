"""Whom a form names: a unit of the list, officers by number."""

from collections.abc import Mapping
from typing import Any

from field_api.alerts.actions import Whom
from field_api.identity.models import Officer, Unit
from field_api.identity.rules import login_of
from field_api.lib.problems import Fault, Problem


def whom(said: Mapping[str, Any], by: Officer) -> list[Whom]:
    """Of `unit`, a primary key or nothing, and `officers`, numbers with commas or blanks between.
    Raises Problem 422 tasking-invalid for one that is none."""
    found = []
    if said.get("unit"):
        unit = Unit.objects.filter(pk=said["unit"], force=by.force_id).first()
        if unit is None:
            raise _none("/unit", "Choose a unit of the list.")
        found.append(Whom(unit=unit))
    return [*found, *(_named(number, by) for number in _numbers(said.get("officers", "")))]


def _numbers(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _named(number: str, by: Officer) -> Whom:
    login = number.upper() if "-" in number else login_of(by.force.code, number.upper())
    officer = Officer.objects.visible_to(by).filter(login=login, is_active=True).first()
    if officer is None:
        raise _none("/officers", f"Nobody has the number {number}.")
    return Whom(officer=officer)


def _none(pointer: str, detail: str) -> Problem:
    fault = Fault(pointer, "not-possible", detail)
    return Problem(422, "tasking-invalid", "Nothing was asked yet", errors=[fault])
