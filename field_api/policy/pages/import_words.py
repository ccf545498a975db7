"""What a file would change, in words: a line for each change, and how many there are of a sort."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from field_api.identity.models import Force, Unit
from field_api.identity.rules.units import Did
from field_api.policy.actions.importing import Plan
from field_api.policy.pages.acting import role_words
from field_api.policy.rules.officer_sheets import Held, OfficerPlan, Person
from field_api.policy.rules.unit_sheets import Step, UnitPlan

COUNT_WORDS = {
    "officers_new": _lazy("New officers"),
    "officers_changed": _lazy("Officers of whom something changes"),
    "roles_given": _lazy("Roles given"),
    "roles_ended": _lazy("Roles that end"),
    Did.MADE.value: _lazy("New units"),
    Did.RENAMED.value: _lazy("Units renamed"),
    Did.MOVED.value: _lazy("Units moved"),
    Did.CLOSED.value: _lazy("Units closed"),
    Did.OPENED.value: _lazy("Units opened again"),
    "unchanged": _lazy("As it stands"),
}

Sort = tuple[Any, Iterator[str], int]


def counts(found: Mapping[str, int]) -> list[tuple[Any, int]]:
    return [(COUNT_WORDS[name], many) for name, many in found.items() if name in COUNT_WORDS]


def changes(plan: Plan, force: Force) -> list[Sort]:
    names = {unit.pk: unit.name for unit in Unit.objects.filter(force=force)}
    return _of_units(plan, names) if isinstance(plan, UnitPlan) else _of_officers(plan, names)


def _of_units(plan: UnitPlan, names: Mapping[int, str]) -> list[Sort]:
    made = {s.unit.key: s.unit.name for s in plan.steps if s.did is Did.MADE}
    said = {
        **{str(key): name for key, name in names.items()},
        **made,
        "": _("the top of the force"),
    }
    sorts = {did: [step for step in plan.steps if step.did is did] for did in Did}
    return [
        (COUNT_WORDS[did.value], (_step(step, said) for step in steps), len(steps))
        for did, steps in sorts.items()
    ]


def _step(step: Step, names: Mapping[str, str]) -> str:
    name, under = step.unit.name, names.get(step.unit.under, "")
    match step.did:
        case Did.MADE:
            return _("{name}, under {under}").format(name=name, under=under)
        case Did.MOVED:
            before = step.before or names[""]
            said = _("{name}: from {before} to {under}")
            return said.format(name=name, before=before, under=under)
        case Did.RENAMED:
            return _("{before}: now {name}").format(before=step.before, name=name)
    return name


def _of_officers(plan: OfficerPlan, names: Mapping[int, str]) -> list[Sort]:
    return [
        (COUNT_WORDS["officers_new"], map(_person, plan.new), len(plan.new)),
        (
            COUNT_WORDS["officers_changed"],
            (
                _("{before}: now {after}").format(before=_person(was), after=_person(now))
                for was, now in plan.changed
            ),
            len(plan.changed),
        ),
        (COUNT_WORDS["roles_given"], (_held(one, names) for one in plan.given), len(plan.given)),
        (
            COUNT_WORDS["roles_ended"],
            (_held(now, names) for _was, now in plan.ended),
            len(plan.ended),
        ),
    ]


def _person(one: Person) -> str:
    return f"{one.rank} {one.number} {one.given_name} {one.surname}"


def _held(one: Held, names: Mapping[int, str]) -> str:
    said = _("{number}: {role} in {unit} from {starts}")
    if one.ends_on is not None:
        said = _("{number}: {role} in {unit} from {starts} until {ends}")
    return said.format(
        number=one.number,
        role=role_words(one.role),
        unit=names.get(one.unit, one.unit),
        starts=date_format(one.starts_on, "j M Y"),
        ends=date_format(one.ends_on, "j M Y") if one.ends_on else "",
    )
