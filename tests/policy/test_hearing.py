"""What is meant for an officer reaches them by one rule, in three forms that say the same."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given

from field_api.policy import actions as policy
from field_api.policy import rules
from field_api.submissions.models import Submission
from tests.policy.worlds import WORLDS, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def compared(stage: Stage, world: dict[str, Any]) -> tuple[int, int]:
    """How often somebody was let, and was not. Submissions stand for anything that is marked."""
    let = kept = 0
    with transaction.atomic():
        written = stage.play(world)
        keys = [officer.pk for officer in stage.officers]
        actors = [policy.actor_of(officer) for officer in stage.officers]
        for row in written:
            tags = frozenset(row.groups)
            may = {one.id for one in actors if rules.hears(one, row.marking, tags)}
            found = policy.hearers(keys, marking=row.marking, groups=row.groups)
            assert set(found.values_list("pk", flat=True)) == may
            rows = Submission.objects.filter(pk=row.pk)
            assert {one.id for one in actors if rows.filter(policy.hearing(one)).exists()} == may
            let, kept = let + len(may), kept + len(actors) - len(may)
        transaction.set_rollback(True)
    return let, kept


def test_three_forms_say_the_same(db: None) -> None:
    stage, let, kept = Stage.set(), 0, 0

    @given(WORLDS)
    def of(world: dict[str, Any]) -> None:
        nonlocal let, kept
        more_let, more_kept = compared(stage, world)
        let, kept = let + more_let, kept + more_kept

    of()
    assert let and kept  # else one answer alone was compared
