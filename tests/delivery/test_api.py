"""/api/v1/systems and /deliveries, as officers and reviewers read them."""

from uuid import uuid4

import pytest

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery import actions as delivery
from field_api.delivery.rules import Next, State
from tests import make
from tests.delivery.parcels import DONE, claims, parcel, put, settled
from tests.written import SEARCH

pytestmark = pytest.mark.django_db


def test_how_each_system_stands(systems: dict[str, System]) -> None:
    put(parcel(SEARCH), parcel())
    settled(claims(systems["records"])[0], DONE)
    answer = make.signed_in(make.officer()).get("/api/v1/systems").json()["systems"]
    by_code = {one["code"]: one for one in answer}
    assert [by_code[code]["backlog"] for code in ("intelligence", "records", "stop-search")] == [
        0,
        1,
        1,
    ]
    assert by_code["records"]["last_settled_at"] and by_code["records"]["state"] == "active"
    assert by_code["intelligence"]["oldest_due_seconds"] == 0.0


def test_deliveries_by_state_and_by_system(systems: dict[str, System]) -> None:
    search, note = put(parcel(SEARCH))[1], put(parcel())[0]
    (held, *_) = claims(systems["stop-search"])
    settled(held, Next(State.REJECTED, faults=(FieldFault("/gender", "is not known"),)))
    api = make.signed_in(make.supervisor())

    def listed(asked: str) -> list[str]:
        answer = api.get(f"/api/v1/deliveries?{asked}").json()["deliveries"]
        return [one["id"] for one in answer]

    assert len(listed("")) == 3
    assert listed("state=rejected") == [str(search.pk)]
    assert str(note.pk) in listed("system=records") and len(listed("system=records")) == 2
    assert listed("state=no-such") == []


def test_one_delivery_with_its_attempts(records: System) -> None:
    (made,) = put()
    delivery.drain(records.pk, seconds=5.0)
    answer = make.signed_in(make.supervisor()).get(f"/api/v1/deliveries/{made.pk}").json()
    assert (answer["state"], answer["label"], answer["tries"]) == ("due", "on its way", 1)
    assert answer["sha256"] == made.payload_sha256
    assert [(one["step"], one["outcome"]) for one in answer["attempts"]] == [("send", "not_sent")]


def test_content_is_in_none_of_it(records: System) -> None:
    (made,) = put()
    answer = make.signed_in(make.supervisor()).get(f"/api/v1/deliveries/{made.pk}")
    assert b"plot holder" in bytes(made.payload.body)
    assert b"plot holder" not in answer.content


def test_another_forces_delivery_is_not_found(records: System) -> None:
    (made,) = put()
    far = make.signed_in(make.supervisor(posted=make.unit("Response", of=make.force("35"))))
    for api, key in ((far, made.pk), (make.signed_in(make.supervisor()), uuid4())):
        assert api.get(f"/api/v1/deliveries/{key}").status_code == 404


def test_deliveries_are_for_reviewers(records: System) -> None:
    (made,) = put()
    api = make.signed_in(make.officer())
    for path in ("/api/v1/deliveries", f"/api/v1/deliveries/{made.pk}"):
        assert api.get(path).status_code == 403
