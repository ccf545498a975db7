"""What cannot be recorded is not shown: the ledger is made to refuse, for real."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.db import connection

from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.queries.models import Query
from tests import handset, make, written
from tests.submissions.desk import INTEL, sent

pytestmark = pytest.mark.django_db

CANARY = "Canary of the content"
REFUSAL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON ledger_event FOR EACH STATEMENT EXECUTE FUNCTION no_room();
"""


@contextmanager
def refusing() -> Iterator[None]:
    """The ledger takes no row, as on a full disk; the test's transaction takes the rule back."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSAL)
        yield
        cursor.execute("DROP TRIGGER no_room ON ledger_event; DROP FUNCTION no_room")


@pytest.fixture
def supervisor() -> Officer:
    return make.supervisor()


@pytest.fixture
def submission(supervisor: Officer) -> UUID:
    """A colleague's report, with words that must not leave."""
    written.forms()
    item = {"narrative": CANARY + ", seen by the bandstand.", "assessment": "A", "handling": "P"}
    return sent(handset.of(), INTEL, items=[item])


def content(answer: object) -> bytes:
    streamed = getattr(answer, "streaming_content", None)
    return b"".join(streamed) if streamed else answer.content  # type: ignore[attr-defined]


API = ("/api/v1/submissions/{}", "/api/v1/submissions?queue=review", "/api/v1/submissions/{}/trace")
DESK = ("/desk/{}/", "/console/entries/{}/")


@pytest.mark.parametrize("door", API, ids=["one", "list", "trace"])
def test_the_api_shows_nothing_that_is_not_recorded(
    supervisor: Officer, submission: UUID, door: str
) -> None:
    client, address = make.signed_in(supervisor), door.format(submission)
    before = client.get(address)
    assert before.status_code == 200
    looked = Event.objects.filter(act="consultation", actor=supervisor.actor)
    assert {row.subject for row in looked} == {f"submission:{submission}"}
    with refusing():
        answer = client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-recorded")
    assert CANARY.encode() not in content(answer)
    assert client.get(address).content == before.content


@pytest.mark.parametrize("door", DESK, ids=["desk", "console"])
def test_a_page_shows_nothing_that_is_not_recorded(
    supervisor: Officer, submission: UUID, door: str
) -> None:
    browser, address = make.at_desk(supervisor), door.format(submission)
    assert browser.get(address).status_code == 200
    with refusing():
        answer = browser.get(address)
    assert answer.status_code == 503
    assert b"This cannot be recorded" in content(answer)
    assert CANARY.encode() not in content(answer)


def test_a_question_that_cannot_be_recorded_is_not_put() -> None:
    client = make.signed_in(make.officer())
    question = {
        "id": str(uuid4()),
        "kind": "vehicle",
        "criteria": {"vrm": "FB26DEM"},
        "purpose": "Stopped on Abington Street",
        "reason_code": "1",
    }
    with refusing():
        answer = client.post("/api/v1/queries", question)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-recorded")
    assert not Query.objects.exists()
    assert client.post("/api/v1/queries", question).status_code == 202


def test_an_auditor_looks_no_more_than_anybody() -> None:
    auditor = make.officer(role=Role.AUDITOR)
    browser, client = make.at_desk(auditor), make.signed_in(auditor)
    with refusing():
        page = browser.post("/desk/audit/", {"act": "access"})
        export = browser.post("/desk/audit/export", {"act": "access"})
        asked = client.post("/api/v1/audit/events", {"act": "access"})
    assert (page.status_code, export.status_code, asked.status_code) == (503, 503, 503)
    for answer in (page, export, asked):
        assert b"enrol-officer" not in content(answer)


def test_news_of_what_somebody_decided_on_is_recorded_as_it_is_read(
    supervisor: Officer, submission: UUID
) -> None:
    with feed.work():
        feed.tell(recipients=[supervisor.pk], kind=Kind.SUBMISSION, doc=submission)
    client = make.signed_in(supervisor)
    with refusing():
        answer = client.get("/api/v1/sync/pull")
    assert (answer.status_code, answer.json()["code"]) == (503, "not-recorded")
    assert not Event.objects.filter(actor=supervisor.actor, purpose="news").exists()
    assert CANARY.encode() in content(client.get("/api/v1/sync/pull"))
    looked = Event.objects.get(actor=supervisor.actor, purpose="news")
    assert looked.subject == f"submission:{submission}"
