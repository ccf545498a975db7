"""Photos and files for those who may read the entry, and nobody else."""

import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from rest_framework.test import APIClient

from field_api.attachments import actions as attachments
from field_api.attachments.models import Attachment
from field_api.feed import actions as feed
from field_api.ledger.models import Event
from field_api.submissions import actions
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.attachments.conftest import folder  # noqa: F401 its files lie in a folder of its own
from tests.attachments.phone import Phone, named, noise, photo
from tests.handset import Handset
from tests.submissions.journeys import send

DATA = photo(80, 40)
CONCERN = "exploitation-concern"


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def made(mine: Handset) -> Submission:
    return send(mine)


def attach(mine: Handset, made: Submission, data: bytes = DATA, **other: Any) -> UUID:
    key = Phone(mine.officer).store(data)
    with feed.work():
        attachments.expect(
            entry=uuid4(),
            subject=made.pk,
            officer=mine.officer,
            wanted=[named(data, key, **other)],
            tell=[mine.officer.pk],
        )
    return key


def get(api: APIClient, made: Submission, key: UUID, original: str = "", **headers: str) -> Any:
    query = f"?original={original}" if original else ""
    return api.get(f"/api/v1/submissions/{made.pk}/attachments/{key}{query}", headers=headers)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_document_says_what_files_it_has(mine: Handset, made: Submission) -> None:
    document = actions.documents([made.pk], mine.officer)[made.pk]
    assert (document["attachments"], document["attachments_pending"]) == ([], 0)
    key = attach(mine, made)
    with feed.work():
        attachments.expect(
            entry=uuid4(),
            subject=made.pk,
            officer=mine.officer,
            wanted=[named(DATA, key), named(DATA, uuid4())],
            tell=[],
        )
    document = actions.documents([made.pk], mine.officer)[made.pk]
    states = sorted(one["state"] for one in document["attachments"])
    assert states == ["missing", "stored", "stored"]
    assert document["attachments_pending"] == 1


def test_a_picture_for_screens(mine: Handset, made: Submission) -> None:
    key = attach(mine, made)
    answer = get(make.signed_in(make.supervisor()), made, key, Accept="image/*")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert "attachment" not in answer.get("Content-Disposition", "")
    with Image.open(io.BytesIO(body(answer))) as shown:
        assert shown.size == (80, 40)


def test_the_original_is_for_saving(mine: Handset, made: Submission) -> None:
    key = attach(mine, made, name="../../Côr.jpg")
    answer = get(mine.api, made, key, original="1")
    assert body(answer) == DATA
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "/" not in answer["Content-Disposition"].partition("''")[2]


def test_each_look_is_recorded_even_at_what_the_browser_kept(
    mine: Handset, made: Submission
) -> None:
    key, sergeant = attach(mine, made), make.supervisor()
    api = make.signed_in(sergeant)
    first = get(api, made, key)
    assert body(first)
    tag = first["ETag"]
    again = get(api, made, key, **{"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert body(get(api, made, key, original="1")) == DATA
    looks = Event.objects.filter(act="consultation", actor=sergeant.actor).order_by("id")
    assert [one.details["did"] for one in looks] == [
        "look-at-picture",
        "look-at-picture",
        "look-at-original",
    ]
    assert {one.subject for one in looks} == {f"submission:{made.pk}"}


def test_who_may_not_read_the_entry_finds_nothing(mine: Handset, made: Submission) -> None:
    key = attach(mine, made)
    stranger = make.signed_in(make.officer())
    assert get(stranger, made, key).status_code == 404
    assert get(stranger, made, key, original="1").status_code == 404
    elsewhere = make.signed_in(make.supervisor(posted=make.unit("Elsewhere")))
    assert get(elsewhere, made, key).status_code == 404
    assert get(mine.api, made, uuid4()).status_code == 404
    other = send(mine)
    assert get(mine.api, other, key).status_code == 404
    assert not Event.objects.filter(act="consultation", details__has_key="attachment").exists()


def test_a_file_that_is_no_photo_has_no_picture(mine: Handset, made: Submission) -> None:
    key = attach(mine, made, noise(50))
    answer = get(mine.api, made, key)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-picture")
    assert body(get(mine.api, made, key, original="1")) == noise(50)


@pytest.mark.parametrize("state", ["infected", "checking"])
def test_what_is_not_known_to_be_sound_is_not_served(
    mine: Handset, made: Submission, state: str
) -> None:
    key = attach(mine, made)
    Attachment.objects.update(state=state, verdict="infected")
    for original in ("", "1"):
        answer = get(mine.api, made, key, original=original)
        assert (answer.status_code, answer.json()["state"]) == (409, state)


def test_another_file_than_was_named_is_not_served(mine: Handset, made: Submission) -> None:
    key = attach(mine, made, sha256="0" * 64)
    assert get(mine.api, made, key).json()["state"] == "mismatch"


def test_a_store_that_is_away_is_said_to_be(mine: Handset, made: Submission, settings: Any) -> None:
    key = attach(mine, made)
    attachments_kept = settings.STORAGES["attachments"]["OPTIONS"]
    settings.STORAGES = {
        **settings.STORAGES,
        "attachments": {
            **settings.STORAGES["attachments"],
            "OPTIONS": {**attachments_kept, "location": "/nowhere"},
        },
    }
    answer = get(mine.api, made, key)
    assert (answer.status_code, answer.json()["code"]) == (503, "store-away")


def test_an_entry_is_taken_in_before_its_photo(mine: Handset) -> None:
    key = uuid4()
    made = send(mine, attachments=[named(DATA, key)])
    (awaited,) = actions.documents([made.pk], mine.officer)[made.pk]["attachments"]
    assert (awaited["state"], awaited["entry"]) == ("missing", mine.minted[-1]["id"])
    Phone(mine.officer).store(DATA, key)
    document = actions.documents([made.pk], mine.officer)[made.pk]
    assert document["attachments"][0]["state"] == "stored"
    assert document["attachments_pending"] == 0
    assert body(get(make.signed_in(make.supervisor()), made, key, original="1")) == DATA


def test_a_form_that_refuses_files_takes_none_and_says_what_to_do_instead(mine: Handset) -> None:
    key = Phone(mine.officer).store(DATA)
    item = mine.write(CONCERN, written.body(CONCERN), attachments=[named(DATA, key)])
    (result,) = mine.push(item)["results"]
    made = Submission.objects.get(pk=result["submission"])
    (told,) = result["problems"]
    assert told["code"] == "no-files"
    assert "Seize the device." in told["detail"]
    assert actions.documents([made.pk], mine.officer)[made.pk].get("attachments", []) == []
    assert get(make.signed_in(mine.officer), made, key).status_code == 404
