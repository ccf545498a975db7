"""/insight/time/: hours given back, by whom they may be read, what they rest on, as files."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.insights.actions.giving_back import BY, given_back
from field_api.insights.actions.measures import Span, units_of
from field_api.insights.pages.time import METHODS
from field_api.insights.rules.assumptions import Name, Standing
from field_api.insights.rules.scales import said as written_out
from field_api.insights.rules.strength import officer_days
from tests import make, written
from tests.insights import figures
from tests.insights.assumed import hold, said
from tests.insights.figures import ago
from tests.submissions.desk import text

pytestmark = pytest.mark.django_db

PAGE = "/insight/time/"
COUNTS = {"entries": 60, "revisions": 60, "counted": 60, "typed": 100, "chosen": 50}


@pytest.fixture
def worked(db: None) -> None:
    """600 answers reused at 6 seconds each, an hour; 60 entries to two systems, 900 and 300 fields.
    Another unit's, and an older day's, are not among them."""
    written.forms()
    records, register = make.system("records"), make.system("register")
    figures.work(kind="stop-search", **COUNTS, reused=400)
    figures.work(kind="stop-search", day=ago(3), reused=100, filled=100)
    figures.deliveries(records, kind="stop-search", accepted=60, fields=900)
    figures.deliveries(register, kind="stop-search", accepted=60, fields=300)
    figures.work(kind="stop-search", day=ago(28), reused=99_999)
    figures.work(make.unit("Roads"), kind="stop-search", reused=99_999)


def shown(query: str = "", who: Any = None, at: str = PAGE) -> Any:
    answer = make.at_desk(who or make.supervisor()).get(at + query)
    assert answer.status_code == 200, answer
    return answer


def test_without_a_word_of_the_force_only_reuse_is_claimed(worked: None) -> None:
    found = text(shown())
    assert "Hours given back 1 0 to 1.83 hours" in found
    assert "Nobody has said that anyone typed there before: nothing is claimed." in found
    assert "Assumptions alone: nobody has surveyed what it took before" in found
    assert "Roads" not in found


def test_what_the_force_says_is_claimed_and_the_first_system_is_not(worked: None) -> None:
    """300 fields at 10 seconds and 60 records at 30: 80 minutes."""
    hold(said(Name.TYPED_BEFORE, 1))
    found = text(shown())
    assert "Register 60 accepted, 300 fields. 80 minutes not typed again." in found
    assert "0 minutes not typed again. Taken for the first writing of: Stop and search." in found
    assert "Hours given back 2.33" in found


def test_a_survey_takes_the_place_of_assumptions_and_the_page_says_so(worked: None) -> None:
    """60 entries of 10 minutes, less 100 × 8 + 50 × 3 + 600 × 2 + 60 × 60 seconds."""
    survey = {"standing": Standing.MEASURED, "surveyed": 40, "surveyed_on": date(2026, 5, 1)}
    hold(said(Name.TYPED_BEFORE, 1), said(Name.BEFORE, 10, "stop-search", **survey))
    hours = (600 - (800 + 150 + 1200 + 3600) / 60) / 60
    found = text(shown())
    assert f"Hours given back {written_out(hours)} " in found
    assert "10 minutes before, of 40 entries surveyed: A test" in found
    assert "Takes now 1.6 minutes, by answers counted" in found


def test_the_share_of_time_stands_beside_the_aim_with_its_range(worked: None) -> None:
    """An hour in four weeks of two officers (one of them also supervises, and counts once)."""
    one = make.officer()
    make.identity.post(officer=one, unit=make.unit(), role=Role.SUPERVISOR, starts_on=ago(9))
    make.officer()
    found = text(shown())
    share = 100 / (2 * 1779 * 28 / 365.25)
    assert f"Of the officers' time {share:.2f} %" in found
    assert "asked for are 5 %: not reached" in found
    hold(said(Name.AIM, 0.5))
    assert "asked for are 0.5 %: may be or not" in text(shown())


def test_units_without_officers_have_no_share(worked: None) -> None:
    assert "Nobody is posted to these units as an officer" in text(shown())


def test_a_figure_can_be_made_again_by_what_held_then(worked: None) -> None:
    before = text(shown())
    hold(said(Name.TYPED, 14))
    assert "Hours given back 2 " in text(shown())
    then = text(shown(f"?as_of={ago(1)}"))
    assert "Hours given back 1 0 to 1.83 hours" in then
    digest = before.split("Assumptions ")[1].split()[0]
    assert f"Assumptions {digest}" in then
    assert f"Assumptions {digest}" not in text(shown())


@pytest.mark.parametrize("by", BY)
def test_parts_as_a_file_add_up_and_name_their_assumptions(worked: None, by: str) -> None:
    hold(said(Name.TYPED_BEFORE, 1), said(Name.TRIPS, 0.1, "stop-search"))
    answer = shown(at=f"{PAGE}parts/{by}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    hours = sum(float(row["hours"]) for row in rows)
    whole = (60 + 80 + 60 * 0.1 * 20) / 60
    assert hours == pytest.approx(80 / 60 if by == "system" else whole, abs=0.02)
    assert {row["as_of"] for row in rows} == {today().isoformat()}
    assert len({row["assumptions"] for row in rows}) == 1


@pytest.mark.parametrize("name", METHODS)
def test_every_figure_has_its_method_with_sources(worked: None, name: str) -> None:
    found = text(shown(at=f"{PAGE}method/{name}/"))
    assert "How it is made" in found
    assert "Counted in these days" in found
    used = METHODS[name]
    assert ("Policing Productivity Review" in found) is (Name.CONTRACTED in used)


def test_methods_are_one_click_away(worked: None) -> None:
    page = shown().content.decode()
    assert {name for name in METHODS if f"/insight/time/method/{name}/" in page} == {
        "hours",
        "fte",
        "workload",
        "rekeying",
        "range",
    }
    hours = shown(at=f"{PAGE}method/hours/").content.decode()
    for name in ("reuse", "rekeying", "trips", "survey", "range"):
        assert f"/insight/time/method/{name}/" in hours


@pytest.mark.parametrize("at", ["", "parts/day.csv", "method/hours/", "assumptions/"])
def test_an_officer_who_oversees_nothing_is_refused(at: str) -> None:
    written.forms()
    assert make.at_desk(make.officer()).get(PAGE + at).status_code == 403


@pytest.mark.parametrize("at", ["parts/officer.csv", "method/league/"])
def test_there_is_nothing_by_officer(at: str) -> None:
    written.forms()
    assert make.at_desk(make.supervisor()).get(PAGE + at).status_code == 404


def test_on_paper(worked: None) -> None:
    answer = shown("?file=pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("as_of", ["tomorrow", "2026-02-30", "0000-00-00"])
def test_a_day_that_is_none_is_today(worked: None, as_of: str) -> None:
    assert shown(f"?as_of={as_of}").context["found"].day == today()


def test_another_force_values_by_its_own(worked: None) -> None:
    hold(said(Name.TYPED, 14))
    away = make.officer(posted=make.unit("Away", of=make.force("35")), role=Role.INSPECTOR)
    span = Span(units_of(away), ago(27), today())
    found = given_back(span=span, force=away.force, day=today())
    assert found.assumed(Name.TYPED) == 8
    assert found.works == ()


DAYS = st.integers(0, 30).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
POSTINGS = st.lists(st.tuples(st.integers(1, 3), DAYS, st.none() | DAYS), max_size=6)


@given(POSTINGS, DAYS, DAYS)
def test_each_officer_counts_once_a_day(
    postings: list[tuple[int, date, date | None]], one: date, other: date
) -> None:
    first, last = sorted((one, other))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    there = {
        (officer, day)
        for officer, starts, ends in postings
        for day in days
        if starts <= day and (ends is None or day < ends)
    }
    assert officer_days(postings, first, last) == len(there)
