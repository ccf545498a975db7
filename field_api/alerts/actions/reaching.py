"""Whom an alert reaches: of those it is meant for, those who may know of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from field_api.alerts.models import Target
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.policy import actions as policy


@dataclass(frozen=True, slots=True)
class Whom:
    """An officer, or those who serve in a unit and below it: in one role, where one is named."""

    officer: Officer | None = None
    unit: Unit | None = None
    role: Role | None = None
    below: bool = True

    @classmethod
    def of(cls, target: Target) -> "Whom":
        role = Role(target.role) if target.role else None
        return cls(target.officer, target.unit, role, target.below)

    def target(self) -> Target:
        role = self.role.value if self.role else ""
        return Target(officer=self.officer, unit=self.unit, role=role, below=self.below)


@dataclass(frozen=True, slots=True)
class Reach:
    """Primary keys of officers; `kept_from` counts those it is meant for who may not know of it."""

    officers: tuple[int, ...]
    kept_from: int


def reach(to: Iterable[Whom], *, marking: str, groups: Collection[str]) -> Reach:
    """As of now: postings, clearances and groups are read anew."""
    wanted = meant(to)
    may = policy.hearers(wanted, marking=marking, groups=groups).filter(pk__in=wanted)
    found = tuple(sorted(may.values_list("pk", flat=True)))
    return Reach(found, len(wanted) - len(found))


def meant(to: Iterable[Whom]) -> set[int]:
    """Who it is meant for, by where they serve today: `Target.meaning` says the same of one."""
    found: set[int] = set()
    held = Posting.objects.on(today()).filter(officer__is_active=True)
    for whom in to:
        if whom.officer is not None:
            rows = held.filter(officer=whom.officer)
        else:
            assert whom.unit is not None  # noqa: S101 one of them is set
            rows = held.filter(unit__in=_units(whom.unit, whom.below))
        if whom.role is not None:
            rows = rows.filter(role=whom.role.value)
        found.update(rows.values_list("officer_id", flat=True))
    return found


def _units(unit: Unit, below: bool) -> Collection[int]:
    if not below:
        return [unit.pk]
    return list(Unit.objects.below([unit.pk]).values_list("pk", flat=True))
