"""Published totals come out exactly: of the file's counts, and of searches that have them."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.insights import rules
from field_api.insights.actions import comparisons, scrutiny, summaries
from field_api.insights.actions.comparisons import Source
from field_api.insights.models import ResidentCount, Residents, Summary, SummaryCount
from field_api.insights.rules import published
from field_api.insights.rules.crossed import Crossed
from field_api.insights.rules.ethnicity import SELF_DEFINED
from field_api.insights.rules.published_files import NoSuchFile
from field_api.insights.rules.summaries import METRICS, read_summary
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from tests import make
from tests.insights.searched import searched

FILE = (
    Path(rules.__file__).parents[1] / "data" / "stop_search_northamptonshire_summary_2019-2021.csv"
)
NAME, FROM = "Northamptonshire", "data.police.uk, as BlackThrive/ExtractSS sums it up"
CODES = {
    "object_of_search": ("object", {label: code for code, label in published.OBJECTS.items()}),
    "legislation": ("power", {label: code for code, label in published.POWERS.items()}),
    "outcome": ("outcome", {label: code for code, label in published.OUTCOMES.items()}),
}


@pytest.fixture
def admin(db: None) -> Officer:
    return make.officer(role=Role.FORCE_ADMIN)


@pytest.fixture
def summary(admin: Officer) -> Summary:
    comparisons.load_summary(data=FILE.read_bytes(), source=FROM, publisher=NAME, by=admin)
    return Summary.objects.get()


def file_rows() -> list[dict[str, str]]:
    with FILE.open(newline="") as lines:
        return list(csv.DictReader(lines))


def totals(*keys: str, year: str = "") -> Counter[tuple[str, ...]]:
    """The file's own counts, added up without anything of ours."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in file_rows():
        if not year or row["year"] == year:
            found[tuple(row[key] for key in keys)] += int(row["frequency"])
    return found


def cells(tables: list[Crossed]) -> dict[tuple[str, ...], int]:
    return {
        (table.name, row, column): count
        for table in tables
        for (row, column), count in table.counts.items()
    }


KEYS = ("metric", "ethnicity", "metric_category")


@pytest.mark.parametrize("year", ["", "2019", "2020", "2021"])
def test_every_published_total_comes_out(summary: Summary, year: str) -> None:
    found = summaries.summed(summary, int(year) if year else None)
    assert cells(found) == dict(totals(*KEYS, year=year))
    by_category = totals("metric", "metric_category", year=year)
    for table in found:
        for column in table.columns:
            assert table.column_total(column) == by_category[table.name, column]


def test_totals_are_those_that_others_read_out_of_the_file(summary: Summary) -> None:
    """Counted by hand when the file was taken over: 65 % drugs, and how all of them ended."""
    objects, legislation, outcomes = summaries.summed(summary)
    assert objects.total == legislation.total == outcomes.total == 5649
    assert round(100 * objects.column_total("Controlled drugs") / objects.total) == 65
    assert {column: outcomes.column_total(column) for column in outcomes.columns} == {
        "A no further action disposal": 4383,
        "Arrest": 578,
        "Community resolution": 421,
        "Khat or Cannabis warning": 187,
        "Caution (simple or conditional)": 49,
        "Summons / charged by post": 25,
        "Penalty Notice for Disorder": 6,
    }


def test_an_area_by_itself(summary: Summary) -> None:
    west = summaries.summed(summary, 2021, "E06000062")
    assert [table.row_total("Black") for table in west] == [167, 167, 167]
    assert summaries.years(summary) == [2019, 2020, 2021]


def as_searches(group: list[dict[str, str]]) -> list[dict[str, Any]]:
    """As many searches as the file counts of a year, an area and an ethnicity, whose objects,
    powers and outcomes are those it counts. Which had which it does not say: any will do."""
    columns: dict[str, list[str]] = {}
    for metric, (column, codes) in CODES.items():
        rows = [row for row in group if row["metric"] == metric]
        columns[column] = [
            codes[row["metric_category"]] for row in rows for _ in range(int(row["frequency"]))
        ]
    ethnicity = {"White": "W1", "Black": "B2"}[group[0]["ethnicity"]]
    return [
        {"self_defined": ethnicity, **dict(zip(columns, values, strict=True))}
        for values in zip(*columns.values(), strict=True)
    ]


@pytest.mark.slow
def test_searches_of_ours_with_these_counts_are_summed_to_the_published_totals(
    admin: Officer,
) -> None:
    """The measures themselves, over a table of searches that has the file's counts."""
    keys = sorted({(row["year"], row["la_code"], row["ethnicity"]) for row in file_rows()})
    for year, area, ethnicity in keys:
        group = [
            row
            for row in file_rows()
            if (row["year"], row["la_code"], row["ethnicity"]) == (year, area, ethnicity)
        ]
        searched(admin, as_searches(group), day=date(int(year), 6, 1))
    names = {"object_of_search": "object", "legislation": "power", "outcome": "outcome"}
    for year in ("2019", "2020", "2021"):
        days = date(int(year), 1, 1), date(int(year), 12, 31)
        found = scrutiny.of_force(admin.force_id, *days)
        assert found.total == sum(totals("metric", year=year).values()) // 3
        expected = totals(*KEYS, year=year)
        for metric, name in names.items():
            table = found.tables[name].table
            ours = {(metric, row, what): n for (row, what), n in table.counts.items()}
            assert ours == {key: n for key, n in expected.items() if key[0] == metric}
            hidden = found.tables[name].hidden
            assert {arc for arc in hidden if arc[0] == "Black"} >= {
                (row, what) for (_, row, what), n in ours.items() if row == "Black" and n < 5
            }


def test_a_dry_run_keeps_nothing_and_a_file_comes_once(summary: Summary, admin: Officer) -> None:
    again = {"data": FILE.read_bytes(), "source": FROM, "publisher": NAME, "by": admin}
    with pytest.raises(Problem) as refused:
        comparisons.load_summary(**again)
    assert refused.value.status == 409
    Summary.objects.all().delete()
    assert len(comparisons.load_summary(**again, dry_run=True).rows) == 189
    assert not SummaryCount.objects.exists()


def test_a_file_of_which_a_row_is_lacking_is_refused(admin: Officer) -> None:
    lines = FILE.read_bytes().splitlines(keepends=True)
    with pytest.raises(Problem) as refused:
        comparisons.load_summary(data=b"".join(lines[:-1]), source=FROM, publisher=NAME, by=admin)
    assert "percentages" in refused.value.title


HEADER = FILE.read_bytes().splitlines(keepends=True)[0]
ROW = b"2019,N,E1,NA,R,England,Northamptonshire,Black,outcome,Arrest,1,100\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ROW, "first row"),
        (HEADER, "no row of that force"),
        (HEADER + ROW.replace(b",1,100", b",-1,100"), "Row 1 is no count"),
        (HEADER + ROW.replace(b"outcome", b"mood"), "Row 1 is no count"),
        (HEADER + ROW.replace(b",100", b",some"), "Row 1 has no percentage"),
        (HEADER + ROW.replace(b"Arrest", b" "), "Row 1 has a name"),
        (HEADER + ROW + ROW, "same thing twice"),
        (HEADER + b"2019,N\n", "Row 1 has 2 cells"),
        (HEADER + b"\xff", "UTF-8"),
    ],
    ids=[
        *("no header", "no rows", "below nought", "no metric", "no percentage", "no name"),
        *("twice", "short", "latin"),
    ],
)
def test_what_is_no_summary_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(NoSuchFile, match=why):
        read_summary(data, force=NAME)


def test_no_percentage_that_is_no_number_passes() -> None:
    file = read_summary(HEADER + ROW.replace(b",100", b",nan"), force=NAME)
    assert file.uneven


def test_both_commands_say_what_they_would_do(
    admin: Officer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"officer": admin.login, "source": FROM, "dry_run": True}
    call_command("load_search_summary", file=FILE, publisher=NAME, **said)
    assert capsys.readouterr().out.startswith("189 counts would be kept")
    table = tmp_path / "residents.csv"
    table.write_text(RESIDENTS)
    call_command("load_residents", file=table, as_of="2021-03-21", **said)
    assert capsys.readouterr().out.splitlines()[-1] == "Would be version 1"
    assert not Summary.objects.exists() and not Residents.objects.exists()
    with pytest.raises(CommandError, match="2021-03-21"):
        call_command("load_residents", file=table, as_of="census day", **said)


RESIDENTS = "unit,ethnicity,residents\n,White,900\n,Mixed,20\n,Asian,15\n,Black,40\n,Other,10\n"
"""Synthetic."""


def test_a_table_of_residents_is_a_version_with_its_source(admin: Officer) -> None:
    source = Source("Synthetic, for tests", date(2021, 3, 21))
    data = RESIDENTS.encode()
    comparisons.load_residents(data=data, source=source, by=admin)
    with pytest.raises(Problem) as same:
        comparisons.load_residents(data=data, source=source, by=admin)
    assert same.value.status == 409
    more = (
        data
        + b"Response,White,9\nResponse,Mixed,1\nResponse,Asian,1\nResponse,B1,2\nResponse,Other,0\n"
    )
    comparisons.load_residents(data=more, source=source, by=admin)
    newest = comparisons.newest_residents(admin.force_id)
    assert newest and newest.version == 2
    assert dict(
        ResidentCount.objects.filter(table=newest, unit=make.unit()).values_list("group", "count")
    ) == {"White": 9, "Mixed": 1, "Asian": 1, "Black": 2, "Other": 0}
    told = Event.objects.filter(subject__startswith="residents:")
    assert [one.details["version"] for one in told.order_by("pk")] == [1, 2]


def test_who_does_not_look_after_the_force_brings_nothing_in(db: None) -> None:
    with pytest.raises(Problem) as refused:
        comparisons.load_residents(
            data=RESIDENTS.encode(), source=Source("x", date(2021, 1, 1)), by=make.supervisor()
        )
    assert refused.value.status == 403


def test_a_source_and_units_there_are_is_asked_for(admin: Officer) -> None:
    for words, data in (
        (" ", RESIDENTS),
        ("x", RESIDENTS.replace("\n,", "\nNowhere,")),
    ):
        with pytest.raises(Problem) as refused:
            comparisons.load_residents(
                data=data.encode(), source=Source(words, date(2021, 1, 1)), by=admin
            )
        assert refused.value.status == 422


def test_searches_are_held_against_the_residents_of_the_force(admin: Officer) -> None:
    comparisons.load_residents(
        data=RESIDENTS.encode(), source=Source("Synthetic", date(2021, 3, 21)), by=admin
    )
    searched(admin, [{"self_defined": "W1", "officer_defined": "IC1"}] * 90)
    searched(admin, [{"self_defined": "B1", "officer_defined": "IC3"}] * 12)
    searched(admin, [{"self_defined": "NS"}] * 8)
    found = scrutiny.of_force(admin.force_id, date(2026, 1, 1), date(2026, 3, 31))
    black = next(one for one in found.rates[SELF_DEFINED] if one.group == "Black")
    assert black.ratio and round(black.ratio, 6) == round((12 / 40) / (90 / 900), 6)
    assert METRICS and found.residents and found.residents.source == "Synthetic"
