"""What entries speak of is read behind the push, and stands as long as they do."""

from typing import Any

import pytest

from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.intelligence.models import Judgement, Mention, MentionKey, Record
from field_api.submissions.actions import Words
from field_api.submissions.models import Submission
from tests import make, written
from tests.handset import Handset
from tests.intelligence import people
from tests.submissions import erasing, journeys

pytestmark = pytest.mark.django_db


def spoken_of(of: Submission) -> dict[str, dict[str, Any]]:
    rows = Mention.objects.filter(record=of.pk)
    return {row.type: row.attributes for row in rows if row.key in ("subject", "vehicle")}


def test_an_entry_is_read_once_it_is_committed_and_not_in_the_push(phone: Handset) -> None:
    sent = journeys.send(phone, written.SEARCH, body=written.body(written.SEARCH, **people.ALEX))
    assert Record.objects.get(pk=sent.pk).to_read
    assert not Mention.objects.exists()
    assert intelligence.read() == 1
    found = spoken_of(sent)
    assert found["person"]["surname"] == "Sample"
    assert found["vehicle"]["vrm"] == "AB12 CDE"
    assert MentionKey.objects.filter(held="vrm:AB12CDE").exists()
    assert intelligence.read() == 0


def test_read_again_nothing_changes(phone: Handset) -> None:
    sent = people.searched(phone)
    before = list(Mention.objects.order_by("pk").values())
    keys = sorted(MentionKey.objects.values_list("mention", "held"))
    Record.objects.filter(pk=sent.pk).update(to_read=True)
    assert intelligence.read() == 1
    assert list(Mention.objects.order_by("pk").values()) == before
    assert sorted(MentionKey.objects.values_list("mention", "held")) == keys


def test_a_later_version_takes_the_place_and_keeps_the_id_of_who_is_the_same(
    phone: Handset,
) -> None:
    sent = people.searched(phone)
    was = people.subject(sent)
    body = written.body(written.SEARCH, **{**people.ALEX, "given_names": "Alexandra"})
    parents = (journeys.last(phone),)
    journeys.send(phone, written.SEARCH, body=body, submission=sent.pk, parents=parents)
    intelligence.read()
    now = people.subject(sent)
    assert (now.pk, now.attributes["given_names"]) == (was.pk, "Alexandra")
    assert now.revision != was.revision


def test_somebody_else_at_the_same_place_is_a_new_mention(phone: Handset) -> None:
    sent = people.searched(phone)
    was = people.subject(sent)
    other = {
        "surname": "Example",
        "given_names": "Kim",
        "dob": "1971-01-30",
        "phone": "07700 900777",
    }
    body = written.body(written.SEARCH, **{**people.ALEX, **other})
    parents = (journeys.last(phone),)
    journeys.send(phone, written.SEARCH, body=body, submission=sent.pk, parents=parents)
    intelligence.read()
    assert people.subject(sent).pk != was.pk


def test_withdrawn_it_is_known_no_more(phone: Handset) -> None:
    kind = written.INTEL
    sent = journeys.send(phone, kind)
    intelligence.read()
    assert Record.objects.get(pk=sent.pk).revisions
    journeys.withdraw(phone, sent)
    assert not Mention.objects.filter(record=sent.pk).exists()
    assert Record.objects.get(pk=sent.pk).revisions == []


def test_erased_it_is_gone_in_the_same_transaction(phone: Handset) -> None:
    sent, other = people.searched(phone), people.searched(phone)
    one, two = people.subject(sent), people.subject(other)
    intelligence.judge(
        officer=phone.officer, this=one.pk, that=two.pk, says="same", why="Known to me"
    )
    erasing.erased(sent)
    assert not Mention.objects.filter(record=sent.pk).exists()
    assert not MentionKey.objects.filter(mention=one.pk).exists()
    assert not Judgement.objects.exists()
    assert people.subject(other).pk == two.pk
    assert intelligence.read() == 0


def test_what_was_to_be_read_and_was_erased_first_gives_nothing(phone: Handset) -> None:
    sent = journeys.send(phone, written.SEARCH, body=written.body(written.SEARCH, **people.ALEX))
    erasing.erased(sent)
    Record.objects.filter(pk=sent.pk).update(to_read=True)
    intelligence.read()
    assert not Mention.objects.exists()


def test_rejected_it_is_known_no_more(phone: Handset) -> None:
    body = {**written.body(written.INTEL), "persons": [{"surname": "Sample", "role": "subject"}]}
    sent = journeys.send(phone, written.INTEL, body=body)
    intelligence.read()
    assert Mention.objects.filter(record=sent.pk, type="person").exists()
    over = Words("duplicate", "Written twice.")
    journeys.decide("reject", sent, make.officer(role=Role.INTEL), words=over)
    assert not Mention.objects.filter(record=sent.pk).exists()
