"""Work for a person: on which field, until when, and who may say that it is done."""

from uuid import uuid4

import pytest

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery.actions import tasks
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import Next, State, Todo
from field_api.feed import actions as feed
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from tests import make, written
from tests.delivery.parcels import DONE, claims, fresh, parcel, put, settled
from tests.delivery.replays import WRONG, ended

pytestmark = pytest.mark.django_db


def open_todos() -> list[tuple[str, str]]:
    return sorted(Task.objects.open().values_list("todo", "pointer"))


def test_a_rejection_becomes_a_task_on_the_very_field(records: System) -> None:
    """The system speaks of its `/summary`; the officer wrote `/text`."""
    made = ended()
    task = Task.objects.get()
    assert (task.delivery_id, task.todo) == (made.pk, "correct")
    assert (task.pointer, task.their_pointer) == ("/text", "/summary")
    assert task.text == "is not accepted"


def test_the_officers_document_points_at_the_field(records: System) -> None:
    (shown,) = tasks.pointed(ended())
    assert shown == {"pointer": "/summary", "field": "/text", "text": "is not accepted"}


def test_a_rejection_without_a_field_is_about_the_entry(records: System) -> None:
    ended(Next(State.REJECTED, reason="nothing to do with us"))
    task = Task.objects.get()
    assert (task.pointer, task.text) == ("", "nothing to do with us")


def test_many_faults_are_many_tasks_each_field_once(records: System) -> None:
    faults = [FieldFault(f"/persons/{n}/surname", "is unknown") for n in range(60)]
    ended(Next(State.REJECTED, faults=(*faults, FieldFault("/persons/0/surname", "again"))))
    assert Task.objects.count() == 50
    assert Task.objects.get(their_pointer="/persons/7/surname").pointer == "/persons/7/surname"


@pytest.mark.parametrize(
    ("state", "todo"),
    [(State.UNCERTAIN, ["ask"]), (State.DELIVERED, []), (State.AWAITING, []), (State.DUE, [])],
)
def test_what_each_end_asks_for(records: System, state: State, todo: list[str]) -> None:
    ended(Next(state, reason="silence"))
    assert [task.todo for task in Task.objects.open()] == todo


def test_what_our_own_check_found_is_a_task_as_well() -> None:
    written.systems()
    schema = {"properties": {"summary": {"maxLength": 3}}}
    written.system("records", config={"base_url": written.NOWHERE, "schema": schema})
    put()
    assert open_todos() == [("correct", "/text")]


def test_a_corrected_version_that_arrives_closes_what_was_asked_before(records: System) -> None:
    subject = uuid4()
    ended(subject=subject)
    other = ended()
    put(parcel(subject=subject))
    assert len(open_todos()) == 2
    settled(claims(records)[0], DONE)
    task = Task.objects.open().get()
    assert task.delivery_id == other.pk
    assert {one.note for one in Task.objects.exclude(done_at=None)} == {"no longer needed"}


def test_a_corrected_version_that_is_wrong_too_has_tasks_of_its_own(records: System) -> None:
    subject = uuid4()
    ended(subject=subject)
    put(parcel(subject=subject))
    settled(claims(records)[0], Next(State.REJECTED, faults=(FieldFault("/location", "unknown"),)))
    assert Task.objects.open().get().their_pointer == "/location"


def test_an_earlier_version_closes_nothing_of_a_later(records: System) -> None:
    first = ended()
    Delivery.objects.filter(pk=first.pk).update(lane_seq=9)
    (second,) = put(parcel(subject=first.subject_id))
    settled(claims(records)[0], DONE)
    assert fresh(second).state == "delivered" and len(open_todos()) == 1


def test_one_system_says_nothing_for_another(systems: dict[str, System]) -> None:
    made = put(parcel("stop-search"))
    by_code = {one.system.code: one.system for one in made}
    settled(claims(by_code["records"])[0], WRONG)
    settled(claims(by_code["stop-search"])[0], DONE)
    assert [task.delivery.system.code for task in Task.objects.open()] == ["records"]


def test_it_is_done_when_somebody_says_so_and_how(records: System) -> None:
    author, by = make.officer(), make.supervisor()
    ended(tell=(author.pk,))
    before = feed.head(author.pk)
    task = tasks.done(task=Task.objects.get().pk, by=by, note=" Rang them. ")
    assert (task.done_by, task.note) == (by, "Rang them.")
    assert feed.head(author.pk) != before
    event = Event.objects.get(act="decision", actor=by.actor)
    assert (event.actor, event.purpose) == (by.actor, "Rang them.")
    again = tasks.done(task=task.pk, by=author, note="I did")
    assert (again.done_by, again.note) == (by, "Rang them.")


def test_nobody_says_so_for_others_or_without_a_word(records: System) -> None:
    author = make.officer()
    ended(tell=(author.pk,))
    task = Task.objects.get()
    far = make.supervisor(posted=make.unit("Response", of=make.force("35")))
    for by, note, code in (
        (far, "done", "not-found"),
        (make.officer(), "done", "not-found"),
        (author, " ", "note-needed"),
    ):
        with pytest.raises(Problem) as refused:
            tasks.done(task=task.pk, by=by, note=note)
        assert refused.value.code == code
    assert Task.objects.open().count() == 1


def test_what_is_asked_for_again_opens_again(records: System) -> None:
    made = ended()
    tasks.done(task=Task.objects.get().pk, by=make.supervisor(), note="Rang them.")
    tasks.raise_for(delivery=made, todo=Todo.CORRECT, faults=[FieldFault("/summary", "again")])
    task = Task.objects.open().get()
    assert (task.text, task.done_by, task.note) == ("again", None, "")
