"""Assumptions: two administrators, versions that stay, surveys brought in."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.insights.actions import assuming
from field_api.insights.models import Assumption
from field_api.insights.rules.assumptions import SHIPPED, Name, Standing
from field_api.insights.rules.surveys import NoSurvey, read_survey
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from tests import make, written
from tests.insights.assumed import administrator, hold, proposal, said
from tests.submissions.desk import text

pytestmark = pytest.mark.django_db

PAGE, SURVEY = "/insight/time/assumptions/", "/insight/time/survey/"
TRIP = said(Name.TRIP, 30, low=20, high=45)
CSV = (
    "kind,minutes,low,high,n,date,source\r\n"
    "stop-search,14.5,12,17,40,2026-05-01,Survey of two teams\r\n"
)


@pytest.fixture(autouse=True)
def forms(db: None) -> None:
    written.forms()


def held(of: Officer, day: Any = None) -> tuple[float, int]:
    found = assuming.held(of.force, day).about(Name.TRIP)
    assert found is not None
    return found.value, found.version


def refused(act: Any, **given: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as raised:
        act(**given)
    return raised.value.status, raised.value.code


def test_it_holds_once_a_second_administrator_accepts() -> None:
    one, other = administrator(), administrator()
    asked = proposal(TRIP)
    batch = assuming.propose(proposal=asked, by=one, leave=None)
    assert held(one) == (20, 0)
    assert refused(assuming.accept, batch=batch, by=one, leave=None) == (403, "own-proposal")
    assuming.accept(batch=batch, by=other, leave=None)
    assert held(one) == (30, 1)
    told = Event.objects.filter(subject=f"assumptions:{batch}").order_by("pk")
    assert [(event.actor, event.details["did"]) for event in told] == [
        (one.actor, "propose"),
        (other.actor, "accept"),
    ]
    assert refused(assuming.accept, batch=batch, by=other, leave=None)[1] == "already-decided"


def test_a_refusal_says_why_and_leaves_things_as_they_are() -> None:
    one, other = administrator(), administrator()
    batch = assuming.propose(proposal=proposal(TRIP), by=one, leave=None)
    assert refused(assuming.refuse, batch=batch, by=other, answer=" ")[0] == 422
    assuming.refuse(batch=batch, by=other, answer="Nobody drives that far.")
    assert held(one) == (20, 0)
    assuming.propose(proposal=proposal(TRIP), by=one, leave=None)


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.AUDITOR], ids=str
)
def test_administrators_alone_change_it(role: Role) -> None:
    by = make.officer(role=role)
    asked = {"proposal": proposal(TRIP), "by": by, "leave": None}
    assert refused(assuming.propose, **asked) == (403, "not-allowed")
    batch = assuming.propose(proposal=proposal(TRIP), by=administrator(), leave=None)
    assert refused(assuming.accept, batch=batch, by=by, leave=None) == (403, "not-allowed")


def test_another_force_neither_sees_nor_decides_it() -> None:
    batch = assuming.propose(proposal=proposal(TRIP), by=administrator(), leave=None)
    away = make.officer(posted=make.unit("Away", of=make.force("35")), role=Role.FORCE_ADMIN)
    assert refused(assuming.accept, batch=batch, by=away, leave=None) == (404, "not-found")
    assert not Assumption.objects.visible_to(away).exists()


def test_a_grant_is_for_these_very_terms() -> None:
    one, other = administrator(), administrator()
    asked, more = proposal(TRIP), proposal(said(Name.TRIP, 31))
    holder = b"browser"

    def leave(of: Officer, action: str, object: str, hash: str = "") -> identity.Leave:
        return identity.Leave(holder, make.grant(of, holder, action, object, hash))

    given = leave(one, assuming.PROPOSING, *asked.named(one.force))
    assert refused(assuming.propose, proposal=more, by=one, leave=given) == (409, "grant-stale")
    batch = assuming.propose(proposal=asked, by=one, leave=given)
    none = make.NO_LEAVE
    assert refused(assuming.accept, batch=batch, by=other, leave=none)[1] == "step-up-needed"
    at = leave(other, assuming.ACCEPTING, f"assumptions:{batch}")
    assuming.accept(batch=batch, by=other, leave=at)


def test_one_change_of_a_thing_waits_at_a_time() -> None:
    one = administrator()
    assuming.propose(proposal=proposal(TRIP), by=one, leave=None)
    again = {"proposal": proposal(TRIP), "by": one, "leave": None}
    assert refused(assuming.propose, **again) == (409, "already-proposed")


def test_what_is_for_later_holds_later_and_what_held_stays() -> None:
    one, later = administrator(), today() + timedelta(days=3)
    hold(TRIP, by=one)
    hold(said(Name.TRIP, 35), by=one, valid_from=later)
    assert held(one) == (30, 1)
    assert held(one, later) == (35, 2)
    assert held(one, today() - timedelta(days=1)) == (20, 0)
    hold(said(Name.TRIP, None), by=one, valid_from=later + timedelta(days=1))
    assert held(one, later) == (35, 2)
    assert held(one, later + timedelta(days=1)) == (20, 0)


@pytest.mark.parametrize(
    "asked",
    [
        proposal(),
        proposal(TRIP, TRIP),
        proposal(TRIP, reason=" "),
        proposal(said(Name.TRIP, 30, low=31)),
        proposal(said(Name.TRIP, 30, source=" ")),
        proposal(said(Name.TRIPS, 1, "no-such-form")),
        proposal(said(Name.TYPED_BEFORE, 1, system="nowhere")),
        proposal(said(Name.TRIP, 30, standing=Standing.MEASURED)),
        proposal(
            said(Name.TRIP, 3, standing=Standing.MEASURED, surveyed=9, surveyed_on=today().max)
        ),
    ],
    ids=["none", "twice", "why", "bounds", "source", "form", "system", "measured", "to come"],
)
def test_what_cannot_be_assumed_is_refused(asked: Any) -> None:
    given = {"proposal": asked, "by": administrator(), "leave": None}
    assert refused(assuming.propose, **given) == (422, "assumptions-invalid")


def test_nothing_holds_from_the_past() -> None:
    asked = proposal(TRIP, valid_from=today() - timedelta(days=1))
    assert refused(assuming.propose, proposal=asked, by=administrator(), leave=None)[0] == 422


def test_the_database_keeps_what_was_said() -> None:
    hold(TRIP)
    row = Assumption.objects.get()
    changes: list[dict[str, Any]] = [
        {"value": 21.0},
        {"accepted": False, "answer": "No."},
        {"decided_by": row.proposed_by},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Assumption.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_the_database_wants_two_people_and_three_bounds() -> None:
    one = administrator()
    batch = assuming.propose(proposal=proposal(TRIP), by=one, leave=None)
    row = Assumption.objects.get(batch=batch)
    mine = {"decided_by": one, "decided_at": row.proposed_at, "accepted": True}
    with pytest.raises(DatabaseError, match="two_people"), transaction.atomic():
        Assumption.objects.filter(pk=row.pk).update(**mine)
    row.pk, row.version, row.low = None, 2, None
    row.id = batch
    with pytest.raises(DatabaseError), transaction.atomic():
        Assumption.objects.bulk_create([row])


def posted(form: dict[str, Any], who: Officer, at: str = PAGE) -> Any:
    return make.at_desk(who).post(at, {"otp": make.code(who), **form}, follow=True)


def typed(**other: Any) -> dict[str, Any]:
    return {
        "verb": "propose",
        "name": Name.TRIP.value,
        "value": "30",
        "low": "20",
        "high": "45",
        "standing": Standing.AGREED.value,
        "source": "Chief inspector's estimate",
        "valid_from": today().isoformat(),
        "reason": "Stations were closed",
        **other,
    }


def test_two_administrators_change_it_at_the_desk() -> None:
    one, other = administrator(), administrator()
    shown = posted(typed(), one)
    assert "Proposed to a second administrator" in text(shown)
    assert "Another administrator of the force decides" in text(shown)
    assert "waiting" not in shown.context, "the desk's frame says that number beside its queue"
    batch = str(Assumption.objects.get().batch)
    shown = posted({"verb": "accept", "batch": batch}, other)
    assert "Accepted by" in text(shown)
    assert "Chief inspector's estimate" in text(shown)
    assert held(one) == (30, 1)


def test_a_form_that_is_not_whole_says_what_is_missing() -> None:
    shown = posted(typed(reason=""), administrator())
    assert shown.status_code == 422
    assert "Why it changes" in text(shown)
    shown = posted(typed(low="40"), administrator())
    assert (shown.status_code, "between its bounds" in text(shown)) == (422, True)
    shown = posted(typed() | {"otp": ""}, administrator())
    assert shown.status_code == 403
    assert not Assumption.objects.exists()


def test_the_desk_refuses_who_does_not_administer() -> None:
    sergeant = make.supervisor()
    assert make.at_desk(sergeant).get(PAGE).status_code == 200
    assert "Propose a change" not in text(make.at_desk(sergeant).get(PAGE))
    assert posted(typed(), sergeant).status_code == 404
    assert make.at_desk(sergeant).get(SURVEY).status_code == 404
    assert make.at_desk(make.officer()).get(PAGE).status_code == 403


def file(content: str = CSV) -> SimpleUploadedFile:
    return SimpleUploadedFile("survey.csv", content.encode(), "text/csv")


def test_a_survey_is_looked_at_first_and_then_proposed() -> None:
    one, other = administrator(), administrator()
    browser = make.at_desk(one)
    shown = browser.post(SURVEY, {"file": file(), "reason": "Before the roll-out"})
    assert "14.5 minutes (12–17), of 40 entries" in text(shown)
    assert not Assumption.objects.exists()
    again = {"digest": shown.context["read"].digest, "reason": "Before the roll-out"}
    stale = browser.post(SURVEY, {**again, "file": file(CSV + CSV.splitlines()[1])})
    assert stale.status_code in (409, 422)
    code = {"otp": make.code(one)}
    done = browser.post(SURVEY, {**again, **code, "file": file()}, follow=True)
    assert "Proposed to a second administrator" in text(done)
    assuming.accept(batch=Assumption.objects.get().batch, by=other, leave=None)
    found = assuming.held(one.force).about(Name.BEFORE, "stop-search")
    assert found is not None
    assert (found.value, found.surveyed, found.standing) == (14.5, 40, Standing.MEASURED)
    assert assuming.held(one.force).about(Name.BEFORE, "note") is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "kind,minutes\n",
        CSV.splitlines()[0],
        CSV.replace("14.5", "many"),
        CSV.replace("14.5", "nan"),
        CSV.replace(",40,", ",0,"),
        CSV.replace("2026-05-01", "1 May"),
        CSV.replace(",Survey of two teams", ""),
        '"',
    ],
    ids=["empty", "columns", "no rows", "words", "no number", "nobody", "day", "cells", "quote"],
)
def test_what_is_no_survey_is_refused(content: str) -> None:
    with pytest.raises(NoSurvey):
        read_survey(content.encode())
    sent = {"file": file(content), "reason": "Why not"}
    shown = make.at_desk(administrator()).post(SURVEY, sent)
    assert shown.status_code == 422


def test_a_survey_of_no_form_of_ours_is_refused() -> None:
    sent = {"file": file(CSV.replace("stop-search", "tea-break")), "reason": "Why not"}
    shown = make.at_desk(administrator()).post(SURVEY, sent)
    assert (shown.status_code, "There is no such form" in text(shown)) == (422, True)


def test_every_assumption_that_is_shipped_is_shown_with_its_source() -> None:
    shown = text(make.at_desk(make.supervisor()).get(PAGE))
    for one in SHIPPED.values():
        assert one.source in shown
