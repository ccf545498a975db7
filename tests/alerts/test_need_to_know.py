"""Nobody outside their need to know is ever given an alert, in whatever world; everybody inside is.

The two directions are written apart, one of all officers by the alert, one of all alerts by the
officer, and a third time here, by hand, from postings, clearances and groups.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as some

from field_api.alerts import actions as alerts
from field_api.alerts.actions import Whom
from field_api.alerts.models import Alert, Target
from field_api.alerts.rules import Priority
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.policy import actions as policy
from field_api.policy import rules
from tests.policy.worlds import GROUPS, OFFICERS, UNITS, WORLDS, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Days from today; most hold, or hardly anybody would ever be meant.
STRETCHES = [(-1, None), (-1, None), (-1, None), (-2, 1), (-3, 0), (1, None)]
POSTINGS = some.lists(
    some.fixed_dictionaries(
        {
            "who": some.integers(0, OFFICERS - 1),
            "unit": some.integers(0, UNITS - 1),
            "role": some.sampled_from([Role.OFFICER, Role.SUPERVISOR, Role.FORCE_ADMIN]),
            "on": some.sampled_from(STRETCHES),
        }
    ),
    min_size=3,
    max_size=6,
    unique_by=lambda one: (one["who"], one["unit"], one["role"]),
)
TARGETS = some.lists(
    some.one_of(
        some.fixed_dictionaries({"officer": some.integers(0, OFFICERS - 1)}),
        some.fixed_dictionaries(
            {
                "unit": some.integers(0, UNITS - 1),
                "role": some.none() | some.sampled_from(Role),
                "below": some.booleans(),
            }
        ),
    ),
    min_size=1,
    max_size=2,
)
ALERTS = some.fixed_dictionaries(
    {
        "to": TARGETS,
        "marking": some.sampled_from(rules.MARKINGS),
        "groups": some.sets(some.integers(0, GROUPS - 1), max_size=1),
    }
)


def meant(officer: Officer, to: list[Whom]) -> bool:
    """As a person would say it."""
    held = Posting.objects.filter(officer=officer).select_related("unit")
    now = [one for one in held if one.starts_on <= today() and not over(one)]
    return any(
        (whom.officer == officer) if whom.unit is None else serves(one, whom)
        for one in now
        for whom in to
    )


def over(posting: Posting) -> bool:
    return posting.ends_on is not None and posting.ends_on <= today()


def serves(posting: Posting, whom: Whom) -> bool:
    unit: Unit | None = posting.unit
    if whom.role is not None and posting.role != whom.role.value:
        return False
    while whom.below and unit is not None and unit != whom.unit:
        unit = unit.parent
    return unit == whom.unit


def raised(stage: Stage, one: dict[str, Any], to: list[Whom]) -> Alert:
    now = clock.now()
    row = Alert.objects.create(
        id=uuid4(),
        force=stage.forces[0],
        unit=stage.units[0],
        author=stage.officers[0],
        source="desk",
        what="Van",
        priority=Priority.HIGH.value,
        marking=one["marking"],
        groups=[stage.groups[at].tag for at in one["groups"]],
        issued_at=now,
        valid_from=now,
        valid_until=now + timedelta(hours=1),
    )
    for whom in to:
        target: Target = whom.target()
        target.alert = row
        target.save()
    return row


def compared(stage: Stage, world: dict[str, Any], one: dict[str, Any]) -> tuple[int, int]:
    """How many heard it, and how many did not."""
    with transaction.atomic():
        stage.play(world | {"submissions": []})
        to = list(dict.fromkeys(aim(stage, said) for said in one["to"]))
        row = raised(stage, one, to)
        officers = list(Officer.objects.filter(pk__in=[each.pk for each in stage.officers]))
        tags = frozenset(row.groups)
        should = {
            each.pk
            for each in officers
            if meant(each, to) and rules.hears(policy.actor_of(each), row.marking, tags)
        }
        assert set(alerts.reach(to, marking=row.marking, groups=row.groups).officers) == should
        for each in officers:
            given_to_them = alerts.documents(officer=each, ids=[row.pk])
            assert bool(given_to_them) == (each.pk in should), each
        transaction.set_rollback(True)
    return len(should), len(officers) - len(should)


def aim(stage: Stage, said: dict[str, Any]) -> Whom:
    if "officer" in said:
        return Whom(officer=stage.officers[said["officer"]])
    return Whom(unit=stage.units[said["unit"]], role=said["role"], below=said["below"])


def test_all_who_need_to_know_and_nobody_else(db: None) -> None:
    stage, heard, kept = Stage.set(), 0, 0

    @given(WORLDS, POSTINGS, ALERTS)
    def of(world: dict[str, Any], postings: list[dict[str, Any]], one: dict[str, Any]) -> None:
        nonlocal heard, kept
        more_heard, more_kept = compared(stage, world | {"postings": postings}, one)
        heard, kept = heard + more_heard, kept + more_kept

    of()
    assert heard and kept  # else one answer alone was compared
