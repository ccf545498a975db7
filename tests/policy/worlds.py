"""Small worlds: two forces, units, officers, and whatever was given, agreed and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import strategies as some

from field_api.identity.models import Force, Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.policy.models import Agreement, Clearance, HandlingGroup, Membership
from field_api.policy.rules import MARKINGS, Direction, Purpose
from field_api.submissions.models import Submission
from tests import make

OFFICERS, UNITS, GROUPS = 4, 5, 2
KINDS = ["note", "stop-search"]
STATES = ["released", "released", "needs_review", "quarantine", "disposed"]

_days = some.integers(-3, 3)
_stretch = some.tuples(_days, _days | some.none())
_tags = some.sets(some.integers(0, GROUPS - 1))


def _drawn(**fields: Any) -> some.SearchStrategy[dict[str, Any]]:
    return some.fixed_dictionaries(fields)


def _pick(count: int) -> some.SearchStrategy[int]:
    return some.integers(0, count - 1)


WORLDS = _drawn(
    active=some.lists(some.booleans(), min_size=OFFICERS, max_size=OFFICERS),
    clearances=some.dictionaries(_pick(OFFICERS), some.sampled_from(MARKINGS)),
    postings=some.lists(
        _drawn(who=_pick(OFFICERS), unit=_pick(UNITS), role=some.sampled_from(Role), on=_stretch),
        max_size=6,
        unique_by=lambda one: (one["who"], one["unit"], one["role"]),
    ),
    memberships=some.lists(
        _drawn(who=_pick(OFFICERS), group=_pick(GROUPS), on=_stretch),
        max_size=4,
        unique_by=lambda one: (one["who"], one["group"]),
    ),
    agreements=some.lists(
        _drawn(
            turned=some.booleans(),
            way=some.sampled_from(Direction),
            kinds=some.lists(some.sampled_from(KINDS), min_size=1, unique=True),
            marking=some.sampled_from(MARKINGS),
            purpose=some.sampled_from(Purpose),
            accepted=some.sampled_from([True, True, True, False]),
            revoked=some.sampled_from([False, False, False, True]),
            on=some.tuples(some.sampled_from([0, -2, 1]), some.integers(1, 4)),
        ),
        max_size=3,
    ),
    submissions=some.lists(
        _drawn(
            author=_pick(OFFICERS),
            unit=_pick(UNITS),
            kind=some.sampled_from(KINDS),
            marking=some.sampled_from([*MARKINGS, "SECRET"]),
            state=some.sampled_from(STATES),
            groups=_tags,
        ),
        min_size=1,
        max_size=6,
    ),
)
"""By index, into what `Stage` has. Days count from today."""


@dataclass
class Stage:
    """What all worlds of a test have in common: one force's tree of three units, another's of two,
    and two officers and a handling group of each.
    """

    forces: Sequence[Force]
    units: Sequence[Unit]
    officers: Sequence[Officer]
    groups: Sequence[HandlingGroup]

    @classmethod
    def set(cls) -> "Stage":
        forces = [make.force("34"), make.force("32")]
        top = make.unit("Top", of=forces[0])
        units = [top, make.unit("Middle", parent=top)]
        units += [make.unit("Bottom", parent=units[1]), make.unit("There", of=forces[1])]
        units.append(make.unit("Under there", parent=units[3]))
        officers = [make.officer(posted=units[at]) for at in (0, 1, 3, 4)]
        Posting.objects.all().delete()
        groups = [HandlingGroup.objects.create(force=one, code="x", name="X") for one in forces]
        return cls(forces, units, officers, groups)

    def play(self, world: dict[str, Any]) -> list[Submission]:
        """Bring a drawn world about. Must run where it is rolled back."""
        for officer, active in zip(self.officers, world["active"], strict=True):
            Officer.objects.filter(pk=officer.pk).update(is_active=active)
        for at, marking in world["clearances"].items():
            given = self._given(at)
            Clearance.objects.create(officer=self.officers[at], marking=marking, **given)
        for one in world["postings"]:
            whose = {"officer": self.officers[one["who"]], "unit": self.units[one["unit"]]}
            Posting.objects.create(role=one["role"].value, **whose, **_dates(one["on"]))
        for one in world["memberships"]:
            whose = {"officer": self.officers[one["who"]], "group": self.groups[one["group"]]}
            Membership.objects.create(**whose, **_dates(one["on"]), **self._given(one["who"]))
        for one in world["agreements"]:
            self._agree(one)
        return [self._write(one) for one in world["submissions"]]

    def _given(self, at: int) -> dict[str, Any]:
        return {"given_by": self.officers[at - 1], "given_at": clock.now()}

    def _agree(self, one: dict[str, Any]) -> None:
        force, other = reversed(self.forces) if one["turned"] else self.forces
        starts, lasts = one["on"]
        said: dict[str, Any] = {}
        if one["accepted"]:
            said |= {"accepted_by": self.officers[2], "accepted_at": clock.now()}
        if one["revoked"]:
            said |= {"revoked_by": self.officers[2], "revoked_at": clock.now(), "reason": "over"}
        Agreement.objects.create(
            force=force,
            with_force=other,
            direction=one["way"].value,
            kinds=one["kinds"],
            marking=one["marking"],
            purpose=one["purpose"].value,
            starts_on=_day(starts),
            ends_on=_day(starts + lasts),
            proposed_by=self.officers[0],
            proposed_at=clock.now(),
            **said,
        )

    def _write(self, one: dict[str, Any]) -> Submission:
        key, unit = uuid4(), self.units[one["unit"]]
        return Submission.objects.create(
            id=key,
            reference=str(key)[:30],
            force=unit.force,
            unit=unit,
            author=self.officers[one["author"]],
            kind=one["kind"],
            marking=one["marking"],
            state=one["state"],
            review_state="none",
            groups=[self.groups[at].tag for at in sorted(one["groups"])],
        )


def _day(offset: int) -> date:
    return today() + timedelta(days=offset)


def _dates(on: tuple[int, int | None]) -> dict[str, date | None]:
    first, last = on
    ends = None if last is None else _day(max(first, last))
    return {"starts_on": _day(first), "ends_on": ends}
