"""Tables of figures over HTTP, as files and page by page: whose, which columns, nothing twice."""

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from field_api.identity.rules import Role
from field_api.insights.models import Day
from field_api.insights.rules import exports
from tests import make
from tests.insights import figures
from tests.insights.figures import ago, today

database = pytest.mark.django_db

DOOR = "/api/v1/insights"
DOCUMENT = Path(settings.BASE_DIR) / "docs/bi.md"

COLUMNS = {
    "days": "day force unit unit_name kind entries reviewed first_right returned rejected "
    "sampled_out revisions counted typed chosen reused filled required_filled required_all "
    "waited_s waits",
    "fields": "day force unit unit_name kind version pointer returned refused corrected",
    "systems": "day force unit unit_name kind system system_name accepted refused dead waiting "
    "fields waits here",
    "refusals": "day force unit unit_name kind system system_name reason count",
    "entities": "day force unit unit_name kind type mentions nameless alone doubled given surname "
    "born gender contact whole",
}
"""Version 1 of each: what stands here may be added to at its end, and never changed."""


def table(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.content
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.reader(io.StringIO(body.decode(), newline="")))


def pages(client: Any, address: str) -> list[list[Any]]:
    """All rows, by following `next` to its end."""
    rows: list[list[Any]] = []
    after = ""
    while True:
        said = client.get(f"{address}{'&' if '?' in address else '?'}after={after}").json()
        rows += said["rows"]
        after = said["next"]
        if not after:
            return rows


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_a_version_keep_their_names_and_order(name: str) -> None:
    columns = tuple(COLUMNS[name].split())
    assert exports.TABLES[name].version == 1
    assert exports.TABLES[name].names[: len(columns)] == columns


def test_every_table_and_column_is_explained() -> None:
    page = DOCUMENT.read_text()
    assert set(exports.TABLES) == set(COLUMNS)
    for name, of in exports.TABLES.items():
        section = page.partition(f"## `{name}`")[2].partition("\n## ")[0]
        common = page.partition("## Columns of every table")[2].partition("\n## ")[0]
        missing = [one for one in of.names if f"`{one}`" not in section + common]
        assert (name, missing) == (name, [])


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
KEYS = st.lists(st.one_of(TEXTS, st.integers(-(2**60), 2**60)), max_size=5)


@given(KEYS)
def test_a_mark_is_read_as_it_was_made(key: list[Any]) -> None:
    assert exports.unmarked(exports.mark(key), len(key)) == key


@given(st.text())
def test_what_is_no_mark_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        exports.unmarked(text, 9)


@database
def test_a_row_of_each_table_and_what_there_is() -> None:
    system = make.system("records")
    figures.work(entries=3, waits=figures.histogram(1.0))
    figures.field(returned=2)
    figures.deliveries(system, accepted=4, fields=9)
    figures.refusal(system, count=5)
    client = make.signed_in(make.supervisor())
    listed = client.get(DOOR).json()["tables"]
    assert [one["table"] for one in listed] == list(COLUMNS)
    found = {}
    for one in listed:
        said = client.get(f"{DOOR}/{one['table']}").json()
        assert said["columns"] == one["columns"]
        found[one["table"]] = [dict(zip(said["columns"], row, strict=True)) for row in said["rows"]]
    (day,) = found["days"]
    assert (day["day"], day["unit_name"], day["entries"]) == (str(today()), "Response", 3)
    assert sum(day["waits"]) == 1
    assert [(row["pointer"], row["returned"]) for row in found["fields"]] == [("/text", 2)]
    assert [(row["system"], row["fields"]) for row in found["systems"]] == [("records", 9)]
    assert [(row["reason"], row["count"]) for row in found["refusals"]] == [("invalid field", 5)]
    assert found["entities"] == []


@database
def test_csv_has_the_same_rows_and_leads_to_its_next_page() -> None:
    for number in range(5):
        figures.work(day=ago(number), entries=number, waits=figures.histogram(3.0))
    client = make.signed_in(make.supervisor())
    answer = client.get(f"{DOOR}/days?file=csv&limit=3&surname=Sample")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = table(answer)
    link = answer.headers["Link"]
    assert link.endswith('; rel="next"')
    assert "Sample" not in link
    again = client.get(link.partition("<")[2].partition(">")[0])
    rows += table(again)[1:]
    assert "Link" not in again.headers
    assert [row[head.index("entries")] for row in rows] == ["4", "3", "2", "1", "0"]
    assert sum(map(int, rows[0][head.index("waits")].split())) == 1


@database
def test_pages_give_each_row_once_in_order_though_it_is_counted_anew() -> None:
    units = [make.unit(), make.unit("Night", parent=make.unit())]
    for unit in units:
        for number in range(4):
            for kind in ("note", "stop-search", "crime-report"):
                figures.work(unit, ago(number), kind, entries=1)
    client = make.signed_in(make.supervisor())
    whole = client.get(f"{DOOR}/days").json()["rows"]
    assert len(whole) == 24
    for limit in (1, 5, 24):
        assert pages(client, f"{DOOR}/days?limit={limit}") == whole
    first = client.get(f"{DOOR}/days?limit=7").json()
    again = list(Day.objects.values())
    Day.objects.all().delete()
    Day.objects.bulk_create(Day(**{**row, "id": None}) for row in reversed(again))
    rest = pages(client, f"{DOOR}/days?limit=7&after={first['next']}")[:17]
    assert client.get(f"{DOOR}/days?limit=5000&after={first['next']}").json()["rows"] == whole[7:]
    assert len(rest) == 17


@database
def test_a_pointer_with_any_sign_is_a_good_key() -> None:
    for pointer in ("/people/*/name", "/a b&c=d", "/ü~0~1", "/text", "/'--"):
        figures.field(pointer=pointer, returned=1)
    client = make.signed_in(make.supervisor())
    rows = pages(client, f"{DOOR}/fields?limit=1")
    assert len({row[6] for row in rows}) == len(rows) == 5


@database
def test_rows_are_of_the_units_one_answers_for_and_the_days_asked() -> None:
    figures.work(entries=1)
    figures.work(day=ago(40), entries=2)
    figures.work(make.unit("Roads"), entries=3)
    figures.work(make.unit("Away", of=make.force("35")), entries=4)

    def entries(who: Any, query: str = "") -> list[int]:
        rows = make.signed_in(who).get(f"{DOOR}/days{query}").json()["rows"]
        return sorted(row[5] for row in rows)

    assert entries(make.supervisor()) == [1]
    assert entries(make.supervisor(), f"?from={ago(40)}") == [1, 2]
    assert entries(make.supervisor(), f"?from={ago(50)}&to={ago(40)}") == [2]
    assert entries(make.supervisor(), f"?unit={make.unit('Roads').pk}") == []
    assert entries(make.supervisor(), "?kind=stop-search") == []
    assert entries(make.officer(role=Role.AUDITOR)) == [1, 3]


@database
def test_who_answers_for_nobody_reads_none() -> None:
    who = make.officer()
    assert make.signed_in(who).get(f"{DOOR}/days").status_code == 403
    assert make.signed_in(who).get(DOOR).status_code == 403
    assert make.at_desk(who).get("/insight/tables/days.csv").status_code == 403


@database
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 400),
        ("limit=5001", 400),
        ("limit=x", 400),
        ("unit=-1", 400),
        ("from=soon", 400),
        ("to=2026-02-30", 400),
        ("file=parquet", 400),
        ("after=x", 400),
        (f"after={exports.mark(['2026-11-01', 1, 'note', 'more'])}", 400),
        (f"after={exports.mark(['soon', 1, 'note'])}", 400),
        (f"after={exports.mark(['2026-11-01', 'x', 'note'])}", 400),
        ("version=2", 404),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused(query: str, status: int) -> None:
    client = make.signed_in(make.supervisor())
    assert client.get(f"{DOOR}/days?{query}").status_code == status


@database
def test_a_table_that_there_is_not() -> None:
    assert make.signed_in(make.supervisor()).get(f"{DOOR}/officers").status_code == 404
    assert make.at_desk(make.supervisor()).get("/insight/tables/officers.csv").status_code == 404


@database
def test_a_key_that_postgresql_cannot_hold_is_refused() -> None:
    client = make.signed_in(make.supervisor())
    wrong = exports.mark(["2026-11-01", 2**70, "note"])
    assert client.get(f"{DOOR}/days?after={quote(wrong)}").status_code == 400
    nul = exports.mark(["2026-11-01", 1, "no\0te"])
    assert client.get(f"{DOOR}/days?after={quote(nul)}").status_code == 400


@database
def test_at_the_desk_a_table_is_one_file() -> None:
    for number in range(3):
        figures.work(day=ago(number), entries=number)
    browser = make.at_desk(make.supervisor())
    answer = browser.get(f"/insight/tables/days.csv?from={ago(1)}")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="days.1-{ago(1)}-{today()}.csv"'
    )
    assert len(table(answer)) == 3
    assert browser.get("/insight/tables/days.csv?from=soon").status_code == 422


@database
def test_an_operator_writes_a_force_s_tables_into_a_folder(tmp_path: Path) -> None:
    figures.work(entries=6)
    figures.work(make.unit("Away", of=make.force("35")), entries=7)
    span = {"from": str(today()), "to": str(today())}
    call_command("export_insight", str(tmp_path), force="34", **span, stdout=io.StringIO())
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.1.csv" for name in COLUMNS}
    head, *rows = csv.reader((tmp_path / "days.1.csv").read_text().splitlines())
    assert [row[head.index("entries")] for row in rows] == ["6"]
    with pytest.raises(CommandError):
        call_command("export_insight", str(tmp_path), force="99", **span)
    with pytest.raises(CommandError):
        call_command("export_insight", str(tmp_path / "none"), force="34", **span)
