"""Tasks as a worker runs them: by name, with ids only, and never two rounds at once."""

from typing import Any
from unittest import mock

import pytest
from celery import current_app

from backend import sweeper
from field_api.connectors.models import System
from field_api.delivery.rules import State
from field_api.oversight import tasks
from field_api.oversight.actions import reconcile, telling
from field_api.oversight.models import Alert, Timing, Watch
from field_api.oversight.rules.alarms import TELL
from field_api.oversight.rules.reconciling import STEP_TASK
from tests import written
from tests.oversight import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(db: None) -> System:
    return written.system("records", lookup="none")


def test_rounds_and_hints_are_known_by_their_names() -> None:
    for name in ("oversight.watch", "oversight.reconcile", TELL, STEP_TASK):
        assert current_app.tasks[name].name == name
    assert {"oversight.watch", "oversight.reconcile"} <= set(sweeper.ROUNDS)


def test_the_watch_notices_and_counts(records: System) -> None:
    rows.delivery(records, State.REJECTED)
    assert tasks.watch()
    assert Alert.objects.open().exists() and Timing.objects.filter(system=records).exists()
    assert not tasks.watch(), "the next round is not due"
    assert Watch.objects.count() == 1


def test_hints_carry_a_number_at_most(records: System) -> None:
    sent: list[tuple[Any, ...]] = []
    with mock.patch("field_api.lib.hints.send", lambda *args, **_: sent.append(args)):
        telling.nudge()
        reconcile._hint(7)
    assert sent == [(TELL,), (STEP_TASK, 7)]


def test_an_empty_house_has_no_work() -> None:
    assert tasks.tell() == 0
    assert tasks.sweep_reconciliations() == []
    tasks.reconcile_step(1)
