"""Two at once change the same tree, bring in the same file, or close what another is posted to."""

import pytest

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.rules import Role
from field_api.identity.rules.units import Did
from field_api.policy.actions import importing, proposals, reorganising
from field_api.policy.rules.sheets import What
from tests import make
from tests.policy import sharing
from tests.policy.duties import WHY, leave
from tests.policy.files import OFFICERS, line, tried
from tests.policy.sharing import day
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_two_moves_at_once_make_no_ring() -> None:
    chief, other = (sharing.ours(Role.FORCE_ADMIN) for _ in range(2))
    a, b = make.unit("A"), make.unit("B")
    moves = []
    for unit, parent in ((a, b), (b, a)):
        given = leave(chief, "propose", f"unit:{unit.pk}")
        moves.append(
            reorganising.propose_move(unit=unit, parent=parent, text=WHY, by=chief, leave=given)
        )
    leaves = [leave(other, "approve", f"proposal:{one.pk}") for one in moves]

    def approve(number: int) -> None:
        proposals.approve(proposal=moves[number].pk, by=other, leave=leaves[number])

    assert race(approve, 2) == {"won": 1, "in-a-ring": 1}
    assert Unit.objects.filter(parent=None, name__in="AB").count() == 1


def test_a_file_is_brought_in_once_however_often_at_once() -> None:
    chief = sharing.ours(Role.FORCE_ADMIN)
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    of = importing.object_of(row)
    leaves = [leave(chief, importing.BRING, of, row.digest) for _ in range(4)]

    def bring(number: int) -> None:
        given = leaves[number]
        importing.bring_in(found=row.pk, digest=row.digest, text="", by=chief, leave=given)

    assert race(bring, 4) == {"won": 1, "not-found": 3}
    assert Officer.objects.filter(login="34-2001").count() == 1


def test_nobody_is_posted_to_what_closes_at_that_moment() -> None:
    chief, pc = sharing.ours(Role.FORCE_ADMIN), make.officer()
    unit = make.unit("Night")
    given = leave(chief, reorganising.UNITS, f"force:{chief.force.code}")

    def either(number: int) -> None:
        if number:
            identity.post(officer=pc, unit=unit, role=Role.OFFICER, starts_on=day(0))
        else:
            reorganising.change_unit(unit=unit, did=Did.CLOSED, by=chief, leave=given)

    ends = race(either, 2)
    assert ends["won"] == 1 and ends["unit-closed"] + ends["unit-in-use"] == 1
    closed = Unit.objects.get(pk=unit.pk).closed_on is not None
    assert Posting.objects.filter(unit=unit).exists() is not closed
