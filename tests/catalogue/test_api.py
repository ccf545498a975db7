import pytest

from field_api.catalogue import actions
from tests import make
from tests.catalogue import bodies

pytestmark = pytest.mark.django_db

FORMS = "/api/v1/forms"
NEXT = bodies.NEWEST["note"] + 1


@pytest.fixture(autouse=True)
def published() -> None:
    actions.publish_builtin()


def test_an_officer_gets_the_current_forms() -> None:
    answer = make.signed_in(make.officer()).get(FORMS)
    assert answer.status_code == 200
    assert answer.json() == {"forms": [bodies.newest(kind) for kind in bodies.KINDS]}


def test_a_stranger_gets_none() -> None:
    assert make.api().get(FORMS).status_code == 401


def test_a_handset_that_is_current_is_told_so_without_a_body() -> None:
    api = make.signed_in(make.officer())
    tag = api.get(FORMS).headers["ETag"]
    answer = api.get(FORMS, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]


def test_the_tag_is_strong_and_the_same_for_everyone() -> None:
    tags = {make.signed_in(make.officer()).get(FORMS).headers["ETag"] for _ in range(2)}
    (tag,) = tags
    assert tag.startswith('"')


def test_a_newer_version_has_another_tag() -> None:
    api = make.signed_in(make.officer())
    tag = api.get(FORMS).headers["ETag"]
    actions.publish(document=bodies.document("note", NEXT), by="34-1001")
    answer = api.get(FORMS, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    told = {form["kind"]: form["version"] for form in answer.json()["forms"]}
    assert told == {**bodies.NEWEST, "note": NEXT}


def test_a_retired_form_has_another_tag_and_is_gone() -> None:
    api = make.signed_in(make.officer())
    tag = api.get(FORMS).headers["ETag"]
    for version in range(1, NEXT):
        actions.retire(kind="note", version=version, by="34-1001")
    answer = api.get(FORMS, headers={"If-None-Match": tag})
    assert {form["kind"] for form in answer.json()["forms"]} == {*bodies.KINDS} - {"note"}


def test_one_version_never_changes_and_may_be_kept_for_a_year() -> None:
    api = make.signed_in(make.officer())
    answer = api.get(f"{FORMS}/note/{NEXT - 1}")
    assert answer.json() == bodies.newest("note")
    assert answer.headers["Cache-Control"] == "private, immutable, max-age=31536000"
    assert "Authorization" in answer.headers["Vary"]
    again = api.get(f"{FORMS}/note/{NEXT - 1}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_retired_version_is_still_read_with() -> None:
    actions.retire(kind="note", version=1, by="34-1001")
    assert make.signed_in(make.officer()).get(f"{FORMS}/note/1").status_code == 200


@pytest.mark.parametrize("path", [f"note/{NEXT}", "nothing/1", "note/99999999999999999999"])
def test_a_version_there_is_not(path: str) -> None:
    assert make.signed_in(make.officer()).get(f"{FORMS}/{path}").status_code == 404
