"""/api/v1/submissions as an officer and a reviewer use it."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.submissions.actions import claims
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions.journeys import seen, send
from tests.written import INTEL, SEARCH

pytestmark = pytest.mark.django_db

Answer = tuple[int, dict[str, Any]]


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def desk(sergeant: Officer) -> APIClient:
    return make.signed_in(sergeant)


def listed(api: APIClient, queue: str) -> list[str]:
    answer = api.get(f"/api/v1/submissions?queue={queue}")
    return [one["id"] for one in answer.json()["submissions"]]


def decide(api: APIClient, made: Any, verb: str, **other: Any) -> Answer:
    now = seen(made)
    said = {"revision": str(now.revision), "hash": now.hash} | other
    said["grant"] = make.granted(api, verb, made.pk, now.hash)
    answer = api.post(f"/api/v1/submissions/{made.pk}/{verb}", said, format="json")
    return answer.status_code, answer.json()


def test_own_work_newest_first(mine: Handset) -> None:
    made = [str(send(mine, INTEL).pk) for _ in range(3)]
    send(handset.of(), INTEL)
    assert listed(mine.api, "mine") == made[::-1]
    assert listed(mine.api, "review") == []


def test_what_waits_for_review(mine: Handset, desk: APIClient) -> None:
    report, search = send(mine, INTEL), send(mine, SEARCH)
    assert listed(desk, "review") == [str(report.pk), str(search.pk)]
    assert listed(desk, "mine") == []


def test_one_with_its_versions(mine: Handset, desk: APIClient) -> None:
    made = send(mine, INTEL)
    for api in (mine.api, desk):
        said = api.get(f"/api/v1/submissions/{made.pk}").json()
        assert (said["id"], len(said["revisions"])) == (str(made.pk), 1)


def test_what_may_not_be_seen_is_not_found(mine: Handset, desk: APIClient) -> None:
    made = send(mine, INTEL)
    stranger = make.signed_in(make.officer())
    for api, key in ((stranger, made.pk), (desk, uuid4())):
        answer = api.get(f"/api/v1/submissions/{key}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_approving_answers_with_what_became_of_it(mine: Handset, desk: APIClient) -> None:
    status, said = decide(desk, send(mine, INTEL), "approve")
    assert (status, said["state"], said["review_state"]) == (200, "released", "done")


def test_sending_back_carries_comments(mine: Handset, desk: APIClient) -> None:
    comments = [{"pointer": "/grounds", "text": "About whom?"}]
    words = {"reason_code": "grounds-unclear", "text": "", "comments": comments}
    status, said = decide(desk, send(mine, SEARCH), "send-back", **words)
    assert (status, said["state"]) == (200, "returned")
    assert said["review"][-1]["comments"] == comments


def test_rejecting_ends_it(mine: Handset, desk: APIClient) -> None:
    words = {"reason_code": "duplicate", "text": "Twice."}
    status, said = decide(desk, send(mine, INTEL), "reject", **words)
    assert (status, said["state"]) == (200, "rejected")


def test_admitting_lets_it_go_on(mine: Handset, desk: APIClient) -> None:
    identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    status, said = decide(desk, send(mine, INTEL), "admit")
    assert (status, said["state"]) == (200, "needs_review")


def test_a_decision_without_a_reason_says_what_is_missing(mine: Handset, desk: APIClient) -> None:
    status, said = decide(desk, send(mine, SEARCH), "send-back", reason_code="no-such", text="")
    assert (status, said["code"]) == (422, "decision-incomplete")
    assert [fault["pointer"] for fault in said["errors"]] == ["/reason_code", "/text"]


def test_a_decision_on_what_has_changed_is_stale(mine: Handset, desk: APIClient) -> None:
    status, said = decide(desk, send(mine, INTEL), "approve", hash="ab" * 32)
    assert (status, said["code"]) == (409, "decision-stale")


def test_a_decision_a_second_time_is_refused(mine: Handset, desk: APIClient) -> None:
    made = send(mine, INTEL)
    decide(desk, made, "approve")
    status, said = decide(desk, made, "approve")
    assert (status, said["code"]) == (409, "not-in-review")


@pytest.mark.parametrize(
    ("verb", "kind", "words"),
    [
        ("approve", INTEL, {}),
        ("send-back", SEARCH, {"reason_code": "grounds-unclear", "text": "Who?"}),
        ("reject", INTEL, {"reason_code": "duplicate", "text": "Twice."}),
        ("admit", INTEL, {}),
    ],
    ids=["approve", "send-back", "reject", "admit"],
)
def test_what_somebody_else_reads_is_taken_over_in_so_many_words(
    mine: Handset, desk: APIClient, verb: str, kind: str, words: dict[str, str]
) -> None:
    if verb == "admit":
        identity.revoke_device(device=mine.device, by=mine.officer, reason="Lost")
    made = send(mine, kind)
    assert claims.hold(submission=made.pk, officer=make.supervisor())
    status, said = decide(desk, made, verb, **words)
    assert (status, said["code"]) == (409, "claimed")
    assert decide(desk, made, verb, **words, take_over=True)[0] == 200


def test_own_work_is_not_decided_on(mine: Handset, sergeant: Officer) -> None:
    own = handset.of(sergeant)
    status, said = decide(own.api, send(own, INTEL), "approve")
    assert (status, said["code"]) == (403, "own-work")


@pytest.mark.parametrize("verb", ["approve", "send-back", "reject", "admit"])
def test_only_reviewers_decide(mine: Handset, verb: str) -> None:
    status, said = decide(mine.api, send(mine, INTEL), verb, reason_code="x", text="x")
    assert (status, said["code"]) == (403, "not-allowed")


@pytest.mark.parametrize(
    "wrong", [{"revision": "7"}, {"hash": "AB" * 32}, {"hash": "0"}, {"revision": None}]
)
def test_a_decision_names_what_was_seen(
    mine: Handset, desk: APIClient, wrong: dict[str, Any]
) -> None:
    status, said = decide(desk, send(mine, INTEL), "approve", **wrong)
    assert (status, said["code"]) == (400, "malformed-request")
