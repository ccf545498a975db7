"""/console/tasks/: what only a person can do."""

from django.test import Client

from field_api.connectors.models import System
from field_api.delivery.models import Task
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset
from tests.oversight.letters import delivery
from tests.submissions.desk import INTEL, sent, text

TASKS = "/console/tasks/"


def test_a_task_is_done_with_a_note(phone: Handset, browser: Client, records: System) -> None:
    submission = sent(phone, INTEL)
    task = Task.objects.create(delivery=delivery(records, submission), todo="erase")
    said = text(browser.get(TASKS))
    assert "Erase it there by hand: Records" in said
    assert Submission.objects.get(pk=submission).reference in said
    note = {"task": str(task.pk), f"task-{task.pk}-note": "Rang them; it is gone"}
    assert "Done" in text(browser.post(TASKS, note, follow=True))
    task.refresh_from_db()
    assert task.done_at is not None
    assert task.note == "Rang them; it is gone"
    assert "Nothing to do" in text(browser.get(TASKS))


def test_without_a_note_it_stays(browser: Client, records: System) -> None:
    task = Task.objects.create(delivery=delivery(records), todo="ask")
    answer = browser.post(TASKS, {"task": str(task.pk)})
    assert answer.status_code == 422
    assert "Say what was done." in text(answer)
    task.refresh_from_db()
    assert task.done_at is None


def test_rubbish_and_another_forces_task_are_not_there(browser: Client, records: System) -> None:
    task = Task.objects.create(delivery=delivery(records, force="35"), todo="ask")
    for number in ("", "x", "²", "9" * 30, str(task.pk)):
        posted = {"task": number, f"task-{number}-note": "Done"}
        assert browser.post(TASKS, posted).status_code == 404


def test_a_systems_words_are_for_those_who_may_read_the_entry(
    phone: Handset, records: System
) -> None:
    row = delivery(records, sent(phone, INTEL))
    Task.objects.create(delivery=row, todo="correct", text="says who it was")
    elsewhere = make.at_desk(make.supervisor(posted=make.unit("Elsewhere")))
    said = text(elsewhere.get(TASKS))
    assert "Intelligence report of another unit" in said
    assert "says who it was" not in said
