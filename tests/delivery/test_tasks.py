"""Tasks as a worker runs them: by name, with ids only."""

import pytest
from celery import current_app

from field_api.connectors.models import System
from field_api.delivery import tasks
from field_api.delivery.rules import DRAIN
from tests.delivery.parcels import fresh, put

pytestmark = pytest.mark.django_db


def test_the_task_is_known_by_the_name_hints_carry() -> None:
    assert current_app.tasks[DRAIN].name == tasks.drain.name == DRAIN


def test_a_drain_carries_what_is_due(records: System) -> None:
    (made,) = put()
    assert tasks.drain(records.pk) == 1
    assert fresh(made).tries == 1


def test_a_sweep_names_the_systems_with_work(records: System) -> None:
    put()
    assert tasks.sweep() == [records.pk]
