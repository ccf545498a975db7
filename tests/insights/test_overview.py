"""/insight/: whose figures it shows, what it says of them, how they are chosen, and on paper."""

from datetime import date, timedelta
from typing import Any

import pytest

from field_api.identity.rules import Role
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.insights import figures
from tests.insights.figures import ago, histogram
from tests.submissions import journeys
from tests.submissions.desk import INTEL, example, text

pytestmark = pytest.mark.django_db

PAGE = "/insight/"


def said(who: Any, query: str = "", page: str = PAGE) -> str:
    answer = make.at_desk(who).get(page + query)
    assert answer.status_code == 200, answer
    return text(answer)


@pytest.fixture
def worked() -> None:
    """Ten entries of a note and four of a search; a day before the four weeks; another unit's."""
    figures.work(
        entries=10,
        reviewed=8,
        first_right=6,
        sampled_out=1,
        revisions=12,
        counted=5,
        typed=10,
        chosen=20,
        reused=8,
        filled=2,
        waits=histogram(*[60] * 8),
    )
    figures.work(kind="stop-search", day=ago(3), entries=4, reviewed=4, first_right=4, returned=1)
    figures.work(day=ago(28), entries=100)
    figures.work(make.unit("Roads"), entries=1000)


def test_sums_are_of_the_last_four_weeks_in_the_units_one_covers(worked: None) -> None:
    found = said(make.supervisor())
    assert "Entries 14 12 versions that count" in found
    assert "Right first time 83.3 % 10 of 12 that somebody decided on" in found
    assert "Not typed 75 % 8 taken over, 2 filled in, 20 chosen from lists" in found
    assert "Roads" not in found


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FORCE_ADMIN], ids=lambda role: role.value)
def test_who_audits_or_administers_sees_the_whole_force_and_no_other(
    role: Role, worked: None
) -> None:
    figures.work(make.unit("Away", of=make.force("35")), entries=5000)
    assert "Entries 1,014 " in said(make.officer(role=role))


def test_an_officer_who_answers_for_nobody_is_told_no(worked: None) -> None:
    assert make.at_desk(make.officer()).get(PAGE).status_code == 403


def test_a_unit_brings_those_below_it_and_a_form_only_itself(worked: None) -> None:
    below = make.unit("Night", parent=make.unit())
    figures.work(below, entries=3)
    who = make.supervisor()
    assert "Entries 17 " in said(who)
    assert "Entries 17 " in said(who, f"?unit={make.unit().pk}")
    assert "Entries 3 " in said(who, f"?unit={below.pk}")
    written.forms()
    assert "Entries 4 " in said(who, "?kind=stop-search")


def test_days_are_chosen_both_included(worked: None) -> None:
    who = make.supervisor()
    assert "Entries 100 " in said(who, f"?from={ago(28)}&to={ago(28)}")
    assert "Entries 104 " in said(who, f"?from={ago(28)}&to={ago(1)}")


@pytest.mark.parametrize(
    "query",
    [
        "from=soon",
        "from=2026-02-30",
        "from=2026-11-02&to=2026-11-01",
        "from=2020-01-01&to=2026-01-01",
        "unit=x",
        "unit=999999999999999999999",
        "kind=no-such-form",
        "to=0001-01-01",
    ],
)
def test_what_cannot_be_chosen_is_said_and_nothing_breaks(query: str, worked: None) -> None:
    answer = make.at_desk(make.supervisor()).get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert "That can't be counted" in text(answer)


def test_another_force_s_unit_is_none_of_yours(worked: None) -> None:
    away = make.unit("Away", of=make.force("35"))
    assert make.at_desk(make.supervisor()).get(f"{PAGE}?unit={away.pk}").status_code == 422


def test_a_share_of_few_is_left_out(worked: None) -> None:
    answer = make.at_desk(make.supervisor()).get(PAGE)
    by_title = {title: chart for title, chart in answer.context["figures"]}
    assert [figure for _, (figure,) in by_title["Right first time, by form"].table] == ["75"]


def test_waiting_is_counted_now_whatever_days_are_chosen() -> None:
    written.forms()
    entry = journeys.send(handset.of(), INTEL, body=example(INTEL))
    who, old = make.supervisor(), f"?from={ago(50)}&to={ago(40)}"
    assert "Waiting now 1 0 past their time" in said(who, old)
    Submission.objects.filter(pk=entry.pk).update(review_by=entry.created_at - timedelta(days=2))
    assert "Waiting now 1 1 past their time" in said(who, old)
    journeys.decide("approve", Submission.objects.get(pk=entry.pk), who)
    assert "Waiting now 0 0 past their time; the oldest –" in said(who, old)


def test_nothing_counted_is_said_and_no_share_of_nothing_is_made_up() -> None:
    found = said(make.supervisor())
    assert "Right first time –" in found
    assert "Nothing was counted in these days." in found
    assert "Nothing has been counted yet" in found


def test_every_figure_says_how_it_is_counted_and_every_picture_has_its_table(worked: None) -> None:
    answer = make.at_desk(make.supervisor()).get(PAGE)
    page = answer.content.decode()
    assert page.count('class="tell__method"') == len(answer.context["tells"]) == 7
    drawn = [chart for _, chart in answer.context["figures"] if chart.table]
    assert page.count('role="img"') == page.count("as a table</summary>") == len(drawn)
    assert "style=" not in page


def test_on_paper_it_has_its_marking(worked: None) -> None:
    answer = make.at_desk(make.supervisor()).get(f"{PAGE}?file=pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="insight-overview-{ago(27)}-{figures.today()}.pdf"'
    )
    assert answer.content.startswith(b"%PDF-")
    assert make.at_desk(make.supervisor()).get(f"{PAGE}?file=pdf&from=x").status_code == 422


def test_weeks_are_drawn_where_there_are_many_days(worked: None) -> None:
    first = date(2026, 1, 1)
    page = said(make.supervisor(), f"?from={first}&to={first + timedelta(days=200)}")
    assert "Entries, by week" in page
    assert "Entries, by day" in said(make.supervisor())
