"""/insight/quality/: what it says of forms, fields, systems and whom entries name."""

from typing import Any

import pytest

from field_api.insights.models import EntityDay
from tests import make, written
from tests.insights import figures
from tests.insights.test_overview import said
from tests.submissions.desk import text

pytestmark = pytest.mark.django_db

PAGE = "/insight/quality/"


def charts(query: str = "") -> dict[str, Any]:
    return dict(make.at_desk(make.supervisor()).get(PAGE + query).context["figures"])


def rows(title: str, query: str = "") -> list[tuple[str, str]]:
    return [(label, values[0]) for label, values in charts(query)[title].table]


@pytest.fixture
def worked(db: None) -> None:
    written.forms()
    figures.work(entries=20, reviewed=10, first_right=7, returned=3, required_filled=9)
    figures.work(kind="stop-search", entries=8, reviewed=8, first_right=8, required_filled=1)
    figures.work(kind="statement", entries=4, reviewed=4, first_right=0)
    figures.field(pointer="/persons/*/surname", returned=2, corrected=1)
    figures.field(pointer="/text", returned=1, refused=4)


def test_shares_are_of_what_was_decided_on(worked: None) -> None:
    found = said(make.supervisor(), page=PAGE)
    assert "Right first time 68.2 % 15 of 22 that somebody decided on" in found
    assert "Sent back 13.6 % 3 entries, at least once each; 0 were rejected" in found


def test_a_form_on_which_few_were_decided_is_not_shown(worked: None) -> None:
    assert rows("Right first time, by form") == [("Note", "70"), ("Stop and search", "100")]


def test_fields_bear_the_names_officers_know_and_the_worst_come_first(worked: None) -> None:
    named = rows("Sent back most, by field", "?kind=note")
    assert [count for _label, count in named] == ["2", "1"]
    assert "/" not in named[0][0]
    rates = rows("Right first time, by field: entries not sent back for it", "?kind=note")
    assert [rate for _label, rate in rates] == ["80", "90"]
    assert [n for _label, n in rows("Found at fault by systems, by field")] == ["4"]
    assert [n for _label, n in rows("Changed in a later version, by field")] == ["1"]


def test_a_system_s_reason_is_a_class_in_words() -> None:
    system = make.system("records")
    figures.deliveries(system, accepted=6, refused=2)
    figures.refusal(system, reason="field 422", count=2)
    assert rows("Turned down, by system and reason") == [("Records: a field at fault (422)", "2")]
    assert "Turned down by systems 25 % 2 of 8" in said(make.supervisor(), page=PAGE)


def test_persons_are_held_against_the_standard_it_names() -> None:
    unit = make.unit()
    common = {"force": unit.force, "unit": unit, "day": figures.today(), "kind": "note"}
    EntityDay.objects.create(
        **common, type="person", mentions=8, given=8, surname=8, born=4, gender=2, contact=2,
        whole=2, doubled=3, alone=1, nameless=1,
    )  # fmt: skip
    EntityDay.objects.create(**common, type="vehicle", mentions=2, alone=2)
    parts = dict(rows("“4+1” of persons named"))
    assert parts["Date of birth"] == "50"
    assert parts["All five"] == "25"
    found = said(make.supervisor(), page=PAGE)
    assert "Persons named in full 25 % 2 of 8" in found
    assert "Perhaps the same person twice 3 of 8 persons" in found
    assert "Minimum POLE Data Standards" in found
    assert dict(rows("The only one their entry names")) == {"Vehicle": "2", "Person": "1"}


def test_each_figure_says_how_it_is_counted(worked: None) -> None:
    page = make.at_desk(make.supervisor()).get(PAGE)
    assert len(page.context["tells"]) == 7
    assert all(tell.method for tell in page.context["tells"])
    assert text(page).count("How it is counted") >= 7


def test_nothing_counted_is_said_to_be_nothing() -> None:
    found = said(make.supervisor(), page=PAGE)
    assert "Right first time – 0 of 0" in found
    assert "Nothing was counted in these days." in found


def test_on_paper_it_is_a_pdf(worked: None) -> None:
    answer = make.at_desk(make.supervisor()).get(PAGE + "?file=pdf")
    assert answer["Content-Type"] == "application/pdf"


def test_officers_are_let_in_to_their_own_alone() -> None:
    assert make.at_desk(make.officer()).get(PAGE).status_code == 403
