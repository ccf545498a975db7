"""A mention is seen by exactly those who see its submission, as far as their ceiling allows."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings

from field_api.catalogue import shipped
from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import cards
from field_api.intelligence.models import Judgement, Mention, MentionKey, Record
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.policy.models import Clearance
from field_api.policy.rules import Marking
from field_api.submissions.actions import handling
from field_api.submissions.actions.mentioned import mentioned
from field_api.submissions.models import Submission
from tests import make, written
from tests.handset import Handset
from tests.intelligence import people
from tests.policy import sharing
from tests.policy.worlds import WORLDS, Stage
from tests.submissions import journeys

pytestmark = pytest.mark.django_db


def spoken_of(row: Submission) -> Mention:
    """A mention whatever the state: nothing may rest on there being none."""
    mentioned([(row, ())])
    made = Mention.objects.create(record_id=row.pk, revision=row.pk, key="subject", type="person")
    MentionKey.objects.create(mention=made, kind="called", held="called:sample|alex")
    return made


def compared(stage: Stage, world: dict[str, Any]) -> int:
    """How often somebody was let."""
    with transaction.atomic():
        let = 0
        for row in stage.play(world):
            spoken_of(row)
        for officer in stage.officers:
            rows = Submission.objects.visible_to(officer).values_list("pk", flat=True)
            named = "record", "mention__record"
            mine = Mention.objects.visible_to(officer).values_list(named[0], flat=True)
            keys = MentionKey.objects.visible_to(officer).values_list(named[1], flat=True)
            records = Record.objects.visible_to(officer).values_list("pk", flat=True)
            assert set(rows) == set(mine) == set(keys) == set(records)
            let += len(rows)
        transaction.set_rollback(True)
    return let


@pytest.mark.slow
def test_in_whatever_world_a_mention_is_seen_with_its_submission(db: None) -> None:
    stage, let = Stage.set(), 0

    @settings(max_examples=25, deadline=None)
    @given(WORLDS)
    def of(world: dict[str, Any]) -> None:
        nonlocal let
        let += compared(stage, world)

    of()
    assert let  # else nothing was compared but refusals


def test_who_may_not_read_the_entry_recognises_nobody_by_it(phone: Handset) -> None:
    people.searched(phone)
    asked = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}
    assert people.known(phone.officer, **asked)
    assert people.known(make.supervisor(), **asked)
    assert people.known(make.officer(posted=make.unit("Custody")), **asked) == []
    elsewhere = make.supervisor(posted=make.unit(of=make.force("35")))
    assert people.known(elsewhere, **asked) == []


def test_a_colleague_of_the_unit_recognises_by_an_entry_they_may_not_read(phone: Handset) -> None:
    sent, colleague = people.searched(phone), make.officer()
    assert people.known(colleague, surname="Sample", given_names="Alex", dob="1990-03-12")
    assert not Submission.objects.visible_to(colleague).filter(pk=sent.pk).exists()
    assert not Mention.objects.visible_to(colleague).exists()
    door = f"/api/v1/submissions/{sent.pk}/mentions"
    assert make.signed_in(colleague).get(door).status_code == 404


def test_kept_to_a_group_it_is_gone_for_all_others_at_once(phone: Handset) -> None:
    sent = people.searched(phone)
    sergeant, inspector = make.supervisor(), make.officer(role=Role.INSPECTOR)
    asked = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}
    assert people.known(inspector, **asked)
    row = Record.objects.get(pk=sent.pk)
    Submission.objects.filter(pk=sent.pk).update(groups=["34:somebody"])
    sent.refresh_from_db()
    mentioned([(sent, None)])
    assert people.known(inspector, **asked) == people.known(sergeant, **asked) == []
    assert people.known(phone.officer, **asked)
    assert Record.objects.get(pk=sent.pk).revisions == row.revisions


def test_keeping_to_nobody_is_told_too(phone: Handset) -> None:
    sent, sergeant = people.searched(phone), make.supervisor()
    Record.objects.filter(pk=sent.pk).update(groups=["34:stale"])
    handling.keep_to(submission=sent.pk, officer=sergeant, groups=[], reason="No longer")
    assert Record.objects.get(pk=sent.pk).groups == []


def test_people_of_a_form_for_a_group_stay_in_the_group(phone: Handset) -> None:
    body = shipped.example("prevent-referral", "valid")
    sent = journeys.send(phone, "prevent-referral", body=body)
    intelligence.read()
    assert Record.objects.get(pk=sent.pk).groups == sent.groups != []
    mine = Mention.objects.visible_to(phone.officer).filter(record=sent.pk, type="person")
    said = mine.get(key="subject").attributes if mine.filter(key="subject") else mine[0].attributes
    assert people.known(phone.officer, **said)
    inspector = make.officer(role=Role.INSPECTOR)
    assert not Mention.objects.visible_to(inspector).filter(record=sent.pk).exists()
    assert people.known(inspector, **said) == []


def test_of_the_record_of_a_source_nobody_is_ever_recognised(phone: Handset) -> None:
    journeys.send(phone, "source-record", body=shipped.example("source-record", "valid"))
    intelligence.read()
    assert not Mention.objects.filter(type="person").exists()


def test_fields_marked_above_a_reader_neither_show_nor_match(phone: Handset) -> None:
    body = written.body("collision")
    body["vehicles"] = [{"vrm": "AB12 CDE", "make": "Ford", "vin": "WVWZZZ1JZXW000001"}]
    sent = journeys.send(phone, "collision", body=body)
    intelligence.read()
    assert sent.marking == "OFFICIAL"
    sergeant = make.supervisor()
    asked = [intelligence.Asked("car", "vehicle", {"vrm": "AB12 CDE"})]
    ((whole),) = intelligence.recognise(officer=sergeant, asked=asked)
    assert set(whole["candidates"][0]["attributes"]) == {"vrm", "make", "vin"}
    Clearance.objects.create(
        officer=sergeant, marking="OFFICIAL", given_by=make.officer(), given_at=sent.created_at
    )
    assert Mention.objects.visible_to(sergeant).filter(record=sent.pk).exists()
    ((cut),) = intelligence.recognise(officer=sergeant, asked=asked)
    assert cut["candidates"] == []


def test_by_an_agreement_it_is_recognised_and_is_a_disclosure(phone: Handset) -> None:
    sent = people.searched(phone)
    assert sent.state == "released"
    theirs = sharing.theirs()
    asked = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}
    assert people.known(theirs, **asked) == []
    sharing.agreed(kinds=frozenset({"stop-search"}), marking=Marking.OFFICIAL_SENSITIVE)
    assert people.known(theirs, **asked)
    given_out = Event.objects.get(act="disclosure", subject__startswith="recognition:")
    assert given_out.recipient == f"force:{theirs.force.code}"
    assert given_out.details["submissions"] == [str(sent.pk)]


def test_a_judgement_is_seen_by_who_sees_both_and_joins_nobody_for_others(phone: Handset) -> None:
    one = people.subject(people.searched(phone))
    colleague = make.signed_in(make.officer())
    assert colleague
    other = people.subject(
        people.searched(phone, surname="Other", given_names="Kim", dob="1971-01-30", phone="")
    )
    intelligence.judge(
        officer=phone.officer, this=one.pk, that=other.pk, says="same", why="An alias"
    )
    asked = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}
    (candidate,) = people.known(phone.officer, **asked)
    assert candidate["records"] == 2
    assert "Judged to be the same" in candidate["reasons"]
    sergeant = make.supervisor()
    Record.objects.filter(pk=other.record_id).update(groups=["34:somebody"])
    assert not Judgement.objects.visible_to(sergeant).exists()
    (alone,) = people.known(sergeant, **asked)
    assert alone["records"] == 1
    with pytest.raises(Problem):
        cards.card(officer=sergeant, mention=other.pk)


def test_a_telephone_alone_may_be_whoever_gave_it_before(phone: Handset) -> None:
    people.searched(phone)
    (found,) = people.known(phone.officer, phone="+44 7700 900123")
    assert (found["class"], found["reasons"]) == ("possible", ["Same mobile number"])
