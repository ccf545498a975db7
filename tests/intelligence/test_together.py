"""Several at once, and half-way: workers, erasure, judgements, a broken entry."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import reading
from field_api.intelligence.models import Judgement, Mention, MentionKey, Record
from field_api.lib import hints
from tests import handset, make, written
from tests.handset import Handset
from tests.intelligence import people
from tests.submissions import erasing, journeys


def apart(work: Callable[[], Any]) -> Any:
    """In a thread with a connection of its own."""
    try:
        return work()
    finally:
        connection.close()


@pytest.fixture
def phone_for_all(transactional_db: None) -> Handset:
    written.forms()
    return handset.of()


def pushed(phone: Handset, count: int) -> None:
    body = written.body(written.SEARCH, **people.ALEX)
    phone.push(*(journeys.write(phone, written.SEARCH, body=body) for _ in range(count)))


def test_several_workers_read_each_record_once(phone_for_all: Handset) -> None:
    pushed(phone_for_all, 6)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: apart(intelligence.read), range(3)))
    assert sum(done) == 6
    assert not Record.objects.filter(to_read=True).exists()
    assert Mention.objects.filter(type="person").count() == 6
    assert MentionKey.objects.filter(kind="vrm").count() == 6


def test_an_erasure_that_comes_while_it_is_read_leaves_nothing(
    phone_for_all: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has read the text and not yet written; the erasure waits for it, and then takes
    what it wrote."""
    pushed(phone_for_all, 1)
    sent = journeys.found({"submission": Record.objects.get().pk})
    reads, erases = threading.Event(), threading.Event()
    found = reading._found

    def slowly(*asked: Any) -> Any:
        said = found(*asked)
        reads.set()
        assert erases.wait(60)
        return said

    monkeypatch.setattr(reading, "_found", slowly)
    with ThreadPoolExecutor(2) as pool:
        worker = pool.submit(apart, intelligence.read)
        assert reads.wait(60)
        erased = pool.submit(apart, lambda: erasing.erased(sent))
        erases.set()
        worker.result(), erased.result()
    assert not Mention.objects.exists()
    assert not MentionKey.objects.exists()
    assert Record.objects.get().revisions == []


@pytest.mark.django_db
def test_a_worker_that_dies_half_way_leaves_it_to_the_next(
    phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed(phone, 1)

    def dies(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reading, "_write", dies)
        with pytest.raises(SystemExit), transaction.atomic():
            intelligence.read()
    assert Record.objects.filter(to_read=True).count() == 1
    assert intelligence.read() == 1
    assert Mention.objects.filter(type="person").count() == 1


def due(bad: Record) -> None:
    """As it is when its while is over."""
    Record.objects.filter(pk=bad.pk).update(told_at=F("told_at") - timedelta(minutes=10))


@pytest.mark.django_db
def test_a_new_version_of_what_could_not_be_read_is_tried_at_once(phone: Handset) -> None:
    pushed(phone, 1)
    sent = Record.objects.get()
    Record.objects.update(tries=4, told_at=sent.told_at + timedelta(minutes=10))
    assert intelligence.read() == 0
    body = written.body(written.SEARCH, **people.ALEX)
    parents = (journeys.last(phone),)
    journeys.send(phone, written.SEARCH, body=body, submission=sent.pk, parents=parents)
    assert intelligence.read() == 1


@pytest.mark.django_db
def test_one_that_cannot_be_read_holds_up_no_other(
    phone: Handset, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pushed(phone, 4)
    bad = Record.objects.order_by("pk").first()
    assert bad
    replace = reading._replace

    def sometimes(records: Sequence[Record]) -> None:
        if bad in records:
            raise ValueError("Sample")
        replace(records)

    with monkeypatch.context() as patched:
        patched.setattr(reading, "_replace", sometimes)
        assert intelligence.read() == 4  # it is not tried again at once
        assert set(Record.objects.values_list("to_read", "tries")) == {(True, 1), (False, 0)}
        assert not intelligence.sweep()
        for tries in range(2, 6):
            due(bad)
            assert intelligence.read() == 1
            assert Record.objects.get(pk=bad.pk).tries == tries
        due(bad)
        assert intelligence.read() == 0
    assert "Sample" not in caplog.text
    call_command("intelligence_index", verbosity=0)
    assert not Record.objects.filter(to_read=True).exists()


def test_one_thread_of_a_process_reads_at_a_time_as_work_allows(
    phone_for_all: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed(phone_for_all, 2)
    began, other = threading.Event(), threading.Event()
    found = reading._found

    def slowly(*asked: Any) -> Any:
        began.set()
        assert other.wait(60)
        return found(*asked)

    monkeypatch.setattr(reading, "_found", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(apart, intelligence.keep_up)
        assert began.wait(60)
        assert intelligence.keep_up() == 0
        other.set()
        assert first.result() == 2


@pytest.mark.django_db
def test_all_is_made_anew_from_nothing(phone: Handset, capsys: pytest.CaptureFixture[str]) -> None:
    sent = people.searched(phone)
    gone = people.searched(phone)
    erasing.erased(gone)
    MentionKey.objects.all().delete()
    Mention.objects.all().delete()
    Record.objects.all().delete()
    call_command("intelligence_index", all=True)
    assert capsys.readouterr().out == "2 entries told, 1 read\n"
    assert people.subject(sent).attributes["surname"] == "Sample"
    assert Record.objects.get(pk=gone.pk).revisions == []


@pytest.mark.django_db
def test_the_sweep_hints_only_where_there_is_work(
    phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    hinted: list[str] = []
    monkeypatch.setattr(hints, "send", lambda task, *_, **__: hinted.append(task))
    assert not intelligence.sweep()
    pushed(phone, 1)
    assert intelligence.sweep()
    assert hinted == ["intelligence.read"]


def test_two_who_judge_the_same_pair_at_once_make_one_judgement(phone_for_all: Handset) -> None:
    one, two = (people.subject(people.searched(phone_for_all)) for _ in range(2))
    sergeant, gate = make.supervisor(), threading.Barrier(2)

    def judge(officer: Any) -> Any:
        gate.wait(60)
        asked = {"this": one.pk, "that": two.pk, "says": "same", "why": "Known"}
        return intelligence.judge(officer=officer, **asked).pk

    with ThreadPoolExecutor(2) as pool:
        made = [
            pool.submit(apart, lambda who=who: judge(who))
            for who in (phone_for_all.officer, sergeant)
        ]
        assert len({each.result() for each in made}) == 1
    assert Judgement.objects.count() == 1


@pytest.mark.django_db
def test_a_choice_follows_the_versions_of_its_entry(phone: Handset) -> None:
    first = people.subject(people.searched(phone))
    body = written.body(written.SEARCH, surname="Sample", given_names="Al")
    links = [{"entity": "subject", "mention": str(first.pk)}]
    sent = journeys.send(phone, written.SEARCH, body=body, links=links)
    for _ in range(2):  # read again, it is not said again
        Record.objects.update(to_read=True)
        intelligence.read()
    made = Judgement.objects.get()
    assert made.chosen
    parents = (journeys.last(phone),)
    journeys.send(phone, written.SEARCH, body=body, links=[], submission=sent.pk, parents=parents)
    intelligence.read()
    made.refresh_from_db()
    assert (made.reversed_by, made.reversed_why) == (phone.officer, "Left out of a later version")


@pytest.mark.django_db
def test_what_its_author_may_not_recognise_by_is_not_chosen(phone: Handset) -> None:
    elsewhere = make.officer(posted=make.unit("Custody"))
    theirs = people.subject(people.searched(handset.of(elsewhere)))
    links = [{"entity": "subject", "mention": str(theirs.pk)}]
    body = written.body(written.SEARCH, surname="Sample", given_names="Al")
    journeys.send(phone, written.SEARCH, body=body, links=links)
    intelligence.read()
    assert not Judgement.objects.exists()
