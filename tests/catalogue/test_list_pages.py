"""The pages of lists: to look through, to take away, to bring in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from field_api.catalogue import actions, shipped
from field_api.catalogue.models import CodeList, ListDraft
from field_api.identity.models import Officer
from field_api.policy.models import Proposal
from tests import make
from tests.catalogue.test_list_drafts import WHY, admin
from tests.catalogue.test_lists import BLUE, RED, a_list

pytestmark = pytest.mark.django_db

HEAD = {"title": "Colours", "source": "made up", "licence": "none"}


@pytest.fixture
def lead() -> Officer:
    actions.publish_list(document=a_list(RED, BLUE), by="34-1001")
    return admin()


@pytest.fixture
def desk(lead: Officer) -> Client:
    return make.at_desk(lead)


def csv(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("colours.csv", text.encode())


def said(desk: Client, path: str) -> str:
    answer = desk.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_lists_say_how_they_stand(desk: Client) -> None:
    page = said(desk, "/desk/lists/")
    assert "/desk/lists/colours/1/" in page
    assert "version 1 · 2 codes · unverified" in page
    assert "In no form on offer" in page


def test_a_list_names_the_forms_on_offer_with_it(desk: Client) -> None:
    crime = next(one for one in shipped.documents() if one["kind"] == "crime-report")
    actions.publish(document=crime, by="34-1001")
    actions.publish_list(document=a_list(RED, list="cjs-offences"), by="34-1001")
    page = said(desk, "/desk/lists/")
    assert "Crime report" in page
    assert "Crime report" in said(desk, "/desk/lists/cjs-offences/1/")


def test_a_long_list_is_searched_and_turned_page_by_page(desk: Client) -> None:
    actions.publish_shipped_lists()
    first = said(desk, "/desk/lists/cjs-offences/1/")
    assert "14644 codes, page 1 of 147" in first
    assert first.count("facts__row") == 100 + 4
    last = said(desk, "/desk/lists/cjs-offences/1/?page=147")
    assert last.count("facts__row") == 44 + 4
    found = said(desk, "/desk/lists/cjs-offences/1/?q=theft+shop&page=999")
    assert "Theft from a shop" in found
    assert "of 14644 codes" in found
    assert "Nothing fits" in said(desk, "/desk/lists/cjs-offences/1/?q=zzz&page=x")


def test_a_list_is_taken_away_and_brought_in_again(desk: Client) -> None:
    answer = desk.get("/desk/lists/colours/1/codes.csv")
    assert answer.content.decode() == "code,label\r\nr,Red\r\nb,Blue\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="colours.1.csv"'
    again = desk.post("/desk/lists/colours/bring/", HEAD | {"file": csv(answer.content.decode())})
    assert again.status_code == 422
    assert "It changes nothing" in again.content.decode()


def test_what_is_brought_in_is_seen_proposed_and_published(desk: Client, lead: Officer) -> None:
    sheet = csv("code,label\nr,Rose\ng,Green\n")
    told = HEAD | {"source": "The maker, 2026", "verified": "on", "file": sheet}
    brought = desk.post("/desk/lists/colours/bring/", told)
    at = brought.headers["Location"]
    page = said(desk, at)
    for words in ("Removed: 1", "Added: 1", "Called otherwise: 1", "<ins>Rose</ins>"):
        assert words in page
    assert "<del>made up</del> <ins>The maker, 2026</ins>" in page
    assert "<ins>Checked against its source</ins>" in page
    assert CodeList.objects.count() == 1
    assert desk.post(at, {"text": WHY, "otp": "000000"}).status_code == 403
    proposing = {"text": WHY, "otp": make.code(lead)}
    assert desk.post(at, proposing).status_code == 302
    assert "waits for a second person" in said(desk, at)
    row = Proposal.objects.get()
    other = admin()
    second = make.at_desk(other)
    decide = f"/desk/persons/{row.pk}/"
    assert at in said(second, decide)
    assert "Removed: 1" in said(second, at)
    approved = second.post(decide, {"verb": "approve", "otp": make.code(other)})
    assert approved.status_code == 302
    assert "Checked against its source" in said(desk, "/desk/lists/colours/2/")
    assert "Published" in said(desk, at)
    assert "Unverified" in said(desk, "/desk/lists/colours/1/")


def test_a_seed_is_verified_without_a_file(desk: Client) -> None:
    brought = desk.post("/desk/lists/colours/bring/", HEAD | {"verified": "on"})
    page = said(desk, brought.headers["Location"])
    assert "<ins>Checked against its source</ins>" in page
    assert "Added" not in page
    assert "More than half" not in page
    assert ListDraft.objects.get().document["codes"] == [RED, BLUE]


def test_a_file_that_lacks_most_of_the_list_is_questioned(desk: Client) -> None:
    actions.publish_list(document=a_list(RED, BLUE, ["g", "Green"]), by="34-1001")
    told = HEAD | {"file": csv("code,label\nr,Red\n")}
    page = said(desk, desk.post("/desk/lists/colours/bring/", told).headers["Location"])
    assert "More than half of the codes fall away" in page


def test_a_new_list_begins_with_a_file(desk: Client) -> None:
    assert "Short name" in said(desk, "/desk/lists/new/")
    empty = desk.post("/desk/lists/new/", HEAD | {"name": "shapes"})
    assert "Choose a file" in empty.content.decode()
    born = HEAD | {"name": "shapes", "file": csv("code,label\ns,Square\n")}
    page = said(desk, desk.post("/desk/lists/new/", born).headers["Location"])
    assert "A new list" in page
    assert "Added: 1" in page


def test_rubbish_is_refused_line_by_line_and_nothing_is_kept(desk: Client) -> None:
    sheet = csv("code,label\nr,Red\n,Nothing\nr,Again\n")
    answer = desk.post("/desk/lists/colours/bring/", HEAD | {"file": sheet})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Line 3: no code." in page
    assert "Line 4: r stands in line 2 already." in page
    assert ListDraft.objects.count() == 0
    many = csv("code,label\n" + ",\t\n,x\n" * 80)
    told = desk.post("/desk/lists/colours/bring/", HEAD | {"file": many}).content.decode()
    assert "And 30 lines more." in told


def test_what_was_typed_stands_when_something_is_missing(desk: Client) -> None:
    answer = desk.post(
        "/desk/lists/colours/bring/", {"title": "Hues", "source": "", "licence": "x"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Where it comes from: This field is required." in page
    assert 'value="Hues"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/desk/lists/",
        "/desk/lists/new/",
        "/desk/lists/colours/1/",
        "/desk/lists/colours/1/codes.csv",
        "/desk/lists/colours/bring/",
    ],
)
def test_only_administrators_see_them(lead: Officer, path: str) -> None:
    assert make.at_desk(make.supervisor()).get(path).status_code == 404


@pytest.mark.parametrize("path", ["colours/9/", "colours/9/codes.csv", "none/1/", "none/bring/"])
def test_there_is_no_such_list(desk: Client, path: str) -> None:
    assert desk.get(f"/desk/lists/{path}").status_code == 404


def test_there_is_no_such_draft(desk: Client) -> None:
    nothing: dict[str, Any] = {}
    at = "/desk/lists/drafts/00000000-0000-4000-8000-000000000000/"
    assert (desk.get(at).status_code, desk.post(at, nothing).status_code) == (404, 404)
