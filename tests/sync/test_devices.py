"""Handsets by the API: whose they are, letting in, confirming, ending."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from field_api.identity.models import Device, Officer
from field_api.identity.rules import Role
from field_api.notebook.models import Entry
from tests import handset, make, written
from tests.handset import Handset

DEVICES = "/api/v1/devices"


def told(who: APIClient, **asked: Any) -> list[dict[str, Any]]:
    answer = who.get(DEVICES, asked)
    assert answer.status_code == 200, answer.content
    devices: list[dict[str, Any]] = answer.json()["devices"]
    return devices


def act(who: APIClient, device: Device, verb: str, **said: str) -> Any:
    return who.post(f"{DEVICES}/{device.pk}/{verb}", said, format="json")


@pytest.fixture
def sergeant(mine: Handset) -> Officer:
    return make.supervisor()


def test_an_officer_sees_their_own_and_who_answers_for_them_sees_them_too(
    mine: Handset, sergeant: Officer
) -> None:
    (own,) = told(mine.api)
    assert (own["id"], own["own"], own["state"]) == (str(mine.device.pk), True, "trusted")
    seen = {one["id"]: one for one in told(make.signed_in(sergeant))}
    assert seen[own["id"]]["own"] is False
    administrator = make.officer(posted=make.unit("Elsewhere"), role=Role.FORCE_ADMIN)
    assert own["id"] in {one["id"] for one in told(make.signed_in(administrator))}
    for stranger in (make.officer(), make.supervisor(posted=make.unit("Elsewhere"))):
        assert own["id"] not in {one["id"] for one in told(make.signed_in(stranger))}


@pytest.mark.parametrize("verb", ["rename", "confirm", "revoke", "lost"])
def test_a_handset_of_others_is_not_there(mine: Handset, verb: str) -> None:
    answer = act(make.signed_in(make.officer()), mine.device, verb, name="X", reason="why")
    assert (answer.status_code, answer.json()["code"]) == (404, "device-unknown")
    mine.device.refresh_from_db()
    assert (mine.device.name, mine.device.revoked_at) == ("Pixel", None)


def test_a_handset_is_renamed(mine: Handset) -> None:
    assert act(mine.api, mine.device, "rename", name="  The  old one ").json()["name"] == (
        "The old one"
    )


def test_a_lost_handset_says_what_is_expected_of_it(mine: Handset, sergeant: Officer) -> None:
    items = [mine.write("note", written.body()) for _ in range(4)]
    mine.push(items[0], items[2])
    answer = act(make.signed_in(sergeant), mine.device, "lost", reason="Left in a taxi").json()
    assert (answer["state"], answer["minted_through"]) == ("lost", 4)
    assert answer["missing_seqs"] == [2, 4]


def test_a_lost_handset_is_worthless_at_its_next_request_and_emptied(
    mine: Handset, sergeant: Officer
) -> None:
    act(make.signed_in(sergeant), mine.device, "lost", reason="Left in a taxi")
    answer = mine.api.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "device-lost")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_what_waited_on_a_lost_handset_is_still_taken_in_and_the_answer_empties_nothing(
    mine: Handset, sergeant: Officer
) -> None:
    item = mine.write("note", written.body())
    act(make.signed_in(sergeant), mine.device, "lost", reason="Left in a taxi")
    (result,) = mine.push(item)["results"]
    assert result["status"] == "accepted"
    assert Entry.objects.get(pk=item["id"]).lane == "quarantine"
    (left,) = [one for one in told(make.signed_in(sergeant)) if one["state"] == "lost"]
    assert left["missing_seqs"] == []


def test_a_revoked_handset_is_not_emptied(mine: Handset) -> None:
    act(mine.api, mine.device, "revoke", reason="cracked")
    answer = mine.api.get("/api/v1/me")
    assert answer.status_code == 403
    assert "Clear-Site-Data" not in answer.headers


def test_losing_it_revokes_it_for_every_officer_on_it(mine: Handset, sergeant: Officer) -> None:
    other = handset.of()
    Device.objects.filter(pk=other.device.pk).update(installation=mine.device.installation)
    kept = handset.of(mine.officer)
    act(make.signed_in(sergeant), mine.device, "lost", reason="Left in a taxi")
    assert [each.api.get("/api/v1/me").status_code for each in (mine, other, kept)] == [
        403,
        403,
        200,
    ]


def test_a_revoked_handset_can_be_reported_lost_and_keeps_who_revoked_it(
    mine: Handset, sergeant: Officer
) -> None:
    desk = make.signed_in(sergeant)
    other = handset.of(mine.officer)
    act(mine.api, other.device, "revoke", reason="replaced")
    assert act(desk, other.device, "lost", reason="gone").json()["state"] == "lost"
    other.device.refresh_from_db()
    assert other.device.revoked_by == mine.officer


def test_a_waiting_handset_hands_in_and_reads_nothing_until_a_second_person_says_so(
    mine: Handset, sergeant: Officer
) -> None:
    Device.objects.filter(pk=mine.device.pk).update(confirmed_at=None)
    item = mine.write("note", written.body())
    assert mine.push(item)["results"][0]["status"] == "accepted"
    assert Entry.objects.get(pk=item["id"]).lane == "quarantine"
    answer = mine.api.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "device-unconfirmed")
    other = handset.of(mine.officer)
    own = act(other.api, mine.device, "confirm")
    assert (own.status_code, own.json()["code"]) == (403, "second-person-needed")
    assert act(make.signed_in(sergeant), mine.device, "confirm").json()["state"] == "trusted"
    assert mine.api.get("/api/v1/me").status_code == 200


def test_a_code_is_given_out_by_the_api(mine: Handset, sergeant: Officer) -> None:
    asked = {"login": mine.officer.login.lower(), "asset_tag": "ph-0001"}
    answer = make.signed_in(sergeant).post(f"{DEVICES}/codes", asked, format="json")
    assert (answer.status_code, answer.json()["asset_tag"]) == (201, "PH-0001")
    assert len(answer.json()["code"]) == 11
    assert "no-store" in answer.headers["Cache-Control"]


def test_no_code_is_given_out_for_whom_one_does_not_answer(mine: Handset) -> None:
    far = make.supervisor(posted=make.unit("Response", of=make.force("35")))
    elsewhere = make.supervisor(posted=make.unit("Elsewhere"))
    asked = {"login": mine.officer.login, "asset_tag": "PH-0001"}
    for who, code in ((far, "officer-unknown"), (elsewhere, "not-yours-to-enrol")):
        answer = make.signed_in(who).post(f"{DEVICES}/codes", asked, format="json")
        assert answer.json()["code"] == code


def test_a_handset_that_is_not_there_is_404(mine: Handset) -> None:
    answer = mine.api.post(f"{DEVICES}/{uuid4()}/revoke", {"reason": "x"}, format="json")
    assert answer.status_code == 404
