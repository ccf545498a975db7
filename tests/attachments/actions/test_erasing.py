"""Erased is erased: the files, what is unfinished, and what would still come."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from field_api.attachments import actions
from field_api.attachments.actions import keeping, removing, settling, staging
from field_api.attachments.actions.keeping import Shelf
from field_api.attachments.models import Attachment
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from tests.attachments.phone import Phone, expect, named, photo

DATA = photo()


@pytest.fixture
def phone(officer: Officer) -> Phone:
    return Phone(officer)


def erase(subject: UUID) -> int:
    return actions.erase(subject=subject, actor="officer:34-1", reason="Court order 7")


def on_shelves(key: UUID) -> list[str]:
    return [one for one in Shelf if keeping.store().exists(keeping.name(one, key))]


def states(subject: UUID) -> list[str]:
    return [one["state"] for one in actions.of_subjects([subject])[subject]]


def test_nothing_but_row_and_hash_stays(
    phone: Phone, django_capture_on_commit_callbacks: Any
) -> None:
    key = phone.store(DATA)
    subject = expect(phone.officer, named(DATA, key))
    assert on_shelves(key) == ["originals", "screens"]
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(subject) == 1
    assert on_shelves(key) == []
    row = Attachment.objects.get(pk=key)
    assert (row.state, row.name, row.sha256) == ("erased", "", named(DATA, key)["sha256"])
    assert states(subject) == ["erased"]
    event = Event.objects.get(subject=f"attachment:{key}", act="erasure")
    assert (event.actor, event.purpose) == ("officer:34-1", "Court order 7")
    assert erase(subject) == 0
    assert phone.head(key).status_code == 410
    again = phone.create(DATA, key)
    assert (again.status_code, again.json()["code"]) == (410, "erased")


def test_a_crash_before_the_files_went_leaves_them_to_the_sweeper(phone: Phone) -> None:
    key = phone.store(DATA)
    subject = expect(phone.officer, named(DATA, key))
    erase(subject)  # what runs after the commit does not, in this test's transaction
    assert on_shelves(key) == ["originals", "screens"]
    assert removing.sweep() == 1
    assert on_shelves(key) == []
    assert removing.sweep() == 0


def test_what_is_half_here_goes_and_what_is_not_here_never_comes(phone: Phone) -> None:
    half, never = uuid4(), uuid4()
    phone.create(DATA, half, body=DATA[:100])
    subject = expect(phone.officer, named(DATA, half), named(DATA, never))
    assert erase(subject) == 2
    removing.sweep()
    assert not staging.path(half).exists()
    assert phone.patch(half, DATA[100:], 100).status_code == 410
    assert phone.create(DATA, never).status_code == 410
    assert states(subject) == ["erased", "erased"]


def test_a_worker_in_the_midst_leaves_nothing_behind(phone: Phone) -> None:
    key = phone.upload(DATA)
    subject = expect(phone.officer, named(DATA, key))
    row = settling._claim()
    assert row is not None
    found = settling._look(row)
    erase(subject)
    assert removing.sweep() == 0  # the worker may still be writing
    settling._end(row, found)
    Attachment.objects.update(due_at=None)  # as ten minutes would
    assert removing.sweep() == 1
    assert on_shelves(key) == []
    assert Attachment.objects.get(pk=key).state == "erased"


def test_what_another_entry_names_stays_for_its_readers(phone: Phone) -> None:
    key = phone.store(DATA)
    one, other = (expect(phone.officer, named(DATA, key)) for _ in range(2))
    assert erase(one) == 0
    assert (states(one), states(other)) == (["erased"], ["stored"])
    assert on_shelves(key)
    assert erase(other) == 1
