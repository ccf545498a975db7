"""Our own entries answer as a system does, by the need to know of whoever asks."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from field_api.connectors import actions as connectors
from field_api.connectors.kinds import kind
from field_api.connectors.models import System
from field_api.connectors.rules import (
    Answer,
    ConfigRefused,
    Declined,
    NoAnswer,
    Outcome,
    TimedOut,
)
from field_api.connectors.rules.asking import Asking
from field_api.identity.models import Officer
from field_api.intelligence.actions import answering
from field_api.ledger.models import Event
from field_api.lib import clock, wall
from field_api.policy.models import Clearance
from field_api.policy.rules import Marking
from tests import make
from tests.handset import Handset
from tests.intelligence import people
from tests.items import item

pytestmark = pytest.mark.django_db

FLOW = UUID(int=8)
ALEX = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}


@pytest.fixture
def system() -> System:
    return connectors.register(
        code="entries",
        name="Our own entries",
        kind="own",
        config={"answerer": "entries"},
        secret_ref="",
        takes_entries=False,
        answers_queries=["person", "vehicle", "driver", "place", "phone", "online", "property"],
    )


def ask(
    system: System, by: Officer | None, kind: str = "person", /, seconds: float = 20, **said: Any
) -> Answer:
    asking = Asking("Stopped in Mock Street", "1", officer=by.login if by else "", flow=FLOW)
    return connectors.connector(system).query(kind, said or ALEX, asking, deadline=seconds)


def found(*asked: Any, **said: Any) -> list[str]:
    return [one["type"] for one in ask(*asked, **said).results]


def test_the_author_is_told_every_value_where_it_was_said_and_how_it_is_marked(
    system: System, phone: Handset
) -> None:
    row = people.searched(phone)
    (one,) = ask(system, phone.officer).results
    assert one["type"] == "person"
    assert one["ref"].startswith(f"{row.reference}/")
    assert one["handling"] == "OFFICIAL-SENSITIVE"
    assert one["as_of"]
    values = one["values"]
    assert [values[name] for name in ("surname", "given_names", "dob")] == [*ALEX.values()]
    assert row.reference in values["entry"]


def test_what_was_read_is_in_the_ledger_under_the_question(system: System, phone: Handset) -> None:
    row = people.searched(phone)
    ask(system, phone.officer)
    event = Event.objects.filter(subject=f"query:{FLOW}").get()
    assert event.details["submissions"] == [str(row.pk)]
    assert event.actor == phone.officer.actor
    assert "Sample" not in str(event.details)


@pytest.mark.parametrize(
    ("kind", "said", "types"),
    [
        ("vehicle", {"vrm": "ab12cde"}, {"vehicle"}),
        ("phone", {"number": "+44 7700 900123"}, {"person", "phone"}),
        ("person", {"surname": "Sampel", "given_names": "Alec", "dob": "1990-03-12"}, {"person"}),
        ("driver", {**ALEX}, {"person"}),
        ("vehicle", {"vrm": "ZZ99 ZZZ"}, set()),
        ("person", {"surname": "Nobody"}, set()),
        ("property", {"imei": "490154203237518", "description": "phone"}, set()),
        ("place", {"address": "1 Mock Street", "postcode": "ZZ99 1AA"}, set()),
        ("online", {"handle": "sample", "platform": "Mockagram"}, set()),
    ],
)
def test_each_kind_of_question_is_answered_by_what_may_be_meant(
    system: System, phone: Handset, kind: str, said: dict[str, Any], types: set[str]
) -> None:
    people.searched(phone)
    assert set(found(system, phone.officer, kind, **said)) <= types
    assert bool(found(system, phone.officer, kind, **said)) is bool(types)


def test_a_colleague_of_the_unit_recognises_and_a_stranger_is_told_nothing(
    system: System, phone: Handset
) -> None:
    people.searched(phone)
    unit = phone.officer.postings.get().unit
    assert found(system, make.officer(posted=unit)) == ["person"]
    stranger = make.officer(posted=make.unit("Elsewhere", of=make.force("35")))
    assert ask(system, stranger) == Answer()


def test_what_is_marked_above_the_reader_is_neither_shown_nor_counted(
    system: System, phone: Handset
) -> None:
    people.searched(phone)
    colleague = make.officer(posted=phone.officer.postings.get().unit)
    Clearance.objects.create(
        officer=colleague,
        marking=Marking.OFFICIAL.value,
        given_by=phone.officer,
        given_at=clock.now(),
    )
    told = ask(system, colleague)
    assert (told.results, told.withheld) == ([], 0)


def test_two_people_of_one_entry_have_references_of_their_own(
    system: System, phone: Handset
) -> None:
    people.searched(phone)
    people.searched(phone)
    refs = [one["ref"] for one in ask(system, phone.officer).results]
    assert len(set(refs)) == len(refs) == 2


@pytest.mark.parametrize("login", ["", "99-9999"])
def test_who_does_not_say_who_asks_is_told_nothing(system: System, login: str) -> None:
    with pytest.raises(Declined):
        connectors.connector(system).query(
            "person", ALEX, Asking("Check", "1", officer=login), deadline=5
        )


def test_an_officer_who_left_is_told_nothing(system: System, phone: Handset) -> None:
    people.searched(phone)
    Officer.objects.filter(pk=phone.officer.pk).update(is_active=False)
    with pytest.raises(Declined):
        ask(system, phone.officer)


def test_a_question_entries_know_nothing_of_is_not_answered(system: System, phone: Handset) -> None:
    for asked, said in (("horoscope", {"sign": "Leo"}), ("property", {"description": "a bag"})):
        with pytest.raises(NoAnswer):
            ask(system, phone.officer, asked, **said)


def test_no_time_left_timed_out(system: System, phone: Handset) -> None:
    with pytest.raises(TimedOut):
        ask(system, phone.officer, seconds=0)


def test_what_takes_longer_than_its_deadline_is_ended_by_the_database(
    system: System, phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleeps(*asked: Any) -> Iterator[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
        return iter(())

    monkeypatch.setattr(answering, "_found", sleeps)
    with pytest.raises(TimedOut):
        ask(system, phone.officer, seconds=0.2)


def test_another_fault_of_the_database_is_not_called_slow(
    system: System, phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*asked: Any) -> Any:
        raise OperationalError("gone")

    monkeypatch.setattr(answering, "_found", breaks)
    with pytest.raises(OperationalError):
        ask(system, phone.officer)


def test_it_reads_behind_the_second_wall_as_the_officer(
    system: System, phone: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(answering, "_found", lambda *asked: seen.append(wall.reach()) or [])
    before = wall.reach()
    ask(system, phone.officer)
    assert [one.officer for one in seen] == [phone.officer.pk]
    assert wall.reach() == before


def test_it_is_a_system_without_address_or_secret(system: System) -> None:
    to = connectors.connector(system)
    assert to.probe(1)
    assert to.send(item(b"{}"), deadline=1).outcome is Outcome.REFUSED
    for wrong in ({}, {"answerer": "nobody"}, {"answerer": "entries", "base_url": "x"}):
        with pytest.raises(ConfigRefused):
            kind("own")(wrong, "")
    with pytest.raises(ConfigRefused):  # any other kind still needs its secret
        connectors.register(
            code="other",
            name="Other",
            kind="ves",
            config={"base_url": "http://127.0.0.1:9"},
            secret_ref="",
            takes_entries=False,
        )


def test_a_name_stands_for_one_answerer() -> None:
    connectors.answered_by("entries", answering.answer)
    with pytest.raises(ValueError, match="already"):
        connectors.answered_by("entries", lambda kind, said, asking, seconds: Answer())
