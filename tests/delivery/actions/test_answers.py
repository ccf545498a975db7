"""What systems say later: believed against what they said before, and by each message once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery.actions.answers import Said, heard
from field_api.delivery.models import Callback, Delivery, Task
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from tests import make
from tests.delivery.parcels import DONE, claims, fresh, make_due, parcel, put, settled
from tests.delivery.replays import WRONG, again, ended, latest

pytestmark = pytest.mark.django_db

FAULT = FieldFault("/summary", "names nobody")


def says(of: Delivery, accepted: bool = True, message: str = "", **other: Any) -> Delivery:
    faults = () if accepted else (FAULT,)
    said = Said(message or f"msg_{uuid4()}", of.key, accepted, faults=faults, **other)
    return heard(system=of.system, said=said)


@pytest.mark.parametrize(
    "state",
    [
        State.AWAITING,
        State.UNCERTAIN,
        State.REJECTED,
        State.DUE,
        State.POISONED,
        State.EXPIRED,
        State.DELIVERED,
    ],
)
@pytest.mark.parametrize("accepted", [True, False])
def test_its_word_settles_it_whatever_was_known_before(
    records: System, state: State, accepted: bool
) -> None:
    was = ended(Next(state, reason="before", reference="R-1"))
    row = fresh(says(was, accepted))
    assert row.state == ("delivered" if accepted else "rejected")
    assert row.settled_at and row.remote_ref == "R-1"
    assert [task.todo for task in Task.objects.open()] == ([] if accepted else ["correct"])


def test_a_rejection_says_what_is_wrong_and_where(records: System) -> None:
    row = fresh(says(ended(Next(State.AWAITING)), accepted=False))
    assert row.faults == [{"pointer": "/summary", "text": "names nobody"}]
    assert row.reason == "names nobody"
    assert Task.objects.get().pointer == "/text"


def test_the_reference_given_later_counts(records: System) -> None:
    assert fresh(says(ended(Next(State.AWAITING)), reference="RMS-9")).remote_ref == "RMS-9"


def test_the_officer_hears_of_it_and_the_ledger(records: System) -> None:
    author = make.officer()
    was = ended(Next(State.UNCERTAIN), tell=(author.pk,))
    before = feed.head(author.pk)
    says(was)
    assert feed.head(author.pk) != before
    event = Event.objects.get(act="disclosure", recipient="records")
    assert event.details["outcome"] == "delivered"


def test_the_lane_goes_on_when_doubt_ends(records: System) -> None:
    was = ended(Next(State.UNCERTAIN))
    (later,) = put(parcel(subject=was.subject_id))
    assert claims(records) == []
    says(was)
    assert [held.id for held in claims(records)] == [later.pk]


def test_the_same_word_again_changes_nothing(records: System) -> None:
    row = fresh(says(ended(DONE)))
    events = Event.objects.count()
    says(row)
    assert fresh(row).settled_at == row.settled_at
    assert Event.objects.count() == events


def test_an_old_message_that_comes_again_undoes_nothing(records: System) -> None:
    was = ended(Next(State.AWAITING))
    says(was, message="msg_1")
    says(was, accepted=False, message="msg_2")
    says(was, message="msg_1")
    assert fresh(was).state == "rejected"
    kept = Callback.objects.order_by("message").values_list("said", "became")
    assert list(kept) == [("delivered", "delivered"), ("rejected", "rejected")]


def test_one_id_is_not_for_two_messages(records: System) -> None:
    was = ended(Next(State.AWAITING))
    says(was, message="msg_1")
    with pytest.raises(Problem) as refused:
        says(was, accepted=False, message="msg_1")
    assert (refused.value.status, refused.value.code) == (409, "message-id-used")


def test_a_key_of_another_system_or_of_nobody_is_not_found(systems: dict[str, System]) -> None:
    was = ended(Next(State.AWAITING))
    for system, key in ((systems["intelligence"], was.key), (was.system, uuid4())):
        with pytest.raises(Problem) as refused:
            heard(system=system, said=Said("msg_1", key, True))
        assert refused.value.code == "not-found"


def test_nothing_can_be_said_of_what_was_never_sent(records: System) -> None:
    (made,) = put()
    with pytest.raises(Problem) as refused:
        says(made)
    assert refused.value.code == "not-sent" and not Callback.objects.exists()


def test_of_generations_under_one_key_the_latest_is_meant(records: System) -> None:
    was = ended(Next(State.UNCERTAIN))
    again(make.supervisor(), was)
    says(was)
    assert latest(was).state == "delivered"
    assert fresh(was).state == "cancelled"


def test_what_was_not_sent_again_yet_does_not_hide_what_was(records: System) -> None:
    was = ended(WRONG)
    again(make.supervisor(), was)
    assert says(was).pk == was.pk
    assert fresh(was).state == "cancelled", "given up: its successor goes"
    assert latest(was).state == "due"


def test_whoever_is_sending_it_finds_the_lease_gone(records: System) -> None:
    (made,) = put()
    (held,) = claims(records)
    says(made)
    assert not settled(held, Next(State.DUE, reason="silence"))
    make_due()
    assert claims(records) == [] and fresh(made).state == "delivered"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("accepted", [True, False])
def test_whichever_comes_first_its_word_stands(records: System, accepted: bool) -> None:
    """A worker settles just when the system says what became of it: twenty times over."""
    for _ in range(20):
        (made,) = put()
        (held,) = claims(records)
        together = threading.Barrier(2)

        def work(
            settle: bool, made: Delivery = made, held: Any = held, gate: Any = together
        ) -> None:
            try:
                gate.wait(60)
                if settle:
                    settled(held, Next(State.DUE, wait=60.0, ask_first=True))
                else:
                    says(made, accepted)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, (True, False)))
        row = fresh(made)
        assert (row.state, row.lease_token) == ("delivered" if accepted else "rejected", None)


@pytest.mark.django_db(transaction=True)
def test_one_message_twice_at_once_counts_once(records: System) -> None:
    was = ended(Next(State.AWAITING))
    together = threading.Barrier(2)

    def work(_: int) -> str:
        try:
            together.wait(60)
            return says(was, message="msg_1").state
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, range(2))) == ["delivered"] * 2
    assert Event.objects.filter(act="disclosure", details__outcome="delivered").count() == 1
