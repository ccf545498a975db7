"""/insight/searches/ and the pack: who is shown what, what is withheld, what leaves the house."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.insights.actions import comparisons, packing, scrutiny
from field_api.insights.actions.comparisons import Source
from field_api.insights.rules import packs
from field_api.insights.rules.packs import COLUMNS, Quarter
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from tests import make
from tests.insights.searched import searched
from tests.insights.test_scrutiny import ROWS
from tests.insights.test_summaries import FILE, FROM, NAME, RESIDENTS
from tests.insights.test_withholding import solved
from tests.submissions.desk import text

pytestmark = pytest.mark.django_db

PAGE, PACK, PUBLISHED = (
    "/insight/searches/",
    "/insight/searches/pack",
    "/insight/searches/published/",
)
QUARTER = packing.quarters()[0]
DAYS = f"?from={QUARTER.first}&to={QUARTER.last}"


@pytest.fixture
def worked() -> Officer:
    """A quarter's synthetic searches, and residents of the force."""
    admin = make.officer(role=Role.FORCE_ADMIN)
    searched(admin, [{"square": "SP7460", **row} for row in ROWS], day=QUARTER.first)
    comparisons.load_residents(
        data=RESIDENTS.encode(), source=Source("Synthetic census", date(2021, 3, 21)), by=admin
    )
    return admin


def said(who: Officer, query: str = DAYS, page: str = PAGE) -> str:
    answer = make.at_desk(who).get(page + query)
    assert answer.status_code == 200, answer
    return text(answer)


def test_a_supervisor_reads_figures_with_their_intervals(worked: Officer) -> None:
    found = said(make.supervisor())
    assert "Searches 102" in found
    assert "Found what was looked for 22.5 % 23 of 102; 95 % interval 15.5 % to 31.6 %" in found
    assert "Marking: OFFICIAL-SENSITIVE" in found
    assert "Operation Example" in found and "SP7460: 102" in found
    assert "Synthetic census, of 21 Mar 2021, version 1" in found


def test_who_may_not_open_the_records_reads_no_small_number(worked: Officer) -> None:
    found = said(worked)
    assert "withheld" in found and "Operation Example" not in found
    assert "Marking: OFFICIAL" in found and "OFFICIAL-SENSITIVE" not in found


def test_a_unit_without_residents_of_its_own_has_no_rates(worked: Officer) -> None:
    roads = make.unit("Roads")
    searched(make.officer(posted=roads), ROWS, day=QUARTER.first, unit=roads)
    found = said(make.supervisor(posted=roads))
    assert "Searches 102" in found and "No rates: for these units" in found


def test_there_may_be_nothing_to_show() -> None:
    found = said(make.supervisor())
    assert "Searches 0" in found and "Nothing was counted in these days" in found


def test_an_officer_is_sent_away() -> None:
    assert make.at_desk(make.officer()).get(PAGE).status_code in (302, 403)


def drawn(who: Officer, form: str = "csv", quarter: object = QUARTER) -> Any:
    return make.at_desk(who).post(PACK, {"quarter": str(quarter), "file": form})


def test_a_pack_names_nobody_and_withholds_small_numbers(worked: Officer) -> None:
    answer = drawn(worked)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'"stop-and-search-{QUARTER}.csv"')
    columns, *rows = csv.reader(io.StringIO(answer.content.decode()))
    assert tuple(columns) == COLUMNS
    assert {row[0] for row in rows} == {"OFFICIAL"}
    counts = {tuple(row[3:6]): row[6] for row in rows}
    assert counts["all", "All", "All"] == "102"
    assert counts["linked", "Black", "Yes"] == counts["linked", "Black", "Not said"] == "withheld"
    assert counts["linked", "Black", "All"] == "12"
    assert not any(0 < int(row[6]) < 5 for row in rows if row[6].isdigit())
    for secret in ("Operation Example", "Sample", worked.login):
        assert secret not in answer.content.decode()
    told = Event.objects.get(actor=worked.actor, act="disclosure", subject="insight:searches")
    assert told.purpose == f"community scrutiny {QUARTER}"
    assert told.details == {"searches": 102, "file": "csv"}


def test_a_pack_on_paper_bears_its_marking(worked: Officer) -> None:
    answer = drawn(worked, "pdf")
    assert answer.content.startswith(b"%PDF-")
    found = scrutiny.of_force(worked.force_id, QUARTER.first, QUARTER.last)
    paper = packs.paper(packing.packed("Force 34", QUARTER, found), "2026-11-23T12:00:00+00:00")
    # What is set has it at the head and foot of each page: tests of the paper hold it to that.
    assert paper["marking"] == "OFFICIAL"
    values = [row["value"] for part in paper["sections"] for row in part.get("rows", [])]
    assert any("3.38 times that of White" in one for one in values)


def test_no_table_of_a_pack_gives_away_what_it_withholds(worked: Officer) -> None:
    found = scrutiny.of_force(worked.force_id, QUARTER.first, QUARTER.last)
    tables = found.tables.values()
    assert any(table.hidden for table in tables)
    assert [(table.table.name, cells) for table in tables if (cells := solved(table))] == []
    # What they share is shown in all, so nothing can be carried from one to another.
    assert len({tuple(map(table.table.row_total, table.table.rows)) for table in tables}) == 1


@pytest.mark.parametrize(
    ("quarter", "form"),
    [("", "csv"), ("2026-Q5", "csv"), ("1999-Q1", "csv"), (QUARTER, "xlsx"), (QUARTER, "")],
    ids=["none", "a fifth", "too old", "another form", "no form"],
)
def test_there_is_no_such_pack(worked: Officer, quarter: object, form: str) -> None:
    assert drawn(worked, form, quarter).status_code == 404


def test_a_quarter_that_has_not_ended_is_not_given_out(worked: Officer) -> None:
    running = Quarter.of(QUARTER.last + timedelta(days=1))
    with pytest.raises(Problem) as refused:
        packing.draw(officer=worked, quarter=running, form="csv")
    assert refused.value.status == 422


def test_a_supervisor_draws_no_pack(worked: Officer) -> None:
    assert drawn(make.supervisor()).status_code == 403
    assert "Download CSV" not in said(make.supervisor())
    assert "Download CSV" in said(worked)


def test_fewer_than_five_searches_make_an_empty_pack() -> None:
    auditor = make.officer(role=Role.AUDITOR)
    searched(auditor, ROWS[:3], day=QUARTER.first)
    rows = list(csv.DictReader(io.StringIO(drawn(auditor).content.decode())))
    assert [row["searches"] for row in rows] == ["withheld"]
    assert drawn(auditor, "pdf").status_code == 200


@pytest.mark.parametrize(
    ("day", "first", "last", "name"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31), "2026-Q1"),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31), "2028-Q1"),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "2026-Q4"),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30), "2026-Q2"),
    ],
    ids=["new year", "leap day", "new year's eve", "midsummer"],
)
def test_quarters_are_those_of_the_calendar(day: date, first: date, last: date, name: str) -> None:
    found = Quarter.of(day)
    assert (found.first, found.last, str(found)) == (first, last, name)
    assert Quarter.read(name) == found and found.before.last == first - timedelta(days=1)


def test_published_totals_are_shown_by_year() -> None:
    admin = make.officer(role=Role.FORCE_ADMIN)
    assert "No published summary was brought in" in said(admin, "", PUBLISHED)
    comparisons.load_summary(data=FILE.read_bytes(), source=FROM, publisher=NAME, by=admin)
    assert "A no further action disposal 3717 666 4383" in said(admin, "", PUBLISHED)
    assert "2019" in said(admin, "?year=2019", PUBLISHED)
    client = make.at_desk(admin)
    for query in ("?year=1999", "?summary=1"):
        assert client.get(PUBLISHED + query).status_code == 404
    other = make.officer(role=Role.FORCE_ADMIN, posted=make.unit(of=make.force("35")))
    assert "No published summary was brought in" in said(other, "", PUBLISHED)
