"""Searches counted from the work: what stands, what is kept of it, and who sees how much."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.insights.actions import scrutiny, searches
from field_api.insights.actions.measures import Span, units_of
from field_api.insights.actions.scrutiny import Scrutiny
from field_api.insights.models import Search
from field_api.insights.rules.dimensions import EXTENTS, JUDGED, NO, NOT_SAID, YES
from field_api.insights.rules.plain import LONDON
from field_api.ledger.models import Event
from field_api.lib import clock, wall
from field_api.policy.models import Clearance
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Words
from field_api.submissions.models import Submission
from field_api.submissions.rules import State
from tests import handset, make, written
from tests.handset import Handset
from tests.insights.searched import DAY, searched
from tests.submissions import journeys
from tests.submissions.desk import example

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone() -> Handset:
    written.forms()
    return handset.of()


def today() -> date:
    return clock.now().astimezone(LONDON).date()


def sent(phone: Handset, **said: Any) -> Submission:
    return journeys.send(phone, written.SEARCH, body=example(written.SEARCH, **said))


def counted() -> Search:
    force = make.force()
    searches.recount(force, today())
    return Search.objects.get()


def of(officer: Officer, day: date = DAY, unit: int | None = None) -> Scrutiny:
    return scrutiny.scrutiny(officer=officer, span=Span(units_of(officer), day, day), unit=unit)


def test_a_search_is_counted_without_who_and_where(phone: Handset) -> None:
    row = sent(phone)
    found = counted()
    assert (found.submission_id, found.unit_id) == (row.pk, row.unit_id)
    assert (found.arrived, found.day) == (today(), date(2026, 3, 1))
    assert (found.square, found.extent, found.thin, found.judged) == ("SP7460", "outer", 0, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM insights_search s")
        (told,) = cursor.fetchone()
    for secret in ("Sample", "Sam", "2004-05-06", "52.2", "1001", row.reference, "Footpath"):
        assert secret not in told


def test_grounds_of_borrowed_words_are_seen(phone: Handset) -> None:
    sent(phone, grounds="Known to police, high crime area.")
    assert counted().thin == 2


def test_a_power_without_suspicion_has_no_grounds(phone: Handset) -> None:
    body = example(written.SEARCH, power="cjpoa-s60", authorisation_ref="EX/60/1")
    del body["grounds"]
    journeys.send(phone, written.SEARCH, body=body)
    assert counted().thin is None


def test_what_a_reviewer_made_of_the_grounds(phone: Handset) -> None:
    row, officer = sent(phone), make.supervisor()
    submissions.send_back(
        submission=row.pk,
        officer=officer,
        seen=journeys.seen(row),
        words=Words(reason_code="grounds-unclear", text="Say what you saw."),
    )
    found = counted()
    assert found.judged is False and found.submission.state == State.RETURNED.value


def test_counting_again_changes_nothing_and_what_was_withdrawn_is_gone(phone: Handset) -> None:
    row = sent(phone)
    assert counted().submission_id == counted().submission_id == row.pk
    other = sent(phone)
    assert searches.recount(make.force(), today()) == 2
    # At once for readers, and from the table with the next count.
    Submission.objects.filter(pk=row.pk).update(state=State.DISPOSED.value)
    assert [one.submission_id for one in Search.objects.standing()] == [other.pk]
    assert searches.recount(make.force().pk, today()) == 1
    assert [one.submission_id for one in Search.objects.all()] == [other.pk]


def test_another_day_another_force_and_another_kind_are_left_alone(phone: Handset) -> None:
    sent(phone)
    journeys.send(phone, written.NOTE)
    assert searches.recount(make.force(), today() - timedelta(days=1)) == 0
    assert searches.recount(make.force("35"), today()) == 0
    assert searches.recount(make.force(), today()) == 1


def test_another_forces_searches_are_behind_the_second_wall(phone: Handset) -> None:
    searched(phone.officer, [{}] * 3)
    with wall.nothing():
        assert not Search.objects.exists()
        wall.admit(make.officer(posted=make.unit(of=make.force("35"))).pk)
        assert not Search.objects.exists()
    with wall.nothing():
        wall.admit(make.supervisor().pk)
        assert Search.objects.count() == 3


ROWS = [
    *[{"self_defined": "W1", "outcome": "bu-arrest", "linked": True}] * 20,
    *[{"self_defined": "W2", "outcome": "bu-no-further-action", "linked": False}] * 60,
    *[{"self_defined": "B2", "outcome": "bu-arrest", "linked": True}] * 3,
    *[{"self_defined": "B1", "outcome": "bu-no-further-action", "extent": "intimate-parts"}] * 9,
    *[{"self_defined": "NS", "minor": True, "age": "10-17", "judged": True}] * 8,
    *[{"self_defined": "NS", "judged": False, "operation": "Operation Example"}] * 2,
]


def test_who_answers_for_the_units_sees_each_count() -> None:
    officer = make.supervisor()
    searched(officer, ROWS)
    found = of(officer)
    assert found.exact and found.marking == "OFFICIAL-SENSITIVE" and found.total == 102
    linked = found.tables["linked"]
    assert [linked.cell("Black", column) for column in (YES, NO, NOT_SAID)] == [3, 0, 9]
    rate = found.find_rate
    assert rate and (rate.count, rate.of) == (23, 102)
    strip = found.share_of("extent", EXTENTS["intimate-parts"])
    assert strip and strip.count == 9
    assert found.grounds and (found.grounds.count, found.grounds.of) == (8, 10)
    assert found.tables["grounds"].column_total(JUDGED[None]) == 92
    assert found.tables["operation"].column_total("Operation Example") == 2
    look = Event.objects.get(actor=officer.actor, subject="insight:searches")
    assert look.act == "consultation" and look.details["searches"] == 102


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FORCE_ADMIN])
def test_who_may_not_open_them_is_not_told_small_numbers(role: Role) -> None:
    officer = make.officer(role=role)
    searched(officer, ROWS)
    found = of(officer)
    assert not found.exact and found.marking == "OFFICIAL" and found.total == 102
    linked = found.tables["linked"]
    assert linked.cell("Black", YES) is None
    assert [linked.cell("Black", column) for column in (NO, NOT_SAID)] != [0, 9]
    assert "Black" not in found.shares_by("linked", YES)
    assert "operation" not in found.tables


def test_a_supervisor_who_is_not_cleared_for_the_records_is_told_no_small_number_either() -> None:
    officer = make.supervisor()
    Clearance.objects.create(
        officer=officer, marking="OFFICIAL", given_by=make.officer(), given_at=clock.now()
    )
    searched(officer, ROWS)
    assert not of(officer).exact


def test_fewer_than_five_in_all_are_not_shown() -> None:
    officer = make.officer(role=Role.AUDITOR)
    searched(officer, ROWS[:4])
    found = of(officer)
    assert found.few and found.total == 0 and not found.tables and found.squares is None


def test_an_officer_without_units_counts_nothing() -> None:
    officer = make.officer()
    searched(officer, ROWS)
    assert of(officer).total == 0


def test_squares_are_those_of_two_kilometres_and_small_ones_withheld() -> None:
    auditor, officer = make.officer(role=Role.AUDITOR), make.supervisor()
    rows = [{"square": "SP7460"}] * 30 + [{"square": "SP7660"}] * 2 + [{"square": ""}] * 7
    searched(officer, rows)
    own, theirs = of(officer).squares, of(auditor).squares
    assert own and own.counts == {"SP7460": 30, "SP7660": 2} and own.nowhere == 7
    assert theirs and theirs.counts == {"SP7460": 30}
    assert (theirs.hidden, theirs.nowhere) == (1, None)
