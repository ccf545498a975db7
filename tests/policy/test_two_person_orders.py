"""Whatever officers try in whatever order, no role is given by one, or by one without reach."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import RANKS, State
from tests import make
from tests.policy.duties import WHY, leave

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE = (
    ("Response", Role.INSPECTOR),
    ("Team A", Role.INSPECTOR),
    ("Team A", Role.SUPERVISOR),
    ("Custody", Role.INSPECTOR),
    ("Custody", Role.FORCE_ADMIN),
    ("Team A", Role.OFFICER),
)
UNITS = ("Response", "Team A", "Custody")
who = st.integers(0, len(PEOPLE) - 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("propose"), who, who, st.sampled_from(UNITS), st.sampled_from(Role)),
        st.tuples(st.sampled_from(("approve", "refuse")), who, st.integers(0, 3)),
    ),
    min_size=2,
    max_size=8,
)


def reaches(officer: Officer, unit: Unit, role: Role) -> bool:
    """Said without the code under test: somebody of rank, over the unit or the force."""
    for held in Posting.objects.filter(officer=officer):
        above = {unit.pk, unit.parent_id} if held.role == Role.INSPECTOR else None
        if held.role == Role.FORCE_ADMIN or (above and held.unit_id in above):
            if RANKS[Role(held.role)] >= RANKS[role]:
                return True
    return False


def attempt(step: tuple[Any, ...], people: list[Officer], units: dict[str, Unit]) -> None:
    by = people[step[1]]
    if step[0] == "propose":
        _, _, whom, unit, role = step
        proposals.propose_posting(
            officer=people[whom],
            unit=units[unit],
            role=role,
            starts_on=today(),
            text=WHY,
            by=by,
            leave=leave(by, "propose", people[whom].actor),
        )
        return
    rows = list(Proposal.objects.order_by("proposed_at"))
    row = rows[step[2] % len(rows)] if rows else None
    if row is None:
        return
    if step[0] == "approve":
        given = leave(by, "approve", f"proposal:{row.pk}")
        proposals.approve(proposal=row.pk, by=by, leave=given)
    else:
        proposals.refuse(proposal=row.pk, by=by, text="No.")


def check(before: set[int], units: dict[str, Unit]) -> None:
    """Each posting that is new was one proposal's, of two others."""
    done = list(Proposal.objects.filter(state=State.DONE.value))
    fresh = Posting.objects.exclude(pk__in=before)
    assert fresh.count() == len(done)
    for row in done:
        assert len({row.proposed_by_id, row.decided_by_id, row.concerned_id}) == 3


@settings(max_examples=15)
@given(steps=steps)
def test_in_any_order(steps: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        response = make.unit()
        units = {
            "Response": response,
            "Team A": make.unit("Team A", parent=response),
            "Custody": make.unit("Custody"),
        }
        people = [make.officer(posted=units[unit], role=role) for unit, role in PEOPLE]
        before = set(Posting.objects.values_list("pk", flat=True))
        for step in steps:
            held = set(Posting.objects.values_list("pk", flat=True))
            by = people[step[1]]
            reached = {
                (unit.pk, role)
                for unit in units.values()
                for role in Role
                if reaches(by, unit, role)
            }
            try:
                with transaction.atomic():
                    attempt(step, people, units)
            except Problem:
                continue
            for one in Posting.objects.exclude(pk__in=held):
                row = Proposal.objects.get(
                    state=State.DONE.value,
                    concerned=one.officer,
                    details__unit=one.unit_id,
                    details__role=one.role,
                )
                assert row.decided_by_id == by.pk
                assert (one.unit_id, Role(one.role)) in reached
        check(before, units)
        transaction.set_rollback(True)
