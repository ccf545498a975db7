"""Dead letters of handsets: who may see them, what is recorded, and that nothing is deleted."""

import base64
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.policy.models import Clearance
from field_api.sync.actions import letters
from field_api.sync.models import DeadLetter
from tests import make
from tests.handset import Handset

DOOR = "/api/v1/sync/deadletters"

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(mine: Handset) -> str:
    return letters.hand_in(body=b"\xffwhat was it", media_type="text/plain", device=mine.device)


def listed(who: Officer) -> Any:
    return make.signed_in(who).get(DOOR)


def test_a_supervisor_sees_that_there_is_one_and_not_what_it_holds(
    mine: Handset, letter: str
) -> None:
    answer = listed(make.supervisor()).json()
    assert answer["count"] == 1
    (one,) = answer["letters"]
    assert (one["id"], one["officer"], one["size"]) == (letter, mine.officer.login, 12)
    assert "body" not in one


def test_reading_one_gives_every_byte(letter: str) -> None:
    answer = make.signed_in(make.supervisor()).get(f"{DOOR}/{letter}").json()
    assert base64.b64decode(answer["body"]) == b"\xffwhat was it"
    assert answer["dealt_at"] is None


def test_who_is_cleared_for_less_knows_of_it_and_reads_nothing(letter: str) -> None:
    sergeant = make.supervisor()
    Clearance.objects.create(
        officer=sergeant, marking="OFFICIAL", given_by=make.supervisor(), given_at=clock.now()
    )
    api = make.signed_in(sergeant)
    assert api.get(DOOR).json()["count"] == 1
    answer = api.get(f"{DOOR}/{letter}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-cleared")
    page = make.at_desk(sergeant).get(f"/console/handsets/letters/{letter}/")
    assert page.status_code == 403
    assert "what was it" not in page.content.decode()


def test_every_look_is_recorded(letter: str) -> None:
    sergeant = make.supervisor()
    api = make.signed_in(sergeant)
    api.get(DOOR)
    api.get(f"{DOOR}/{letter}")
    looks = Event.objects.filter(actor=sergeant.actor, act="consultation").order_by("id")
    assert [event.subject for event in looks] == ["letters", f"letter:{letter}"]


@pytest.mark.parametrize("name", ["0" * 64, "nonsense", "00"])
def test_one_that_is_not_there(letter: str, name: str) -> None:
    assert make.signed_in(make.supervisor()).get(f"{DOOR}/{name}").status_code == 404


def test_another_units_supervisor_sees_none(letter: str) -> None:
    elsewhere = make.supervisor(posted=make.unit("CID"))
    assert listed(elsewhere).json()["count"] == 0
    assert make.signed_in(elsewhere).get(f"{DOOR}/{letter}").status_code == 404


def test_an_officer_who_oversees_nothing_may_not_ask(letter: str) -> None:
    assert listed(make.officer()).status_code == 403


def test_an_administrator_sees_those_below_where_they_administer(
    mine: Handset, letter: str
) -> None:
    top = make.unit("Headquarters")
    admin = make.officer(posted=top, role=Role.FORCE_ADMIN)
    assert listed(admin).json()["count"] == 0
    team = make.unit("Team 9", parent=top)
    identity.post(officer=mine.officer, unit=team, role=Role.OFFICER, starts_on=date(2020, 1, 1))
    assert listed(admin).json()["count"] == 1


def deal(who: Officer, letter: str, note: str) -> Any:
    return make.signed_in(who).post(f"{DOOR}/{letter}/dealt", {"note": note}, format="json")


def test_dealt_with_it_is_off_the_list_and_still_there(letter: str) -> None:
    sergeant = make.supervisor()
    answer = deal(sergeant, letter, " Typed in again by hand. ")
    assert answer.status_code == 200
    assert answer.json()["dealt_by"] == sergeant.login
    assert answer.json()["note"] == "Typed in again by hand."
    assert listed(sergeant).json()["count"] == 0
    assert bytes(DeadLetter.objects.get().body) == b"\xffwhat was it"
    assert Event.objects.filter(subject=f"letter:{letter}", act="decision").count() == 1


def test_the_first_to_deal_with_it_stays_named(letter: str) -> None:
    first, second = make.supervisor(), make.supervisor()
    deal(first, letter, "Done")
    assert deal(second, letter, "Me too").json()["dealt_by"] == first.login


def test_it_needs_a_note(letter: str) -> None:
    answer = deal(make.supervisor(), letter, "  ")
    assert (answer.status_code, answer.json()["code"]) == (422, "note-needed")


def test_the_database_wants_who_when_and_what(letter: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadLetter.objects.update(dealt_at=clock.now())
