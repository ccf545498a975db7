"""`can` of each record says the same as `visible` selects, in whatever world."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings

from field_api.policy import actions as policy
from field_api.policy import rules
from field_api.policy.rules import Action
from field_api.submissions.models import Submission
from tests.policy.worlds import WORLDS, Stage

pytestmark = pytest.mark.django_db


def compared(stage: Stage, world: dict[str, Any]) -> int:
    """How often somebody was let."""
    with transaction.atomic():
        written = stage.play(world)
        let = 0
        for officer in stage.officers:
            actor = policy.actor_of(officer)
            for action in Action:
                may = {row.pk for row in written if rules.can(actor, action, row.thing).allow}
                chosen = Submission.objects.filter(policy.selecting(actor, action, policy.Names()))
                assert set(chosen.values_list("pk", flat=True)) == may, (action, actor)
                let += len(may)
        transaction.set_rollback(True)
    return let


@pytest.fixture
def stage(db: None) -> Stage:
    return Stage.set()


@pytest.mark.slow
def test_both_forms_say_the_same(stage: Stage) -> None:
    let = 0

    @given(WORLDS)
    def of(world: dict[str, Any]) -> None:
        nonlocal let
        let += compared(stage, world)

    of()
    assert let  # else nothing was compared but refusals


@pytest.mark.long
def test_both_forms_say_the_same_of_thousands_of_worlds(stage: Stage) -> None:
    @settings(max_examples=2000, deadline=None)
    @given(WORLDS)
    def of(world: dict[str, Any]) -> None:
        compared(stage, world)

    of()
