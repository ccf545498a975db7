"""/api/v1/mappings, as those who configure use it and those who oversee read it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from field_api.identity.rules import Role
from field_api.mapping.models import Mapping
from tests import make
from tests.mapping.made import HIGH, PLAIN, kept, released
from tests.written import NOTE

pytestmark = pytest.mark.django_db

PATH = "/api/v1/mappings"


@pytest.fixture(autouse=True)
def records() -> None:
    make.system("records", clearance=HIGH)


@pytest.fixture
def api() -> APIClient:
    return make.signed_in(make.officer(role=Role.FORCE_ADMIN))


def draft(api: APIClient, status: int = 201, **other: Any) -> dict[str, Any]:
    asked = {"system": "records", "kind": NOTE, "engine": "jmespath", "document": PLAIN}
    answer = api.post(PATH, asked | other)
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_drafted_read_tried_and_used(api: APIClient) -> None:
    kept(released())
    made = draft(api, note="first", value_maps={"sex": {"F": "2"}}, schema={"type": "object"})
    one = f"{PATH}/{made['id']}"
    assert (made["version"], made["state"], made["document"]) == (1, "draft", PLAIN)
    assert api.get(one).json() == made
    assert api.post(f"{one}/check", {}).json() == {"failing": []}
    used = api.post(f"{one}/activate", {})
    assert (used.status_code, used.json()["state"]) == (200, "active")
    assert api.post(f"{one}/activate", {}).json()["code"] == "not-now"
    listed = api.get(f"{PATH}?system=records&kind={NOTE}").json()["mappings"]
    assert [row["id"] for row in listed] == [made["id"]]
    assert "document" not in listed[0]
    assert api.get(f"{PATH}?system=other").json() == {"mappings": []}


def test_what_could_not_work_is_told_at_its_place(api: APIClient) -> None:
    refusal = draft(api, 422, document={"a": "nope(@)"})
    assert refusal["code"] == "mapping-unfit"
    assert [fault["pointer"] for fault in refusal["errors"]] == ["/document/a"]
    assert draft(api, 404, system="no-such")["code"] == "not-found"
    draft(api, 400, engine="jinja")
    draft(api, 422, value_maps=["sex"])


def test_a_version_that_fails_is_not_used_and_says_where(api: APIClient) -> None:
    made = draft(api, schema={"properties": {"text": {"maxLength": 5}}})
    one = f"{PATH}/{made['id']}"
    assert api.post(f"{one}/activate", {}).json()["code"] == "nothing-to-try"
    long = released()
    sample = {"document": long.document, "markings": long.markings}
    refused = api.post(f"{one}/activate", {"samples": [sample]})
    assert refused.status_code == 422 and refused.json()["errors"][0]["pointer"] == "/text"
    assert b"allotments" not in refused.content
    (failing,) = api.post(f"{one}/check", {"samples": [sample]}).json()["failing"]
    assert failing["faults"][0]["pointer"] == "/text"
    short = released(body={"text": "brief"})
    given = {"samples": [{"document": short.document, "markings": short.markings}]}
    assert api.post(f"{one}/activate", given).status_code == 200
    for bad in ({"samples": [{"document": 1, "markings": {}}]}, {"samples": [{}]}):
        assert api.post(f"{one}/check", bad).status_code == 400


def test_a_dry_run_goes_on_where_the_last_page_ended(api: APIClient) -> None:
    kept(*(released(body={"text": f"entry {n}"}) for n in range(3)))
    first = draft(api)
    api.post(f"{PATH}/{first['id']}/activate", {})
    run = f"{PATH}/{draft(api, document={'text': 'upper(body.text)'})['id']}/dry-run"
    page = api.get(f"{run}?limit=2").json()
    assert page["counts"]["changed"] == len(page["trials"]) == 2
    rest = api.get(f"{run}?limit=2&after={page['after']}").json()
    assert (len(rest["trials"]), rest["after"]) == (1, None)
    assert api.get(f"{run}?since=2999-01-01T00:00:00Z").json()["trials"] == []
    for bad in ("limit=0", "limit=201", "limit=x", "after=x", "since=soon", "since=2026-01-01"):
        assert api.get(f"{run}?{bad}").status_code == 400, bad


def test_values_are_shown_to_reviewers_and_places_to_who_only_configures(api: APIClient) -> None:
    kept(released(body={"text": "seen it"}))
    api.post(f"{PATH}/{draft(api)['id']}/activate", {})
    run = f"{PATH}/{draft(api, document={'text': 'upper(body.text)'})['id']}/dry-run"
    unseen = api.get(run)
    assert b"seen it" not in unseen.content and b"SEEN IT" not in unseen.content
    (trial,) = unseen.json()["trials"]
    assert trial["shown"] is False and {"pointer": "/text"} in trial["differences"]
    (shown,) = make.signed_in(make.supervisor()).get(run).json()["trials"]
    changed = {"pointer": "/text", "before": "seen it", "after": "SEEN IT"}
    assert shown["shown"] is True and changed in shown["differences"]


def test_value_maps_go_out_as_a_table_and_come_back_as_the_next_draft(api: APIClient) -> None:
    first = draft(api, value_maps={"sex": {"F": "2", "M": "1"}})
    page = f"{PATH}/{first['id']}/value-maps"
    answer = api.get(page)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    table = answer.content.decode().replace("sex,M,1", "sex,M,9")
    made = api.put(page, table, content_type="text/csv")
    assert (made.status_code, made.json()["version"]) == (201, 2)
    assert made.json()["value_maps"] == {"sex": {"F": "2", "M": "9"}}
    assert made.json()["document"] == first["document"]
    assert Mapping.objects.get(version=1).value_maps["sex"]["M"] == "1"
    for bad in ("a,b\n", b"\xff\xfe"):
        refused = api.put(page, bad, content_type="text/csv")
        assert (refused.status_code, refused.json()["code"]) == (422, "csv-refused")


def test_who_may_read_and_who_may_change(api: APIClient) -> None:
    one = f"{PATH}/{draft(api)['id']}"
    reads = [PATH, one, f"{one}/dry-run", f"{one}/value-maps"]
    writes = [("post", PATH), ("post", f"{one}/check"), ("post", f"{one}/activate")]
    writes.append(("put", f"{one}/value-maps"))
    supervisor, officer = make.signed_in(make.supervisor()), make.signed_in(make.officer())
    for path in reads:
        assert supervisor.get(path).status_code == 200, path
        assert officer.get(path).status_code == 403, path
    for method, path in writes:
        for who in (supervisor, officer):
            assert getattr(who, method)(path, {}).status_code == 403, path


def test_what_is_not_there_is_not_found(api: APIClient) -> None:
    for path in ("", "/dry-run", "/value-maps"):
        assert api.get(f"{PATH}/987654321{path}").status_code == 404
    for path in ("/check", "/activate"):
        assert api.post(f"{PATH}/987654321{path}", {}).status_code == 404
