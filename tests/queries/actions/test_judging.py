"""Officers say who is who: it holds for the next question, and is taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.queries import actions as queries
from field_api.queries import tasks
from field_api.queries.actions import combining
from field_api.queries.actions.weeding import weed_judgements
from field_api.queries.models import Hit, Judgement, Query
from field_api.queries.rules.linking import JUDGEMENTS_KEPT
from tests import make
from tests.queries.seen import read

Answered = Callable[..., Query]
JO = {"surname": "Sample", "forenames": "Jo", "dob": "1990-03-02"}
JON = {"surname": "Sample", "forenames": "Jon", "dob": "1990-03-12"}
SAME, DIFFERENT = "same", "different"


@pytest.fixture
def answered(officer: Officer, unheard: Answered) -> Answered:
    """A question, and for each system named the records it answered with."""

    def put(by: Officer = officer, **records: dict[str, Any]) -> Query:
        for code in records:
            if not System.objects.filter(code=code).exists():
                make.system(code)
        query = unheard(*records)
        Query.objects.filter(pk=query.pk).update(asked_by=by)
        query.asked_by = by
        for leg in query.legs.select_related("system"):
            body = records[leg.system.code]
            now, called = clock.now(), body.get("ref", f"{leg.system.code}-1")
            body = {name: value for name, value in body.items() if name != "ref"}
            Hit.objects.create(
                leg=leg, position=0, ref=called, type="person", retrieved_at=now, body=body
            )
        return query

    return put


def say(query: Query, says: str, one: str = "rms", other: str = "intel", **more: Any) -> Judgement:
    said = {"officer": query.asked_by, "why": "I know both", **more}
    this, that = (one, f"{one}-1"), (other, f"{other}-1")
    return queries.judge(query=query.pk, this=this, that=that, says=says, **said)


def take_back(query: Query, made: Judgement) -> None:
    officer = query.asked_by
    queries.reverse(officer=officer, query=query.pk, judgement=made.pk, why="Mistaken")


def clusters(query: Query) -> list[dict[str, Any]]:
    return sorted(read(query)["clusters"], key=lambda one: str(one["title"]))


def test_what_is_said_to_be_one_lies_together_in_the_next_answer_too(answered: Answered) -> None:
    first = answered(rms=JO, intel=JON)
    assert len(clusters(first)) == 2
    made = say(first, SAME)
    (one,) = clusters(first)
    assert one["why"][0] == "an officer said so"
    assert [(each["id"], each["says"], each["of"]) for each in one["judged"]] == [
        (str(made.pk), "same", [])
    ]
    second = answered(rms=JO, intel={**JON, "address": "since moved"})
    assert len(clusters(second)) == 1
    take_back(second, made)
    assert len(clusters(first)) == len(clusters(second)) == 2
    made.refresh_from_db()
    assert made.reversed_why == "Mistaken"


def test_what_is_said_to_differ_is_taken_apart_and_says_by_whom(answered: Answered) -> None:
    query = answered(rms=JO, intel=JO, pnc=JO)
    assert len(clusters(query)) == 1
    say(query, DIFFERENT)
    alone, others = sorted(clusters(query), key=lambda one: len(one["values"]["dob"]))
    assert [len(one["values"]["dob"]) for one in (alone, others)] == [1, 2]
    assert alone["may_be"] == []
    (said,) = alone["judged"]
    assert (said["says"], said["why"]) == ("different", "I know both")
    assert [one["id"] for one in said["of"]] == [others["id"]]


def test_numbers_for_life_are_not_overruled(answered: Answered) -> None:
    query = answered(rms={**JO, "pnc_id": "81/34U"}, intel={**JO, "pnc_id": "67/9893091D"})
    with pytest.raises(Problem, match="numbers-differ") as refused:
        say(query, SAME)
    assert "another PNC ID" in refused.value.detail
    assert not Judgement.objects.exists()


def test_a_driver_number_changes_with_the_surname(answered: Answered) -> None:
    married = {"surname": "Married", "forenames": "Jo", "dob": "1990-03-02"}
    query = answered(
        rms={**JO, "driver_number": "SAMPL953020J99AB"},
        intel={**married, "driver_number": "MARRI953020J99AB"},
    )
    say(query, SAME)
    assert len(clusters(query)) == 1


def test_the_other_thing_is_said_after_taking_back(answered: Answered) -> None:
    query = answered(rms=JO, intel=JON)
    made = say(query, SAME)
    with pytest.raises(Problem, match="judgement-incomplete"):
        say(query, SAME)
    take_back(query, made)
    assert say(query, DIFFERENT) == say(query, DIFFERENT)
    with pytest.raises(Problem, match="already-judged"):
        say(query, SAME)


def test_who_has_not_both_in_an_answer_says_nothing_of_them(answered: Answered) -> None:
    query = answered(rms=JO, intel=JON)
    made = say(query, SAME)
    colleague = make.officer()
    with pytest.raises(Problem, match="not-found"):
        say(query, SAME, officer=colleague)
    with pytest.raises(Problem, match="not-found"):
        say(query, SAME, other="pnc")
    half = answered(rms=JO)
    with pytest.raises(Problem, match="not-found"):
        take_back(half, made)
    assert read(half)["clusters"][0]["judged"] == []


def test_a_colleague_sees_it_and_another_force_does_not(answered: Answered) -> None:
    say(answered(rms=JO, intel=JON), SAME)
    colleague, elsewhere = make.officer(), make.officer(posted=make.unit(of=make.force("35")))
    assert len(clusters(answered(by=colleague, rms=JO, intel=JON))) == 1
    assert len(clusters(answered(by=elsewhere, rms=JO, intel=JON))) == 2


@pytest.mark.parametrize("fault", [{"why": " "}, {"says": "maybe"}], ids=["no reason", "neither"])
def test_a_judgement_says_what_and_why(answered: Answered, fault: dict[str, str]) -> None:
    query = answered(rms=JO, intel=JON)
    with pytest.raises(Problem, match="judgement-incomplete"):
        say(query, **{"says": SAME, **fault})


def test_the_ledger_has_records_by_reference_and_no_reason(answered: Answered) -> None:
    query = answered(rms=JO, intel=JON)
    made = say(query, SAME)
    take_back(query, made)
    rows = Event.objects.filter(subject=f"judgement:{made.pk}").order_by("id")
    assert [(row.act, row.details["verb"]) for row in rows] == [
        ("combination", "same"),
        ("alteration", "reverse"),
    ]
    assert sorted(rows[0].details["records"]) == ["that rms:rms-1", "this intel:intel-1"]
    assert "I know both" not in str([row.details for row in rows])
    query.refresh_from_db()
    assert query.version == 3


def test_a_judgement_goes_a_year_after_both_sides_were_last_met(answered: Answered) -> None:
    query = answered(rms=JO, intel=JON)
    used, unused = say(query, SAME), say(answered(rms=JO, leds=JON), SAME, other="leds")
    almost = clock.now() - JUDGEMENTS_KEPT + timedelta(hours=1)
    Judgement.objects.update(seen_at=almost)
    combining.record(query)
    used.refresh_from_db()
    assert used.seen_at > almost and weed_judgements() == 0
    Judgement.objects.filter(pk=unused.pk).update(seen_at=almost - timedelta(hours=2))
    tasks.erase()
    assert list(Judgement.objects.all()) == [used]
    event = Event.objects.get(act="erasure")
    assert (event.subject, event.details["rule"]) == (f"judgement:{unused.pk}", "365 days")
