"""A form tried at the desk: what the server would say, without keeping or sending anything."""

import json
from typing import Any

import pytest
from django.test import Client

from field_api.catalogue import actions as catalogue
from field_api.catalogue import shipped
from field_api.catalogue.actions import form_drafts
from field_api.connectors.models import System
from field_api.delivery.models import Delivery, Payload, Route
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.mapping.models import Source
from field_api.submissions.models import Submission
from tests import make, written
from tests.catalogue.test_lists import BLUE, a_list

pytestmark = pytest.mark.django_db


def at(kind: str = "note") -> str:
    """Of the newest version that is shipped: its examples are written in that."""
    versions = [one["version"] for one in shipped.documents() if one["kind"] == kind]
    return f"/desk/forms/{kind}/{max(versions)}/try/"


@pytest.fixture
def lead() -> Officer:
    written.forms()
    return make.officer(role=Role.FORCE_ADMIN)


@pytest.fixture
def desk(lead: Officer) -> Client:
    return make.at_desk(lead)


def checked(desk: Client, at: str, body: Any) -> tuple[int, str]:
    answer = desk.post(at, {"body": json.dumps(body)})
    return answer.status_code, answer.content.decode()


def test_the_page_holds_the_form_and_the_handsets_own_modules(desk: Client) -> None:
    answer = desk.get(at())
    page = answer.content.decode()
    told = json.loads(page.split('<script id="told" type="application/json">')[1].split("<")[0])
    assert told["form"]["kind"] == "note"
    assert told["officer"]["unit"] == {"name": "Response"}
    assert '"fieldbook/forms": "/static/web/forms' in page
    assert '"fieldbook/store": "/static/web/desk\\u002Dtry\\u002Dstore' in page
    assert "'nonce-" in answer["Content-Security-Policy"]


def test_faults_are_said_as_the_server_says_them(desk: Client) -> None:
    status, page = checked(desk, at("stop-search"), {"search_type": "person"})
    assert status == 200
    assert "It would come back" in page
    assert "Search began: required by PACE 1984 s.3(6)(a)(iii)" in page
    assert 'data-at="/started_at"' in page


def test_an_entry_without_fault_says_who_would_be_told_what(desk: Client, lead: Officer) -> None:
    written.systems()
    before = Event.objects.count()
    status, page = checked(desk, at(), shipped.example("note", "valid"))
    assert status == 200
    assert "It would be taken" in page
    assert "Records: is told" in page
    assert "Found again by" in page
    assert not any(table.objects.exists() for table in (Submission, Delivery, Payload, Source))
    assert Event.objects.count() == before


def test_a_system_that_may_not_hold_it_is_not_told(desk: Client) -> None:
    written.systems()
    System.objects.update(clearance="OFFICIAL")
    _, page = checked(desk, at("stop-search"), shipped.example("stop-search", "valid"))
    assert "Records: is not told" in page
    assert "Records is not cleared for OFFICIAL-SENSITIVE." in page
    Route.objects.update(redacts=True)
    _, page = checked(desk, at("stop-search"), shipped.example("stop-search", "valid"))
    assert "Left out, for it may not hold them: " in page
    assert "Surname" in page.split("Left out")[1].split("</p>")[0]


def test_a_partner_is_told_what_an_agreement_covers_alone(desk: Client) -> None:
    written.systems()
    System.objects.update(partner="probation")
    _, page = checked(desk, at(), shipped.example("note", "valid"))
    assert "Records: is not told" in page
    assert "No agreement." in page


def test_a_draft_is_tried_and_nothing_is_remembered_of_it(desk: Client, lead: Officer) -> None:
    (newest,) = [form for form in catalogue.current_forms() if form.kind == "note"]
    document = {**newest.document, "title": "Note anew"}
    draft = form_drafts.bring_in(document=document, by=lead)
    path = f"/desk/forms/drafts/{draft.pk}/try/"
    assert "Try Note anew, version" in desk.get(path).content.decode()
    status, page = checked(desk, path, shipped.example("note", "valid"))
    assert (status, "It would be taken" in page) == (200, True)
    (still,) = [form for form in catalogue.current_forms() if form.kind == "note"]
    assert still.title == newest.title


@pytest.mark.parametrize("body", ["", "[]", "{", "null", "[" * 100_000], ids=str.__len__)
def test_what_is_no_body_is_refused(desk: Client, body: str) -> None:
    answer = desk.post(at(), {"body": body})
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_what_was_written_cannot_end_the_script(desk: Client) -> None:
    body = {"text": "</script><script>window.ran=1</script>"}
    _, page = checked(desk, at(), body)
    assert "<script>window.ran" not in page


def test_only_administrators_try(lead: Officer) -> None:
    sergeant = make.at_desk(make.supervisor())
    assert sergeant.get(at()).status_code == 404
    assert sergeant.post(at(), {"body": "{}"}).status_code == 404


def test_there_is_nothing_to_try(desk: Client) -> None:
    assert desk.get("/desk/forms/note/99/try/").status_code == 404
    nobody = "/desk/forms/drafts/00000000-0000-4000-8000-000000000000/try/"
    assert desk.get(nobody).status_code == 404


def test_codes_are_served_to_who_tries(desk: Client) -> None:
    red = {"group": "warm"}
    catalogue.publish_list(document=a_list(["r", "Red", red], BLUE), by="34-1001")
    answer = desk.get("/desk/lists/colours/codes.json")
    assert answer.json() == {"codes": [["r", "Red"], BLUE]}
    assert desk.get("/desk/lists/none/codes.json").status_code == 404
    sergeant = make.at_desk(make.supervisor())
    assert sergeant.get("/desk/lists/colours/codes.json").status_code == 404
