"""Entries name files, before the files come or after."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from field_api.attachments import actions
from field_api.attachments.models import Link
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from tests import make
from tests.attachments.phone import Phone, expect, named, noise, photo

DATA = noise(1000)


@pytest.fixture
def phone(officer: Officer) -> Phone:
    return Phone(officer)


def shown(subject: UUID) -> dict[str, Any]:
    (only,) = actions.of_subjects([subject])[subject]
    return only


def states(subject: UUID) -> list[str]:
    return [one["state"] for one in actions.of_subjects([subject])[subject]]


def news(officer: Officer) -> list[tuple[int, UUID]]:
    page = feed.changes(recipient=officer.pk, cursor="", limit=100)
    return [(entry.seq, entry.doc) for entry in page.entries]


def test_the_entry_first_then_the_file(phone: Phone) -> None:
    data, key = photo(), uuid4()
    subject = expect(phone.officer, named(data, key))
    assert shown(subject) | {"entry": "", "id": ""} == {
        "id": "",
        "entry": "",
        "name": "a.jpg",
        "type": "image/jpeg",
        "size": len(data),
        "sha256": named(data, key)["sha256"],
        "state": "missing",
        "lane": "",
        "verdict": "",
        "reason": "",
        "received": 0,
        "derivative": False,
    }
    seen = [0]
    for step, state in (
        (lambda: phone.create(data, key), "uploading"),
        (lambda: phone.patch(key, data, 0), "checking"),
        (actions.settle, "stored"),
    ):
        step()
        assert states(subject) == [state]
        ((seq, doc),) = news(phone.officer)
        assert doc == subject
        assert seq > seen[-1]  # the readers were told
        seen.append(seq)
    assert shown(subject)["derivative"] is True
    assert shown(subject)["received"] == len(data)


def test_the_file_first_then_the_entry(phone: Phone) -> None:
    key = phone.store(DATA)
    assert states(expect(phone.officer, named(DATA, key))) == ["stored"]


def test_bytes_that_came_so_far_are_counted(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key, body=DATA[:300])
    one = shown(expect(phone.officer, named(DATA, key)))
    assert (one["state"], one["received"]) == ("uploading", 300)


OTHER = {
    "hash": {"sha256": "0" * 64},
    "size": {"size": 999},
}


@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER.keys())
def test_another_file_than_the_entry_names_is_seen(phone: Phone, other: dict[str, Any]) -> None:
    key = phone.store(DATA)
    assert states(expect(phone.officer, named(DATA, key, **other))) == ["mismatch"]


def test_a_corrupt_upload_is_seen(phone: Phone) -> None:
    key = uuid4()
    subject = expect(phone.officer, named(DATA, key))
    phone.create(DATA, key)
    phone.patch(key, noise(1000, 5), 0)
    assert states(subject) == ["corrupt"]
    assert "capture" in shown(subject)["reason"]


def test_an_id_of_a_colleague_s_file_shows_nothing_of_it(phone: Phone) -> None:
    key = phone.store(DATA)
    subject = expect(make.officer(), named(DATA, key))
    one = shown(subject)
    assert (one["state"], one["received"], one["lane"]) == ("missing", 0, "")


def test_two_entries_may_name_one_file_and_one_entry_many(phone: Phone) -> None:
    first, second = phone.store(DATA), phone.store(noise(10))
    both = (named(DATA, first), named(noise(10), second))
    one, other = expect(phone.officer, *both), expect(phone.officer, both[0])
    assert states(one) == ["stored", "stored"]
    assert states(other) == ["stored"]
    again = expect(phone.officer, both[0], subject=one)
    assert states(again) == ["stored"] * 3


def test_what_cannot_be_read_is_passed_over(phone: Phone) -> None:
    odd = [7, None, {}, {"id": "x", "sha256": "0" * 64}, {"id": str(uuid4()), "sha256": 5}]
    subject = expect(phone.officer, *odd, {"id": str(uuid4()), "sha256": "0" * 64, "size": -1})
    assert states(subject) == ["missing"]
    assert shown(subject)["size"] is None


def test_an_entry_said_twice_counts_once(phone: Phone) -> None:
    entry, subject = uuid4(), uuid4()
    wanted = [named(DATA, uuid4())] * 2
    for _ in range(2):
        with feed.work():
            actions.expect(
                entry=entry, subject=subject, officer=phone.officer, wanted=wanted, tell=[]
            )
    assert Link.objects.count() == 1


def test_many_subjects_by_one_query(phone: Phone, django_assert_num_queries: Any) -> None:
    key = phone.store(DATA)
    subjects = [expect(phone.officer, named(DATA, key)) for _ in range(3)]
    with django_assert_num_queries(1):
        assert set(actions.of_subjects(subjects)) == set(subjects)
    with django_assert_num_queries(0):
        assert actions.of_subjects([]) == {}
    with django_assert_num_queries(0):
        actions.expect_many([])
