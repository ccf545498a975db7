"""Not the same, said while writing: a judgement like any other, and a change of mind is one too."""

from typing import Any

from field_api.intelligence.models import Judgement, Mention
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.intelligence import people
from tests.submissions import journeys

BODY = written.body(written.SEARCH, surname="Sample", given_names="Al")


def said(known: Mention) -> list[dict[str, str]]:
    return [{"entity": "subject", "mention": str(known.pk)}]


def send(phone: Handset, **other: Any) -> Submission:
    found = journeys.send(phone, written.SEARCH, body=BODY, **other)
    people.intelligence.read()
    return found


def standing() -> list[tuple[str, str, bool]]:
    rows = Judgement.objects.standing().order_by("says")
    return [(row.says, row.why, row.chosen) for row in rows]


def test_not_the_same_is_kept_as_said(phone: Handset) -> None:
    first = people.subject(people.searched(phone))
    second = send(phone, unlike=[*said(first), "nonsense", {"entity": "subject"}])
    assert standing() == [("different", "", True)]
    made = Judgement.objects.get()
    assert made.made_by == phone.officer
    assert {made.this_id, made.that_id} == {first.pk, people.subject(second).pk}


def test_of_two_candidates_one_may_be_the_same_and_the_other_not(phone: Handset) -> None:
    first, other = (people.subject(people.searched(phone)) for _ in range(2))
    send(phone, links=said(first), unlike=said(other))
    assert [says for says, _, _ in standing()] == ["different", "same"]


def test_a_correction_may_say_otherwise(phone: Handset) -> None:
    first = people.subject(people.searched(phone))
    second = send(phone, unlike=said(first))
    again = {"submission": second.pk, "parents": (journeys.last(phone),)}
    send(phone, links=said(first), **again)
    assert standing() == [("same", "", True)]
    assert Judgement.objects.exclude(reversed_at=None).get().says == "different"
    send(phone, links=[], submission=second.pk, parents=(journeys.last(phone),))
    assert standing() == []


def test_a_correction_that_does_not_speak_of_it_takes_nothing_back(phone: Handset) -> None:
    """Another phone of the officer's knows what was written, and not what was said beside it."""
    first, other = (people.subject(people.searched(phone)) for _ in range(2))
    second = send(phone, links=said(first), unlike=said(other))
    both = [("different", "", True), ("same", "", True)]
    for more in ({}, {"links": "nonsense"}, {"links": said(first)}, {"unlike": said(other)}):
        send(phone, submission=second.pk, parents=(journeys.last(phone),), **more)
        assert standing() == both
    send(phone, unlike=[], submission=second.pk, parents=(journeys.last(phone),))
    assert standing() == [("same", "", True)]


def test_what_is_said_later_of_the_same_two_takes_its_place(phone: Handset) -> None:
    first = people.subject(people.searched(phone))
    second = send(phone, links=said(first))
    send(phone, unlike=said(first), submission=second.pk, parents=(journeys.last(phone),))
    assert standing() == [("different", "", True)]


def test_what_its_author_may_not_read_is_judged_by_nobody(phone: Handset) -> None:
    stranger = handset.of(make.officer(posted=make.unit("Elsewhere")))
    theirs = people.subject(people.searched(stranger))
    assert not Mention.objects.visible_to(phone.officer).filter(pk=theirs.pk).exists()
    send(phone, unlike=said(theirs))
    assert standing() == []
