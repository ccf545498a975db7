"""Forms by the API: the same two administrators, with grants instead of codes on a page."""

from typing import Any

import pytest

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import form_drafts
from field_api.catalogue.models import FormDraft
from tests import make, written
from tests.catalogue.drafting import WHY, admin, note
from tests.policy.duties import granted

pytestmark = pytest.mark.django_db

DRAFTS = "/api/v1/forms/drafts"


@pytest.fixture(autouse=True)
def published() -> None:
    written.forms()


def brought(client: Any, document: Any) -> Any:
    return client.post(DRAFTS, {"document": document}, format="json")


def test_a_form_is_brought_in_seen_proposed_and_published() -> None:
    one, other = make.signed_in(admin()), make.signed_in(admin())
    document = note(title="Note, longer")
    del document["schema"]["properties"]["subject"]
    made = brought(one, document)
    assert made.status_code == 201
    draft, subject = made.data["id"], f"form:note/{made.data['version']}"
    assert [row["id"] for row in other.get(DRAFTS).data["drafts"]] == [draft]
    seen = other.get(f"{DRAFTS}/{draft}").data
    assert seen["document"]["title"] == "Note, longer"
    assert (seen["changes"][0]["kind"], seen["before"]) == ("breaks", made.data["version"] - 1)
    assert seen["trial"]["tried"] == 0
    said = {"text": WHY, "grant": granted(one, "propose", subject, made.data["digest"])}
    refused = one.post(f"{DRAFTS}/{draft}/propose", {"text": WHY})
    assert refused.data["code"] == "step-up-needed"
    asked = one.post(f"{DRAFTS}/{draft}/propose", said)
    assert asked.status_code == 201
    at = f"/api/v1/proposals/{asked.data['proposal']}"
    (waits,) = other.get("/api/v1/proposals").data["proposals"]
    assert (waits["for_me"], waits["details"]["digest"]) == (True, made.data["digest"])
    grant = granted(other, "approve", f"proposal:{asked.data['proposal']}")
    assert other.post(f"{at}/approve", {"grant": grant}).status_code == 200
    assert catalogue.get("note", made.data["version"]).title == "Note, longer"
    changed = one.get(f"/api/v1/forms/note/{made.data['version'] - 1}..{made.data['version']}")
    assert {"breaks", "words"} == {row["kind"] for row in changed.data["changes"]}


@pytest.mark.parametrize("document", [[], {}, {"kind": "note"}], ids=["list", "empty", "half"])
def test_what_is_no_form_is_refused_with_its_faults(document: Any) -> None:
    answer = brought(make.signed_in(admin()), document)
    assert (answer.status_code, answer.data["code"]) == (422, "form-refused")
    assert answer.data["errors"]


def test_a_version_is_retired_by_two() -> None:
    one = make.signed_in(admin())
    newest = form_drafts.newest_of("note")
    assert newest is not None
    grant = granted(one, "propose", f"form:note/{newest.version}", newest.digest)
    at = f"/api/v1/forms/note/{newest.version}/retire"
    assert one.post(at, {"text": WHY, "grant": grant}).status_code == 201
    assert one.post("/api/v1/forms/note/999/retire", {"text": WHY}).status_code == 404


def test_a_draft_is_thrown_away_and_what_is_not_there_is_missing() -> None:
    one = make.signed_in(admin())
    draft = brought(one, note(title="Other")).data["id"]
    assert one.delete(f"{DRAFTS}/{draft}").status_code == 204
    assert not FormDraft.objects.exists()
    assert one.get(f"{DRAFTS}/{draft}").status_code == 404
    assert one.get("/api/v1/forms/note/1..999").status_code == 404


def test_it_is_the_administrators() -> None:
    draft = brought(make.signed_in(admin()), note(title="Other")).data["id"]
    other = make.signed_in(make.supervisor())
    for at in (DRAFTS, f"{DRAFTS}/{draft}", "/api/v1/forms/note/1..1"):
        assert other.get(at).status_code == 403
    assert brought(other, note(title="Another")).status_code == 403
    assert other.delete(f"{DRAFTS}/{draft}").status_code == 403
