"""Who is asked about what: drawn by a key, the same for whoever checks, and never in the way."""

from datetime import date

import pytest
from django.utils import timezone

from field_api.audit.actions import answering, answers, drawing, keying
from field_api.audit.models import Look, Sample
from field_api.audit.rules import sampling
from field_api.audit.rules.words import Concluded
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from tests import make
from tests.audit.rows import NOON, days, event, question, taken_in

DAY = date(2026, 3, 2)


def test_one_in_ten_is_drawn() -> None:
    key = sampling.day_key(b"k" * 32, DAY)
    drawn = sum(sampling.is_drawn(key, event) for event in range(20_000))
    assert 1_850 < drawn < 2_150  # five deviations about 2,000


def test_another_day_or_key_draws_others() -> None:
    keys = [
        sampling.day_key(b"k" * 32, DAY),
        sampling.day_key(b"k" * 32, date(2026, 3, 3)),
        sampling.day_key(b"l" * 32, DAY),
    ]
    draws = [{event for event in range(2_000) if sampling.is_drawn(key, event)} for key in keys]
    shared = draws[0] & draws[1], draws[0] & draws[2], draws[1] & draws[2]
    assert all(len(both) < 60 for both in shared)  # by chance 20; all where a key were not used


@pytest.mark.django_db
def test_whoever_holds_the_key_of_the_day_checks_every_draw() -> None:
    officer = make.officer()
    taken_in(*[question(officer) for _ in range(60)])
    key = keying.of_day(timezone.localdate(NOON))
    expected = {look.event for look in Look.objects.all() if sampling.is_drawn(key, look.event)}
    assert set(Sample.objects.values_list("pk", flat=True)) == expected
    told = Event.objects.filter(details__did="asked-for-justification")
    assert {row.details["event"] for row in told} == expected


@pytest.mark.django_db
def test_a_review_is_not_asked_about(drawn: None) -> None:
    officer = make.officer()
    looks = [question(officer), event(officer, "officer:34-9999", purpose="duty report")]
    review = event(officer, "officer:34-9998", purpose="review")
    taken_in(*looks, review)
    assert set(Sample.objects.values_list("pk", flat=True)) == {one.pk for one in looks}


@pytest.mark.django_db
def test_an_officer_answers_once_and_an_auditor_judges(drawn: None) -> None:
    officer, auditor = make.officer(), make.officer(role=Role.AUDITOR)
    taken_in(question(officer, place="Bus station"))
    (asked,) = answering.asked(officer)
    assert (asked["terms"], asked["place"]) == ({"vrm": "FB26DEM"}, "Bus station")
    assert answers.listed(by=auditor) == []
    answering.answer(sample=asked["id"], officer=officer, text="  It ran a\nred light. ")
    with pytest.raises(Problem, match="answered"):
        answering.answer(sample=asked["id"], officer=officer, text="Another word")
    (read,) = answers.listed(by=auditor)
    assert read["text"] == "It ran a red light."
    for state in (Concluded.REFERRED, Concluded.EXPLAINED):
        answering.judge(sample=read["id"], by=auditor, judged=state, note="Seen")
    assert answers.listed(by=auditor) == []
    words = Event.objects.filter(details__did="judged").order_by("pk")
    assert [row.details["judged"] for row in words] == ["referred", "explained"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", " \n ", "x" * 501], ids=["none", "blank", "long"])
def test_an_answer_has_words_and_not_too_many(drawn: None, text: str) -> None:
    officer = make.officer()
    row = question(officer)
    taken_in(row)
    with pytest.raises(Problem, match="justification-length"):
        answering.answer(sample=row.pk, officer=officer, text=text)


@pytest.mark.django_db
def test_nobody_answers_for_another_or_judges_themselves(drawn: None) -> None:
    auditor, stranger = make.officer(role=Role.AUDITOR), make.officer()
    row = question(auditor)
    taken_in(row)
    with pytest.raises(Problem, match="not-found"):
        answering.answer(sample=row.pk, officer=stranger, text="For them")
    answering.answer(sample=row.pk, officer=auditor, text="My own")
    assert answers.listed(by=auditor) == []
    with pytest.raises(Problem, match="own-look"):
        answering.judge(sample=row.pk, by=auditor, judged=Concluded.EXPLAINED, note="")
    elsewhere = make.officer(posted=make.unit(of=make.force("35")), role=Role.AUDITOR)
    with pytest.raises(Problem, match="not-found"):
        answering.judge(sample=row.pk, by=elsewhere, judged=Concluded.EXPLAINED, note="")


@pytest.mark.django_db
def test_what_is_left_is_reminded_of_and_then_comes_before_the_auditor(drawn: None) -> None:
    officer, auditor = make.officer(), make.officer(role=Role.AUDITOR)
    taken_in(question(officer), question(officer), question(officer))
    _, three, seven = Sample.objects.order_by("pk")
    for row, age in ((three, 3.01), (seven, 7.01)):
        Sample.objects.filter(pk=row.pk).update(asked_at=clock.now() - days(age))
    assert drawing.remind() == (2, 1)
    assert drawing.remind() == (0, 0)
    (left,) = answers.listed(by=auditor)
    assert (left["id"], left["overdue"], left["answered_at"]) == (seven.pk, True, None)
    assert [one["overdue"] for one in answering.asked(officer)] == [True, False, False]
    # Late is not too late, and it stays before the auditor until judged.
    answering.answer(sample=seven.pk, officer=officer, text="A stop")
    assert [one["text"] for one in answers.listed(by=auditor)] == ["A stop"]
