"""An answer that leaves: nothing without its source, nothing without a row of to whom."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.queries.models import Hit, Query
from field_api.queries.rules import printed
from tests import make
from tests.queries.sandbox import Sandbox
from tests.queries.seen import run

SOURCE = {"system", "system_name", "ref", "as_of", "retrieved_at", "handling"}
TO = {"recipient": "Example Crown Prosecution", "why": "File of case 34/1"}


@pytest.fixture
def answered(systems: dict[str, Sandbox], ask: Callable[..., Query]) -> Query:
    query = ask()
    run(query)
    return query


def test_every_value_and_warning_bears_its_source_under_one_marking(
    answered: Query, officer: Officer
) -> None:
    said = make.signed_in(officer).post(f"/api/v1/queries/{answered.pk}/export", TO, format="json")
    assert said.status_code == 200, said.content
    made = said.json()
    assert made["marking"] == "OFFICIAL-SENSITIVE"
    assert (made["recipient"], made["exported_by"]) == (TO["recipient"], officer.display_name)
    assert {one["system"] for one in made["statements"]} == {"records", "intelligence"}
    for each in [*made["statements"], *made["warnings"]]:
        assert set(each) >= SOURCE and each["ref"] and each["retrieved_at"]


def test_it_is_a_disclosure_that_names_records_and_no_content(
    answered: Query, officer: Officer
) -> None:
    make.signed_in(officer).post(f"/api/v1/queries/{answered.pk}/export", TO, format="json")
    row = Event.objects.get(act="disclosure", subject=f"query:{answered.pk}")
    assert (row.actor, row.recipient, row.purpose) == (officer.actor, TO["recipient"], TO["why"])
    assert sorted(row.details["records"]) == ["intelligence:INT-V-0001", "records:RMS-V-0001"]
    assert "Ford" not in str(row.details)


def test_nobody_hands_on_what_a_colleague_asked(answered: Query, officer: Officer) -> None:
    colleague: APIClient = make.signed_in(make.officer())
    for id in (answered.pk, uuid4()):
        assert colleague.post(f"/api/v1/queries/{id}/export", TO, format="json").status_code == 404
    assert not Event.objects.filter(act="disclosure").exists()


@pytest.mark.parametrize("wrong", [{}, {"recipient": "CPS"}, {"recipient": "", "why": "x"}])
def test_to_whom_and_why_are_said(answered: Query, officer: Officer, wrong: dict[str, str]) -> None:
    said = make.signed_in(officer).post(
        f"/api/v1/queries/{answered.pk}/export", wrong, format="json"
    )
    assert said.status_code == 400
    assert not Event.objects.filter(act="disclosure").exists()


class TestPaper:
    def test_it_is_a_pdf_and_the_same_disclosure(self, answered: Query, officer: Officer) -> None:
        api = make.signed_in(officer)
        made = api.post(f"/api/v1/queries/{answered.pk}/export/paper", TO, format="json")
        assert made.status_code == 200 and made["Content-Type"] == "application/pdf"
        assert made.content.startswith(b"%PDF-") and made["Cache-Control"] == "no-store"
        row = Event.objects.get(act="disclosure", subject=f"query:{answered.pk}")
        assert (row.recipient, row.purpose) == (TO["recipient"], TO["why"])
        assert row.details["form"] == "pdf" and len(row.details["records"]) == 2

    def test_it_says_behind_every_value_where_it_came_from_and_who_said_nothing(
        self, answered: Query, officer: Officer
    ) -> None:
        api = make.signed_in(officer)
        said = api.post(f"/api/v1/queries/{answered.pk}/export", TO, format="json").json()
        paper = printed.paper(said)
        *_, systems, told = paper["sections"]
        values = [row["value"] for group in told["groups"] for row in group["rows"]]
        assert len(values) == len(said["statements"])
        for value, one in zip(values, said["statements"], strict=True):
            assert f"{one['system_name']} {one['ref']}" in value and "; retrieved " in value
            assert f"handling {one['handling'] or 'not told'}" in value
        assert [row["label"] for row in systems["rows"]] == [one["name"] for one in said["systems"]]
        codes = ", ".join(said["handling"])
        assert paper["marking"] == f"OFFICIAL-SENSITIVE, handling {codes}"

    def test_more_than_a_paper_holds_is_refused_and_nothing_is_on_the_ledger(
        self, answered: Query, officer: Officer
    ) -> None:
        hit = Hit.objects.filter(leg__query=answered).first()
        assert hit
        Hit.objects.filter(pk=hit.pk).update(body={**hit.body, "notes": "word " * 60_000})
        api = make.signed_in(officer)
        made = api.post(f"/api/v1/queries/{answered.pk}/export/paper", TO, format="json")
        assert (made.status_code, made.json()["code"]) == (422, "too-long-for-paper")
        assert not Event.objects.filter(act="disclosure").exists()

    def test_nobody_prints_what_a_colleague_asked(self, answered: Query) -> None:
        colleague: APIClient = make.signed_in(make.officer())
        door = f"/api/v1/queries/{answered.pk}/export/paper"
        assert colleague.post(door, TO, format="json").status_code == 404
        assert not Event.objects.filter(act="disclosure").exists()
