"""Corrections where the system can't take one: a person amends, and nothing doubles."""

from uuid import UUID, uuid4

import pytest

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.actions import tasks
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import Next, State
from tests import make, written
from tests.delivery.parcels import DONE, claims, fresh, parcel, put
from tests.delivery.replays import WRONG, ended, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def rigid(systems: dict[str, System]) -> System:
    """A system that takes no later version of what it holds."""
    config = {"base_url": written.NOWHERE, "updates": False}
    return written.system("records", config=config)


def amended(subject: UUID) -> Delivery:
    (made,) = put(parcel(subject=subject))
    return fresh(made)


@pytest.mark.parametrize("state", [State.DELIVERED, State.AWAITING, State.UNCERTAIN])
def test_a_later_version_becomes_a_persons_task(rigid: System, state: State) -> None:
    first = ended(Next(state, reason="r"))
    later = amended(first.subject_id)
    assert (later.state, later.lane_seq) == ("held", 2)
    assert later.reason == (
        "Records takes no later version of what it holds: a person amends it there"
    )
    assert later.payload.body, "so that a person sees what is to be amended"
    assert Task.objects.open().get(todo="amend").delivery_id == later.pk
    assert claims(rigid) == []


def test_also_while_the_first_is_still_on_its_way(rigid: System) -> None:
    (first,) = put()
    assert amended(first.subject_id).state == "held"
    assert [one.id for one in claims(rigid)] == [first.pk]


def test_not_where_the_first_was_not_accepted(rigid: System) -> None:
    assert amended(ended(WRONG).subject_id).state == "due"


def test_nor_where_the_later_takes_the_place_of_the_first(rigid: System) -> None:
    delivery.route(kind="note", system=rigid, ordering="latest_wins")
    (first,) = put()
    assert amended(first.subject_id).state == "due"
    assert fresh(first).state == "cancelled"


def test_nor_where_the_system_takes_later_versions(records: System) -> None:
    assert amended(ended(DONE).subject_id).state == "due"


def test_a_missing_secret_makes_no_tasks(rigid: System, monkeypatch: pytest.MonkeyPatch) -> None:
    written.system("records", config={"base_url": written.NOWHERE})
    first = ended(DONE)
    monkeypatch.delenv(written.SECRET)
    assert amended(first.subject_id).state == "due"


def test_only_the_latest_is_still_to_be_amended(rigid: System) -> None:
    first = ended(DONE)
    amended(first.subject_id)
    third = amended(first.subject_id)
    assert Task.objects.open().get().delivery_id == third.pk


def test_done_by_hand_it_waits_no_more(rigid: System) -> None:
    later = amended(ended(DONE).subject_id)
    tasks.done(task=Task.objects.get().pk, by=make.supervisor(), note="Amended there.")
    row = fresh(later)
    assert (row.state, row.reason) == ("cancelled", "done by hand: Amended there.")


def test_sending_it_again_would_double_it(rigid: System) -> None:
    later = amended(ended(DONE).subject_id)
    assert "a person amends it there" in why(later)


def test_two_subjects_are_two_lanes(rigid: System) -> None:
    ended(DONE)
    assert amended(uuid4()).state == "due"
