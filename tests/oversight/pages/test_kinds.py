"""Forms at the desk: seeing them, bringing the next in, two administrators publishing it."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import form_drafts, spreadsheets
from field_api.catalogue.models import FormDraft
from field_api.catalogue.rules.changes import fields
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.policy.models import Proposal
from tests import make, written
from tests.catalogue.drafting import WHY, admin, note

pytestmark = pytest.mark.django_db

AT = "/desk/forms/"
NEW = f"{AT}drafts/new/"


@pytest.fixture(autouse=True)
def published() -> None:
    written.forms()


def file(content: object, name: str = "form.json") -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, data)


def brought(browser: Client, document: dict[str, Any]) -> FormDraft:
    answer = browser.post(NEW, {"file": file(document)})
    assert answer.status_code == 302, answer.content.decode()
    return FormDraft.objects.get(pk=answer.headers["Location"].split("/")[-2])


def proposed(browser: Client, draft: FormDraft, by: Officer) -> Proposal:
    said = {"verb": "propose", "text": WHY, "otp": make.code(by)}
    assert browser.post(f"{AT}drafts/{draft.pk}/", said).status_code == 302
    return Proposal.objects.get(details__draft=str(draft.pk), state="proposed")


def test_every_kind_is_listed() -> None:
    page = make.at_desk(admin()).get(AT).content.decode()
    for form in catalogue.current_forms():
        assert f"{AT}{form.kind}/" in page


@pytest.mark.parametrize("kind", ["note", "source-record"])
def test_a_version_is_seen_whole(kind: str) -> None:
    browser = make.at_desk(admin())
    assert browser.get(f"{AT}{kind}/").status_code == 200
    form = catalogue.get(kind, 1)
    shown = browser.get(f"{AT}{kind}/1/").content.decode()
    for at in fields(form.schema):
        assert f">{at}<" in shown


def test_what_a_version_changes_is_told_in_titles() -> None:
    shown = make.at_desk(admin()).get(f"{AT}stop-search/2..3/").content.decode()
    assert "Opens “Arrest” when “Outcome” is “Arrest”: new" in shown
    assert "bu-arrest" not in shown
    assert "&quot;kind&quot;" not in shown
    assert "Copies “Where”, “Incident reference”, “Self-defined ethnicity”" in shown
    older = make.at_desk(admin()).get(f"{AT}stop-search/1..2/").content.decode()
    # Of two texts that are alike, the words alone that differ are marked.
    assert "added: </span>is opened for you" in older


def test_a_version_says_what_it_opens_and_links_the_lists_it_uses() -> None:
    lists = {one.name: one.version for one in catalogue.publish_shipped_lists()}
    browser = make.at_desk(admin())
    shown = browser.get(f"{AT}stop-search/3/").content.decode()
    assert f'<a href="{AT}arrest/">Arrest</a> when “Outcome” is “Arrest”: Write' in shown
    shown = browser.get(f"{AT}arrest/1/").content.decode()
    at = f"/desk/lists/cjs-offences/{lists['cjs-offences']}/"
    assert at in shown
    assert browser.get(at).status_code == 200


def test_what_is_not_there_is_missing() -> None:
    browser = make.at_desk(admin())
    draft = "00000000-0000-4000-8000-000000000000"
    for at in (
        "nothing/",
        "note/999/",
        "note/1..999/",
        "note/999/form.json",
        "note/1/form.pdf",
        f"drafts/{draft}/",
        f"drafts/{draft}/form.json",
        "drafts/new/?kind=nothing",
    ):
        assert browser.get(f"{AT}{at}").status_code == 404, at


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL], ids=str)
def test_it_is_the_administrators(role: Role) -> None:
    draft = form_drafts.bring_in(document=note(title="Other"), by=admin())
    browser = make.at_desk(make.officer(role=role))
    for at in ("", "note/", "note/1/", "drafts/new/", f"drafts/{draft.pk}/", "note/1/form.json"):
        assert browser.get(f"{AT}{at}").status_code == 404, at
    assert b"/desk/forms/" not in browser.get("/desk/persons/").content


def test_a_version_goes_out_and_comes_back_as_a_file() -> None:
    browser = make.at_desk(admin())
    newest = form_drafts.newest_of("note")
    assert newest is not None
    at = f"{AT}note/{newest.version}/form"
    answer = browser.get(f"{at}.json")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="note.{newest.version}.json"'
    )
    document = json.loads(answer.content)
    assert document == newest.document
    assert browser.get(f"{at}.xlsx").content == spreadsheets.write(document)
    draft = brought(browser, {**document, "title": "Note, longer"})
    again = browser.get(f"{AT}drafts/{draft.pk}/form.json")
    assert json.loads(again.content) == draft.document


def test_two_administrators_publish_what_one_brought_in() -> None:
    one, other = admin(), admin()
    browser, second = make.at_desk(one), make.at_desk(other)
    draft = brought(browser, note(title="Note, longer"))
    at = f"{AT}drafts/{draft.pk}/"
    shown = browser.get(at).content.decode()
    assert "What the form is called" in shown
    assert draft.digest[:12] in shown
    assert b"Approve and publish" not in second.get(at).content
    row = proposed(browser, draft, one)
    assert b"Approve and publish" not in browser.get(at).content
    assert at.encode() in second.get(AT).content
    assert at.encode() in second.get(f"/desk/persons/{row.pk}/").content
    seen = second.get(at).content.decode()
    assert "Approve and publish" in seen
    assert draft.digest[:12] in seen
    decide = f"/desk/persons/{row.pk}/"
    assert second.post(decide, {"verb": "approve", "otp": "000000"}).status_code == 403
    said = {"verb": "approve", "otp": make.code(other)}
    assert second.post(decide, said).status_code == 302
    assert catalogue.get("note", draft.version).title == "Note, longer"
    page = browser.get(f"{AT}note/").content.decode()
    assert f"{one.login} and {other.login}" in page
    assert browser.get(at).status_code == 404
    assert browser.get(f"{AT}note/{draft.version - 1}..{draft.version}/").status_code == 200


def test_where_forces_share_a_house_the_page_says_who_is_waited_for() -> None:
    one, same, elsewhere = admin(), admin(), admin("35")
    browser = make.at_desk(one)
    draft = brought(browser, note(title="Other"))
    proposed(browser, draft, one)
    at = f"{AT}drafts/{draft.pk}/"
    beside = make.at_desk(same).get(at).content.decode()
    assert "an administrator of another force" in beside
    assert "Approve and publish" not in beside
    assert "Approve and publish" in make.at_desk(elsewhere).get(at).content.decode()


def test_a_handset_is_told_that_there_is_something_new() -> None:
    one, other = admin(), admin()
    phone = make.signed_in(make.officer())
    tag = phone.get("/api/v1/forms").headers["ETag"]
    browser, second = make.at_desk(one), make.at_desk(other)
    draft = brought(browser, note(title="Note, longer"))
    row = proposed(browser, draft, one)
    unchanged = phone.get("/api/v1/forms", headers={"If-None-Match": tag})
    assert unchanged.status_code == 304
    said = {"verb": "approve", "otp": make.code(other)}
    assert second.post(f"/desk/persons/{row.pk}/", said).status_code == 302
    answer = phone.get("/api/v1/forms", headers={"If-None-Match": tag})
    titles = {one["kind"]: one["title"] for one in answer.json()["forms"]}
    assert (answer.status_code, titles["note"]) == (200, "Note, longer")
    assert answer.headers["ETag"] != tag


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "neither a spreadsheet"),
        (b"{", "neither a spreadsheet"),
        (b"[" * 100_000, "neither a spreadsheet"),
        (b"[]", "a JSON object"),
        (b"{}", "the form"),
        (b"PK\x03\x04 broken", "workbook"),
        (b" " * (2 * 1024 * 1024 + 1), "at most 2 MB"),
        ({**note(), "sections": []}, "/sections"),
    ],
    ids=["empty", "half", "deep", "list", "object", "no-book", "large", "unfit"],
)
def test_what_is_no_form_is_told_and_not_kept(content: object, fault: str) -> None:
    answer = make.at_desk(admin()).post(NEW, {"file": file(content)})
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not FormDraft.objects.exists()


def test_a_file_is_asked_for_and_of_the_kind_that_was_named() -> None:
    browser = make.at_desk(admin())
    assert b"Choose a file" in browser.post(NEW, {}).content
    answer = browser.post(f"{NEW}?kind=stop-search", {"file": file(note(title="Other"))})
    assert answer.status_code == 422
    assert b"of note, and not of stop-search" in answer.content


def test_a_spreadsheet_is_brought_in_with_what_was_assumed() -> None:
    browser = make.at_desk(admin())
    data = spreadsheets.write(note(title="Note, longer"))
    answer = browser.post(f"{NEW}?kind=note", {"file": file(data, "note.xlsx")})
    assert answer.status_code == 302
    draft = FormDraft.objects.get()
    assert draft.document["title"] == "Note, longer"
    shown = browser.get(f"{AT}drafts/{draft.pk}/").content.decode()
    assert all(notice.split(":")[0] in shown for notice in draft.notices)


def test_only_who_brought_it_in_throws_it_away() -> None:
    one, other = make.at_desk(admin()), make.at_desk(admin())
    draft = brought(one, note(title="Other"))
    at = f"{AT}drafts/{draft.pk}/"
    assert b"Throw it away" not in other.get(at).content
    assert other.post(at, {"verb": "throw"}).status_code == 403
    assert other.post(at, {"verb": "nothing"}).status_code == 404
    assert one.post(at, {"verb": "throw"}).status_code == 302
    assert not FormDraft.objects.exists()


def test_a_proposal_without_words_keeps_the_code_that_was_spent() -> None:
    by = admin()
    browser = make.at_desk(by)
    draft = brought(browser, note(title="Other"))
    at = f"{AT}drafts/{draft.pk}/"
    answer = browser.post(at, {"verb": "propose", "text": " ", "otp": make.code(by)})
    assert answer.status_code == 422
    assert b"still counts for this" in answer.content


def test_the_next_number_is_given_where_another_took_it() -> None:
    by = admin()
    browser = make.at_desk(by)
    first, second = brought(browser, note(title="A")), brought(browser, note(title="B"))
    catalogue.publish(document=first.document, by=by.login)
    at = f"{AT}drafts/{second.pk}/"
    assert b"Its number was given to another" in browser.get(at).content
    answer = browser.post(at, {"verb": "renumber"})
    assert answer.status_code == 302
    again = FormDraft.objects.get(pk=answer.headers["Location"].split("/")[-2])
    assert again.version == first.version + 1


def test_a_version_is_retired_by_two_as_well() -> None:
    one, other = admin(), admin()
    browser, second = make.at_desk(one), make.at_desk(other)
    newest = form_drafts.newest_of("note")
    assert newest is not None
    at = f"{AT}note/{newest.version}/"
    answer = browser.post(at, {"verb": "retire", "text": "", "otp": make.code(one)})
    assert answer.status_code == 422
    answer = browser.post(at, {"verb": "retire", "text": WHY, "otp": make.code(one)})
    assert answer.status_code == 302
    assert b"waits for a second person" in browser.get(at).content
    row = Proposal.objects.get()
    assert at.encode() in second.get(f"/desk/persons/{row.pk}/").content
    said = {"verb": "approve", "otp": make.code(other)}
    assert second.post(f"/desk/persons/{row.pk}/", said).status_code == 302
    page = browser.get(f"{AT}note/").content.decode()
    assert f"by {one.login} and {other.login}" in page
    assert b"Retired" in browser.get(at).content
