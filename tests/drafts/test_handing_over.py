"""A broken device's drafts go where a supervisor says, for a day, and all concerned are told."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from field_api.drafts.models import Draft, HandOver
from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from tests import make
from tests.drafts import roaming
from tests.drafts.roaming import WORDS, Phone, hand, to_device, to_officer


@pytest.fixture
def broken(db: None) -> Phone:
    return roaming.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def test_a_new_device_of_the_officer_gets_what_was_handed_over(
    broken: Phone, sergeant: Officer
) -> None:
    draft, new = broken.saved(), roaming.of(broken.officer)
    answer = hand(sergeant, broken, draft, **to_device(new))
    assert answer.status_code == 201, answer.content
    (offer,) = new.listed()["handed_to_you"]
    assert (offer["id"], offer["reason"]) == (str(draft), "Screen broken")
    opened = new.open(draft).json()
    assert (opened["text"], opened["handed_by"]) == (WORDS, sergeant.display_name)
    assert new.listed()["handed_to_you"] == []
    # It is this device's now: it opens without leave, and goes on without conflict.
    HandOver.objects.update(expires_at=clock.now())
    assert new.open(draft).status_code == 200
    assert new.save(draft, "went on", known=1).json() == {"version": 2, "conflict": False}
    assert broken.open(draft).status_code == 404


def test_all_of_a_broken_device_go_at_once_and_nothing_else(
    broken: Phone, sergeant: Officer
) -> None:
    drafts = {str(broken.saved()) for _ in range(3)}
    new = roaming.of(broken.officer)
    elsewhere = new.saved()
    said = hand(sergeant, broken, **to_device(new)).json()["handed"]
    assert {one["draft"] for one in said} == drafts
    assert str(elsewhere) not in {one["id"] for one in new.listed()["handed_to_you"]}


def test_a_colleague_reads_it_once_and_it_stays_its_authors(
    broken: Phone, sergeant: Officer
) -> None:
    draft, colleague = broken.saved(), roaming.of()
    hand(sergeant, broken, draft, **to_officer(colleague.officer))
    second = roaming.of(colleague.officer)
    assert colleague.open(draft).json()["author"] == broken.officer.login
    assert colleague.open(draft).status_code == 200  # the answer may have been lost
    assert second.open(draft).status_code == 404
    assert broken.open(draft).json()["text"] == WORDS
    (event,) = Event.objects.filter(
        subject=f"draft:{draft}", act="consultation", actor=colleague.officer.actor
    )[:1]
    assert event.on_behalf_of == broken.officer.actor


def test_the_author_is_told(broken: Phone, sergeant: Officer) -> None:
    draft, colleague = broken.saved(), roaming.of()
    hand(sergeant, broken, draft, **to_officer(colleague.officer))
    told = broken.listed()["drafts"][0]["handed"]
    assert told["by"] == sergeant.display_name
    assert told["to"] == colleague.officer.display_name
    assert (told["reason"], told["taken_at"]) == ("Screen broken", None)
    colleague.open(draft)
    assert broken.listed()["drafts"][0]["handed"]["taken_at"]


def test_the_ledger_keeps_the_hand_over(broken: Phone, sergeant: Officer) -> None:
    draft, new = broken.saved(), roaming.of(broken.officer)
    hand(sergeant, broken, draft, **to_device(new))
    (event,) = Event.objects.filter(subject=f"draft:{draft}", act="disclosure")
    assert (event.actor, event.recipient) == (sergeant.actor, broken.officer.actor)
    assert event.purpose == "Screen broken"
    assert event.details["device"] == str(new.device.pk)


def test_after_a_day_it_is_closed_again(broken: Phone, sergeant: Officer) -> None:
    draft, new = broken.saved(), roaming.of(broken.officer)
    hand(sergeant, broken, draft, **to_device(new))
    (one,) = HandOver.objects.all()
    assert one.expires_at - one.handed_at == timedelta(hours=24)
    HandOver.objects.update(expires_at=clock.now())
    assert new.listed()["handed_to_you"] == []
    assert new.open(draft).status_code == 404
    hand(sergeant, broken, draft, **to_device(new))
    assert new.open(draft).status_code == 200


def test_only_the_named_device_of_the_officer_opens_it(broken: Phone, sergeant: Officer) -> None:
    draft, new, third = broken.saved(), roaming.of(broken.officer), roaming.of(broken.officer)
    hand(sergeant, broken, draft, **to_device(new))
    assert third.listed()["handed_to_you"] == []
    assert third.open(draft).status_code == 404


@pytest.mark.parametrize(
    "who", ["a colleague", "a stranger", "an officer of the unit", "the author"]
)
def test_who_does_not_cover_the_officer_hands_nothing_over(broken: Phone, who: str) -> None:
    draft, new = broken.saved(), roaming.of(broken.officer)
    by = {
        "a colleague": lambda: make.officer(),
        "a stranger": lambda: make.supervisor(posted=make.unit("Elsewhere")),
        "an officer of the unit": lambda: make.officer(),
        "the author": lambda: broken.officer,
    }[who]()
    assert hand(by, broken, draft, **to_device(new)).status_code in (403, 404)
    assert new.open(draft).status_code == 404
    assert not HandOver.objects.exists()


def test_nobody_hands_over_to_or_from_themselves(broken: Phone, sergeant: Officer) -> None:
    draft = broken.saved()
    assert hand(sergeant, broken, draft, **to_officer(sergeant)).json()["code"] == "own-draft"
    theirs, other = roaming.of(sergeant), roaming.of(sergeant)
    kept = theirs.saved()
    assert hand(sergeant, theirs, kept, **to_device(other)).json()["code"] == "own-draft"


def test_a_colleague_out_of_the_covered_units_gets_nothing(
    broken: Phone, sergeant: Officer
) -> None:
    away = make.officer(posted=make.unit("Elsewhere"))
    answer = hand(sergeant, broken, broken.saved(), **to_officer(away))
    assert answer.status_code == 404


def test_a_revoked_device_gets_nothing(broken: Phone, sergeant: Officer) -> None:
    new = roaming.of(broken.officer)
    identity.revoke_device(device=new.device, by=broken.officer, reason="Lost")
    assert hand(sergeant, broken, broken.saved(), **to_device(new)).status_code == 404


def test_a_revoked_devices_drafts_can_be_handed_over(broken: Phone, sergeant: Officer) -> None:
    draft, new = broken.saved(), roaming.of(broken.officer)
    identity.revoke_device(device=broken.device, by=broken.officer, reason="Stolen")
    assert hand(sergeant, broken, draft, **to_device(new)).status_code == 201
    assert new.open(draft).json()["text"] == WORDS


@pytest.mark.parametrize(
    "said",
    [{"reason": " "}, {"drafts": [], "device": None}, {"to": {}}, {"drafts": ["x"]}],
    ids=["no reason", "no draft", "nobody", "no id"],
)
def test_a_hand_over_says_what_to_whom_and_why(
    broken: Phone, sergeant: Officer, said: dict[str, Any]
) -> None:
    new = roaming.of(broken.officer)
    answer = hand(sergeant, broken, broken.saved(), **{**to_device(new), **said})
    assert 400 <= answer.status_code < 500
    assert not HandOver.objects.exists()


def test_a_draft_that_is_gone_stops_the_whole_hand_over(broken: Phone, sergeant: Officer) -> None:
    new = roaming.of(broken.officer)
    answer = hand(sergeant, broken, broken.saved(), uuid4(), **to_device(new))
    assert answer.status_code == 404
    assert not HandOver.objects.exists()


def test_a_signed_draft_is_offered_to_nobody(broken: Phone, sergeant: Officer) -> None:
    draft, new = broken.saved(), roaming.of(broken.officer)
    hand(sergeant, broken, draft, **to_device(new))
    Draft.objects.all().delete()
    assert new.listed()["handed_to_you"] == []
    assert new.open(draft).status_code == 404
