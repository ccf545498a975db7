"""The doors of erasure: who is let in, and what they answer."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from field_api.submissions.models import Submission
from tests import make, written
from tests.handset import Handset, of
from tests.submissions import journeys
from tests.submissions.erasing import pair

pytestmark = pytest.mark.django_db

LIST = "/api/v1/erasures"
WHY = {"ground": "end-of-retention", "text": "Reviewed on 20 November 2026."}


@pytest.fixture
def mine() -> Handset:
    written.forms()
    return of()


@pytest.fixture
def entry(mine: Handset) -> Submission:
    return journeys.send(mine)


@pytest.fixture
def two() -> tuple[APIClient, APIClient]:
    first, second = pair()
    return make.signed_in(first), make.signed_in(second)


def post(client: APIClient, submission: Submission, verb: str = "", **said: str) -> Any:
    seen = journeys.seen(submission)
    body = {"revision": str(seen.revision), "hash": seen.hash, **said}
    action = "approve-erasure" if verb else "propose-erasure"
    body["grant"] = make.granted(client, action, submission.pk, seen.hash)
    return client.post(f"/api/v1/submissions/{submission.pk}/erasure{verb}", body, format="json")


def test_two_people_erase(entry: Submission, two: tuple[APIClient, APIClient]) -> None:
    first, second = two
    made = post(first, entry, **WHY)
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    (waiting,) = second.get(LIST).json()["erasures"]
    assert waiting == made.json()
    refused = post(first, entry, "/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "own-proposal")
    done = post(second, entry, "/approve")
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert second.get(f"/api/v1/submissions/{entry.pk}/erasure").json() == done.json()


def test_the_second_may_refuse(entry: Submission, two: tuple[APIClient, APIClient]) -> None:
    post(two[0], entry, **WHY)
    assert post(two[1], entry, "/refuse", text="").status_code == 400
    answer = post(two[1], entry, "/refuse", text="Needed in evidence.")
    assert (answer.json()["state"], answer.json()["answer"]) == ("refused", "Needed in evidence.")


def test_nobody_else_is_let_in(mine: Handset, entry: Submission) -> None:
    for client in (mine.api, make.signed_in(make.supervisor())):
        assert client.get(LIST).status_code == 403
        assert post(client, entry, **WHY).status_code == 403
        assert post(client, entry, "/approve").status_code == 403
    assert make.api().get(LIST).status_code == 401


def test_what_is_not_proposed_is_not_there(
    entry: Submission, two: tuple[APIClient, APIClient]
) -> None:
    answer = two[0].get(f"/api/v1/submissions/{entry.pk}/erasure")
    assert answer.status_code == 404
