"""What a locked phone may do by its carrier: hand in what it sealed, and hear only receipts."""

from datetime import timedelta

import pytest

from field_api.identity import actions as identity
from field_api.identity.actions import forgetting
from field_api.identity.models import Token
from field_api.identity.rules import TOKEN_LIFE, digest
from field_api.identity.rules.notices import KEPT
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry
from tests import handset, make, written
from tests.attachments import phone as photos
from tests.handset import Handset, Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Handset:
    written.forms()
    return handset.of()


def sealed(mine: Handset) -> Item:
    return mine.write("note", written.body(), seal_to=notebook.seal_key().public_key())


def locked(mine: Handset, *, age: timedelta = timedelta(0)) -> Handset:
    """The same phone after it was locked: all it can show is its carrier."""
    mine.api = make.api(make.carrier(mine.device, age=age))
    return mine


def lane(item: Item) -> str:
    return Entry.objects.get(pk=item["id"]).lane


def test_a_locked_phone_hands_in_and_hears_a_receipt_and_no_more(mine: Handset) -> None:
    before, after = sealed(mine), sealed(mine)
    full = mine.push(before)
    carried = locked(mine).push(after)
    (known,), (told,) = full["results"], carried["results"]
    assert (known["status"], told["status"]) == ("accepted", "accepted")
    assert told["receipt"]["body"].split("\n")[1] == after["id"]
    assert known.keys() - told.keys() == {"submission", "reference", "state"}
    assert (told["outcome"], carried["head"], bool(full["head"])) == ("kept", "", True)
    assert (lane(after), carried["lost"]) == ("on_time", False)


def test_a_carrier_carries_for_years_and_says_when_its_sign_in_was_over(mine: Handset) -> None:
    item = sealed(mine)
    (result,) = locked(mine, age=timedelta(days=1000)).push(item)["results"]
    assert (result["status"], lane(item)) == ("accepted", "late")


def test_the_last_carrier_of_a_phone_is_never_forgotten(mine: Handset) -> None:
    old = KEPT + TOKEN_LIFE + timedelta(days=2)
    first, last = (make.carrier(mine.device, age=age) for age in (old + timedelta(days=1), old))
    gone = make.token(mine.device, age=old)
    assert forgetting.forget() == 2
    left = Token.objects.filter(digest__in=[digest(one) for one in (first, last, gone)])
    assert [bytes(token.digest) for token in left] == [digest(last)]


def test_a_revoked_phone_is_set_aside_by_its_carrier_as_by_any_token(mine: Handset) -> None:
    item = sealed(mine)
    identity.revoke_device(device=mine.device, by=mine.officer, reason="cracked")
    answer = locked(mine).push(item)
    assert (answer["results"][0]["status"], lane(item)) == ("accepted", "quarantine")
    assert answer["lost"] is False


def test_a_lost_phone_is_told_so_with_its_receipts(mine: Handset) -> None:
    items = [sealed(mine) for _ in range(3)]
    identity.report_lost(device=mine.device, by=mine.officer, reason="left in a taxi")
    answer = locked(mine).push(*items)
    assert [one["status"] for one in answer["results"]] == ["accepted"] * 3
    assert {lane(item) for item in items} == {"quarantine"}
    assert answer["lost"] is True


@pytest.mark.parametrize("sends_first", [True, False], ids=["our page", "any other"])
def test_what_is_sealed_goes_before_the_browser_is_emptied(
    mine: Handset, sends_first: bool
) -> None:
    """Our page says so and empties it itself; one that does not is emptied at its first word."""
    identity.report_lost(device=mine.device, by=mine.officer, reason="left in a taxi")
    said = {"Fieldbook-When-Lost": "sends-first"} if sends_first else {}
    for client in (mine.api, make.api(make.carrier(mine.device))):
        answer = client.get("/api/v1/sync/pull", headers=said)
        assert (answer.status_code, answer.json()["code"]) == (403, "device-lost")
        assert ("Clear-Site-Data" in answer.headers) is not sends_first


def test_a_locked_phone_sends_its_photos_and_gives_none_up(mine: Handset) -> None:
    camera = photos.Phone(mine.officer)
    camera.api = make.api(make.carrier(mine.device))
    data = photos.noise(3000)
    started = camera.create(data)
    where = started["Location"]
    assert camera.patch(where, data[:1000], 0).status_code == 204
    assert camera.head(where)["Upload-Offset"] == "1000"
    assert (camera.delete(where).status_code, camera.delete(where).json()["code"]) == (
        403,
        "only-carries",
    )
    assert camera.patch(where, data[1000:], 1000).status_code == 204


def test_a_sign_in_gives_one_and_another_handset_cannot_show_it(mine: Handset) -> None:
    signed = identity.sign_in(
        login=mine.officer.login,
        password=make.PASSWORD,
        otp=make.code(mine.officer),
        installation=mine.device.installation,
        device_name="Pixel",
        public_key=mine.device.public_key,
        ip="192.0.2.7",
        bound=True,
    )
    assert signed.carrier_plain != signed.token_plain
    carrier = Token.objects.get(digest=digest(signed.carrier_plain))
    assert (carrier.only_carries, carrier.bound, carrier.device_id) == (True, True, mine.device.pk)
    unproved = make.api(signed.carrier_plain).post("/api/v1/sync/push", {}, format="json")
    assert (unproved.status_code, unproved.json()["code"]) == (401, "proof-needed")


def test_signing_out_leaves_what_waits_its_way_home(mine: Handset) -> None:
    item, carrier = sealed(mine), make.api(make.carrier(mine.device))
    assert mine.api.post("/api/v1/sign-out").status_code == 204
    mine.api = carrier
    assert mine.push(item)["results"][0]["status"] == "accepted"
    assert lane(item) == "on_time"


def test_a_colleague_carries_what_was_sealed_for_them(mine: Handset) -> None:
    item = sealed(mine)
    mine.api = make.signed_in(make.officer())
    (result,) = mine.push(item)["results"]
    assert (result["status"], "submission" in result) == ("accepted", False)
    assert Entry.objects.get(pk=item["id"]).notebook.officer == mine.officer
