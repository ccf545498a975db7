"""The two doors, over HTTP, in front of the sandbox systems."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from field_api.identity.models import Officer
from field_api.queries.models import Query
from tests import make
from tests.queries.sandbox import Sandbox
from tests.queries.seen import run

QUERY = {
    "id", "kind", "criteria", "purpose", "reason_code", "asked_at", "deadline_at", "complete",
    "version", "legs", "warnings", "clusters", "originator", "on_behalf_of", "place",
    "model",
}  # fmt: skip
LEG = {
    "system", "name", "state", "label", "why", "detail", "count", "elapsed_ms", "late", "as_of",
    "since", "remembered",
}  # fmt: skip
WARNING = {
    "code", "label", "advice", "system", "system_name", "on", "as_of", "subject", "sources",
}  # fmt: skip
VALUE = {"value", "system", "system_name", "ref", "as_of", "retrieved_at", "handling"}


def question(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": "vehicle",
        "criteria": {"vrm": "fb26 dem"},
        "purpose": "Stopped on Abington Street",
        "reason_code": "1",
        "place": "Abington Street",
        "linked": None,
        "deadline_ms": 4000,
    } | changes


@pytest.fixture
def api(officer: Officer) -> APIClient:
    return make.signed_in(officer)


def test_a_question_is_taken_at_once_and_answered_by_and_by(
    transactional_db: None, systems: dict[str, Sandbox], api: APIClient
) -> None:
    said = question()
    taken = api.post("/api/v1/queries", said)
    assert taken.status_code == 202
    assert set(taken.json()) == QUERY
    assert taken.json()["criteria"] == {"vrm": "FB26DEM"}
    assert {leg["state"] for leg in taken.json()["legs"]} == {"waiting", "not_asked"}
    answer = api.get(f"/api/v1/queries/{said['id']}", {"wait": "15"}).json()
    assert answer["complete"] is True
    assert answer["version"] > taken.json()["version"]
    assert all(set(leg) == LEG for leg in answer["legs"])
    assert all(set(warning) == WARNING for warning in answer["warnings"])
    (vehicle,) = answer["clusters"]
    assert set(vehicle) == {
        "id", "title", "confidence", "why", "weights", "may_be", "judged", "values",
    }  # fmt: skip
    assert vehicle["title"] == "FB26 DEM, Black, Ford"
    assert all(set(value) == VALUE for value in vehicle["values"]["colour"])


def test_a_later_version_ends_the_wait(
    transactional_db: None,
    systems: dict[str, Sandbox],
    api: APIClient,
    unheard: Callable[..., Query],
) -> None:
    systems["records"].breaks(latency_ms=1_500, on="search")
    query = unheard("records", "intelligence")
    partly = api.get(f"/api/v1/queries/{query.pk}", {"wait": "10", "since": "1"}).json()
    assert (partly["version"], partly["complete"]) == (2, False)
    assert partly["clusters"]
    whole = api.get(f"/api/v1/queries/{query.pk}", {"wait": "10", "since": "2"}).json()
    assert (whole["version"], whole["complete"]) == (3, True)


def test_without_wait_the_answer_is_what_stands(
    systems: dict[str, Sandbox], api: APIClient, ask: Callable[..., Query]
) -> None:
    query = ask(deadline_ms="20000")  # else a busy machine gets there before us, and it is complete
    assert api.get(f"/api/v1/queries/{query.pk}").json()["complete"] is False
    run(query)
    assert api.get(f"/api/v1/queries/{query.pk}").json()["complete"] is True


def test_what_is_asked_under_one_sign_in_says_so_and_nothing_else_does(
    systems: dict[str, Sandbox], api: APIClient, officer: Officer
) -> None:
    for asker in (api, api, make.signed_in(officer)):
        assert asker.post("/api/v1/queries", question()).status_code == 202
    one, two, other = Query.objects.order_by("asked_at").values_list("session", flat=True)
    assert one == two != other
    assert None not in (one, other)


def test_sent_again_it_is_the_same_and_changed_it_conflicts(
    systems: dict[str, Sandbox], api: APIClient
) -> None:
    said = question()
    first = api.post("/api/v1/queries", said).json()
    assert api.post("/api/v1/queries", said).json() == first
    refused = api.post("/api/v1/queries", said | {"purpose": "Another purpose"})
    assert refused.status_code == 409
    assert refused.json()["code"] == "id-conflict"


def test_faults_are_named_at_their_places(api: APIClient) -> None:
    refused = api.post("/api/v1/queries", question(purpose="", criteria={"vrm": "?"}))
    assert refused.status_code == 422
    assert refused["Content-Type"].startswith("application/problem+json")
    assert {fault["pointer"] for fault in refused.json()["errors"]} == {"/purpose", "/criteria/vrm"}
    assert api.post("/api/v1/queries", ["no object"]).status_code == 422
    assert not Query.objects.exists()


def test_another_officer_is_told_of_no_such_query(
    systems: dict[str, Sandbox], ask: Callable[..., Query]
) -> None:
    query, stranger = ask(), make.signed_in(make.supervisor())
    assert stranger.get(f"/api/v1/queries/{query.pk}").status_code == 404
    assert stranger.get(f"/api/v1/queries/{uuid4()}").json()["code"] == "not-found"


@pytest.mark.parametrize("words", [{"wait": "soon"}, {"wait": "nan"}, {"since": "-1"}])
def test_a_wait_that_is_no_number_is_refused(
    words: dict[str, str], api: APIClient, ask: Callable[..., Query]
) -> None:
    assert api.get(f"/api/v1/queries/{ask().pk}", words).status_code == 400
