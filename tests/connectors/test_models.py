"""What the database refuses, whoever asks."""

from typing import Any

import pytest
from django.db import IntegrityError

from field_api.connectors.models import System
from field_api.lib import clock
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("particulars", "constraint"),
    [
        ({"state": "paused"}, "a_paused_system_says_when_by_whom_and_why"),
        ({"state": "asleep"}, "a_paused_system_says_when_by_whom_and_why"),
        ({"pause_reason": "x"}, "a_paused_system_says_when_by_whom_and_why"),
        ({"clearance": "SECRET"}, "system_clearance_is_one_we_know"),
        ({"lookup": "by_guess"}, "system_lookup_is_one_we_know"),
        ({"send_seconds": 0}, "every_call_to_a_system_has_a_deadline"),
        ({"send_seconds": 121}, "every_call_to_a_system_has_a_deadline"),
        ({"settle_seconds": -1}, "system_settle_seconds_is_not_negative"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(particulars: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make.system(**particulars)


def test_who_paused_and_when_are_set_together() -> None:
    with pytest.raises(IntegrityError, match=r"a_paused_system_says|paused_at_and_paused_by"):
        make.system(paused_at=clock.now())


def test_a_code_is_one_system() -> None:
    make.system("records")
    with pytest.raises(IntegrityError):
        make.system("records")


def test_every_officer_in_service_may_know_which_systems_there_are() -> None:
    records, officer = make.system("records"), make.officer()
    assert list(System.objects.visible_to(officer)) == [records]
    officer.is_active = False
    assert not System.objects.visible_to(officer).exists()


def test_systems_are_found_by_what_they_can_be_asked() -> None:
    both = make.system("records", answers_queries=["person", "vehicle"])
    one = make.system("stop-search", answers_queries=["person"])
    make.system("returns")
    assert list(System.objects.asked("person").order_by("code")) == [both, one]
    assert list(System.objects.asked("vehicle")) == [both]
