"""Returns over HTTP and on the desk: whose they are, what is in them, what the ledger keeps."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Token
from field_api.identity.rules import Role
from field_api.insights.rules import COLUMNS, Month, returns
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.policy.models import Clearance
from field_api.submissions.models import Submission
from field_api.submissions.rules import State
from tests import handset, make, written
from tests.submissions import journeys
from tests.submissions.desk import example, text

pytestmark = pytest.mark.django_db

RETURNS_KEPT = Path(returns.__file__).parent.glob("*.py")
DOOR, PAGE = "/api/v1/returns/stop-search?month=2026-03", "/desk/returns/"
PREVIEW = DOOR.replace("?", "/preview?")
FORCE = "use-of-force"


@pytest.fixture
def search() -> Submission:
    """Of March 2026, by an officer in Response."""
    written.forms()
    return sent()


def sent(kind: str = written.SEARCH, by: Officer | None = None, **other: Any) -> Submission:
    return journeys.send(handset.of(by), kind, body=example(kind, **other))


def table(answer: Any) -> list[list[str]]:
    page = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(page, newline="")))


def test_a_month_as_a_file(search: Submission) -> None:
    sent(started_at="2026-04-01T00:30:00+01:00")
    answer = make.signed_in(make.supervisor()).get(DOOR)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="stop-search-2026-03.csv"'
    assert answer.streaming
    columns, row = table(answer)
    assert tuple(columns) == COLUMNS
    assert row[1] == "2026-03-01T22:14:00+00:00"
    assert row[4:6] == ["52.235000", "-0.892500"]
    assert "Sample" not in " ".join(row)


def test_a_formula_is_not_run(search: Submission) -> None:
    sent(operation_name="=cmd|'/c calc'!A1")
    cells = {row[3] for row in table(make.signed_in(make.supervisor()).get(DOOR))[1:]}
    assert cells == {"Operation Example", "'=cmd|'/c calc'!A1"}


def test_taking_it_away_is_a_disclosure_of_each(search: Submission) -> None:
    who = make.supervisor()
    make.signed_in(who).get(DOOR)
    told = Event.objects.filter(actor=who.actor, act="disclosure").order_by("pk")
    assert [(one.subject, one.details) for one in told] == [
        ("return:stop-search", {"records": 1}),
        (f"submission:{search.pk}", {}),
    ]
    assert {(one.purpose, one.recipient) for one in told} == {
        ("return stop-search 2026-03", who.actor)
    }


def test_a_preview_says_what_is_refused_and_is_a_look(search: Submission) -> None:
    strange = sent(power="terrorism-s43")
    who = make.supervisor()
    mine = sent(by=who)
    answer = make.signed_in(who).get(PREVIEW)
    assert answer.json() == {
        "name": "stop-search",
        "month": "2026-03",
        "count": 2,
        "refused": [
            {
                "submission": str(strange.pk),
                "reference": strange.reference,
                "column": "Legislation",
                "reason": "There is no published value for terrorism-s43",
            },
            {
                "submission": str(mine.pk),
                "reference": mine.reference,
                "column": "",
                "reason": "You wrote this: somebody else has to draw it",
            },
        ],
    }
    looked = Event.objects.get(actor=who.actor, subject="return:stop-search")
    assert (looked.act, looked.details["records"]) == ("consultation", 2)
    assert looked.details["refused"] == sorted([str(strange.pk), str(mine.pk)])


def test_force_has_a_row_for_each_officer_and_person(search: Submission) -> None:
    entry = sent(FORCE)
    client = make.signed_in(make.supervisor())
    columns, row = table(client.get(f"/api/v1/returns/{FORCE}?month=2026-03"))
    found = dict(zip(columns, row, strict=True))
    assert found["Reference"] == entry.reference
    assert found["Tactic"] == "Tactical communications; Non-compliant handcuffing"
    said = client.get(f"/api/v1/returns/{FORCE}/preview?month=2026-03").json()
    assert (said["count"], said["refused"]) == (1, [])


def test_only_what_stands_released_is_in_it(search: Submission) -> None:
    phone = handset.of()
    gone = journeys.send(phone, written.SEARCH, body=example(written.SEARCH))
    journeys.withdraw(phone, gone)
    sent(outcome="no-such-outcome")  # needs attention
    client = make.signed_in(make.supervisor())
    assert client.get(PREVIEW).json()["count"] == 1


def test_only_of_the_units_they_cover_and_of_their_own_force(search: Submission) -> None:
    away = make.unit("Away Response", of=make.force("35"))
    for who in (
        make.supervisor(posted=make.unit("Roads")),
        make.officer(posted=away, role=Role.INSPECTOR),
    ):
        client = make.signed_in(who)
        assert client.get(PREVIEW).json()["count"] == 0
        assert len(table(client.get(DOOR))) == 1
    guest = make.officer(posted=away, role=Role.INSPECTOR)
    here = search.unit
    identity.post(officer=guest, unit=here, role=Role.INSPECTOR, starts_on=date(2020, 1, 1))
    assert Submission.objects.visible_to(guest).exists()
    assert make.signed_in(guest).get(PREVIEW).json()["count"] == 0


def test_who_is_cleared_for_less_draws_none_of_it(search: Submission) -> None:
    who = make.supervisor()
    Clearance.objects.create(
        officer=who, marking="OFFICIAL", given_by=make.supervisor(), given_at=clock.now()
    )
    assert make.signed_in(who).get(PREVIEW).json()["count"] == 0


@pytest.mark.parametrize("role", [Role.OFFICER, Role.FORCE_ADMIN, Role.AUDITOR])
def test_who_may_not_take_records_out_may_not_draw_returns(role: Role, search: Submission) -> None:
    who = make.officer(role=role)
    assert make.signed_in(who).get(DOOR).status_code == 403
    assert make.at_desk(who).get(PAGE).status_code in (302, 403)
    assert not Event.objects.filter(actor=who.actor, act="disclosure").exists()


def test_an_old_verification_is_not_enough(search: Submission) -> None:
    who = make.supervisor()
    client = make.signed_in(who)
    Token.objects.filter(officer=who).update(verified_at=clock.now() - timedelta(minutes=16))
    answer = client.get(DOOR)
    assert (answer.status_code, answer.json()["code"]) == (401, "verify-again")
    assert answer.json()["max_age"] == 900


def test_what_returns_there_are(search: Submission) -> None:
    said = make.signed_in(make.supervisor()).get("/api/v1/returns").json()["returns"]
    found = {one["name"]: one for one in said}
    assert found["fraud"] == {
        "name": "fraud",
        "title": "Fraud and cyber crime, for Report Fraud",
        "kinds": ["fraud-report"],
        "files": ["csv", "json"],
    }
    assert set(found) == {path.stem.replace("_", "-") for path in RETURNS_KEPT} - {"--init--"}


@pytest.mark.parametrize("query", ["file=pdf", "month=2026-03&file=json"])
def test_a_form_of_file_that_there_is_not(query: str) -> None:
    answer = make.signed_in(make.supervisor()).get(f"/api/v1/returns/stop-search?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


def test_a_return_that_there_is_not() -> None:
    answer = make.signed_in(make.supervisor()).get("/api/v1/returns/none")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    ("name", "kind", "media_type"),
    [
        ("stats19", "collision", "application/zip"),
        ("fraud", "fraud-report", "text/csv; charset=utf-8"),
        ("indicators", "fraud-report", "application/stix+json;version=2.1"),
    ],
)
def test_further_returns_are_drawn_as_the_first(
    name: str, kind: str, media_type: str, search: Submission
) -> None:
    now = clock.iso(clock.now())
    stated = {"occurred_at": now} if kind == "collision" else {}
    entry = sent(kind, **stated)
    if entry.state == State.NEEDS_REVIEW.value:
        journeys.decide("approve", entry, make.supervisor())
    who = make.supervisor()
    client = make.signed_in(who)
    said = client.get(f"/api/v1/returns/{name}/preview?month={Month.of(clock.now())}").json()
    assert said["count"] > 0
    answer = client.get(f"/api/v1/returns/{name}?month={Month.of(clock.now())}")
    assert answer.headers["Content-Type"] == media_type
    assert b"".join(answer.streaming_content)
    told = Event.objects.filter(actor=who.actor, act="disclosure").values_list("subject", flat=True)
    assert list(told.order_by("pk")) == [f"return:{name}", f"submission:{entry.pk}"]


def test_fields_above_a_clearance_are_left_out_and_said(search: Submission) -> None:
    now = clock.iso(clock.now())
    entry = sent("collision", occurred_at=now)
    journeys.decide("approve", entry, make.supervisor())
    who = make.supervisor()
    Clearance.objects.create(
        officer=who, marking="OFFICIAL", given_by=make.supervisor(), given_at=clock.now()
    )
    client = make.signed_in(who)
    said = client.get(f"/api/v1/returns/stats19/preview?month={Month.of(clock.now())}").json()
    cut = {one["column"] for one in said["refused"] if one["reason"].startswith("Marked higher")}
    assert {"/vehicles", "/casualties"} & cut


def test_a_month_that_is_none(search: Submission) -> None:
    client: APIClient = make.signed_in(make.supervisor())
    answer = client.get("/api/v1/returns/stop-search?month=2026-13")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")
    assert client.get("/api/v1/returns/stop-search/preview").json()["month"] < clock.iso(
        clock.now()
    )


@pytest.fixture
def desk(search: Submission) -> Client:
    return make.at_desk(make.supervisor())


def test_the_page_shows_what_is_in_it_and_hands_it_out(desk: Client) -> None:
    strange = sent(power="terrorism-s43")
    assert "Returns" in text(desk.get(PAGE))
    said = text(desk.get(f"{PAGE}?return=stop-search&month=2026-03"))
    assert "Stop and search, March 2026: 2 rows" in said
    assert strange.reference in said
    assert "There is no published value for terrorism-s43" in said
    assert "Sample" not in said.split("Left blank or out")[1]
    answer = desk.post(PAGE, {"return": "stop-search", "month": "2026-03"})
    assert len(table(answer)) == 3


@pytest.mark.parametrize("asked", ["return=none&month=2026-03", "return=stop-search&month=soon"])
def test_the_page_knows_no_other_return(asked: str, desk: Client) -> None:
    answer = desk.get(f"{PAGE}?{asked}")
    assert answer.status_code == 422
    assert "There is no such return" in text(answer)
