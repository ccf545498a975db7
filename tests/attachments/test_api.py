"""The door of uploads, by the protocol's own words (tus 1.0.0)."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from field_api.attachments import api
from field_api.attachments.actions import staging
from field_api.attachments.models import Attachment
from field_api.identity.models import Officer
from field_api.identity.rules import TOKEN_LIFE
from field_api.ledger.models import Event
from field_api.lib import clock
from tests import make
from tests.attachments.conftest import in_folder
from tests.attachments.phone import FILES, Phone, checksum, metadata, noise, sha256, state

DATA = noise(1000)


@pytest.fixture
def phone(officer: Officer) -> Phone:
    return Phone(officer)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_it_says_what_it_can(phone: Phone) -> None:
    answer = phone.api.options(FILES)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
    assert answer["Tus-Max-Size"] == str(512 * 2**20)
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert set(answer["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "checksum", "termination", "expiration",
    }  # fmt: skip


def test_a_file_comes_in_pieces_and_is_whole(phone: Phone) -> None:
    key = uuid4()
    made = phone.create(DATA, key)
    assert (made.status_code, made["Upload-Offset"]) == (201, "0")
    assert made["Location"] == f"{FILES}{key}"
    assert "GMT" in made["Upload-Expires"]
    first = phone.patch(made["Location"], DATA[:400], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "400")
    asked = phone.head(key)
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (
        200,
        "400",
        "1000",
    )
    assert asked["Cache-Control"] == "no-store"
    last = phone.patch(key, DATA[400:], 400)
    assert (last.status_code, last["Upload-Offset"]) == (204, "1000")
    assert "Upload-Expires" not in last
    assert state(key) == "checking"
    event = Event.objects.get(subject=f"attachment:{key}")
    assert (event.act, event.actor) == ("collection", phone.officer.actor)
    assert event.details["sha256"] == sha256(DATA)


def test_creation_repeated_finds_the_same_upload(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key, body=DATA[:300])
    again = phone.create(DATA, key)
    assert (again.status_code, again["Location"]) == (201, f"{FILES}{key}")
    assert again["Upload-Offset"] == "300"
    with_bytes = phone.create(DATA, key, body=DATA)
    assert with_bytes["Upload-Offset"] == "300"
    phone.patch(key, DATA[300:], 300)
    assert phone.create(DATA, key)["Upload-Offset"] == "1000"
    assert Attachment.objects.count() == 1


def test_a_file_without_bytes_is_whole_at_once(phone: Phone) -> None:
    key = uuid4()
    assert phone.create(b"", key).status_code == 201
    assert state(key) == "checking"


def test_an_id_is_of_one_file_and_of_one_officer(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key)
    assert code(phone.create(DATA + b"x", key)) == (409, "id-conflict")
    assert code(phone.create(noise(1000, 2), key)) == (409, "id-conflict")
    other = Phone(make.officer())
    assert code(other.create(DATA, key)) == (409, "id-unavailable")
    assert other.head(key).status_code == 404
    assert other.patch(key, DATA, 0).status_code == 404
    assert other.delete(key).status_code == 404


def test_another_offset_is_refused_and_says_which_would_do(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key, body=DATA[:300])
    refused = phone.patch(key, DATA, 0)
    assert code(refused) == (409, "offset-differs")
    assert refused.json()["offset"] == 300
    assert refused["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_damaged_bytes_are_not_taken(phone: Phone, algorithm: str) -> None:
    key = uuid4()
    phone.create(DATA, key)
    wrong = phone.patch(key, noise(500, 9), 0, Upload_Checksum=checksum(DATA[:500], algorithm))
    assert code(wrong) == (460, "checksum-differs")
    assert phone.head(key)["Upload-Offset"] == "0"
    right = phone.patch(key, DATA[:500], 0, Upload_Checksum=checksum(DATA[:500], algorithm))
    assert (right.status_code, right["Upload-Offset"]) == (204, "500")
    assert phone.patch(key, DATA[500:], 500).status_code == 204
    assert state(key) == "checking"


def test_a_file_that_is_not_the_promised_one_is_asked_for_again(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key)
    assert code(phone.patch(key, noise(1000, 2), 0)) == (460, "wrong-hash")
    assert state(key) == "corrupt"
    # Its bytes stay until the handset, which now knows, begins again.
    assert staging.path(key).stat().st_size == 1000
    assert phone.head(key)["Upload-Offset"] == "0"
    assert phone.create(DATA, key).status_code == 201
    assert phone.patch(key, DATA, 0).status_code == 204
    assert state(key) == "checking"


def test_what_is_given_up_is_gone_and_can_begin_again(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key, body=DATA[:300])
    assert phone.delete(key).status_code == 204
    assert phone.head(key).status_code == 410
    assert code(phone.patch(key, DATA[300:], 300)) == (410, "upload-gone")
    assert phone.create(DATA, key)["Upload-Offset"] == "0"
    assert phone.patch(key, DATA, 0).status_code == 204


def test_what_arrived_whole_is_not_given_up(phone: Phone) -> None:
    key = phone.upload(DATA)
    assert code(phone.delete(key)) == (409, "already-kept")
    assert phone.head(key)["Upload-Offset"] == "1000"


def test_more_than_promised_is_refused(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key)
    assert code(phone.patch(key, DATA + b"x", 0)) == (413, "more-than-promised")
    assert phone.head(key)["Upload-Offset"] == "0"


def test_limits(phone: Phone, settings: Any, tmp_path: Path) -> None:
    in_folder(settings, tmp_path, most=1000, quota=2500)
    large = phone.create(DATA + b"x")
    assert code(large) == (413, "file-too-large")
    assert large.json()["max_bytes"] == 1000
    phone.upload(DATA)
    second = uuid4()
    phone.create(noise(1000, 2), second)
    assert code(phone.create(noise(1000, 3))) == (413, "quota-exceeded")
    # What was begun already may go on, what is given up counts no longer, nor what came yesterday.
    assert phone.patch(second, noise(1000, 2), 0).status_code == 204
    Attachment.objects.update(received_at=clock.now() - timedelta(hours=25))
    assert phone.create(noise(1000, 3)).status_code == 201


HEADERS = {
    "no-length": {"Upload_Length": None},
    "length-in-words": {"Upload_Length": "many"},
    "length-below-zero": {"Upload_Length": "-1"},
    "no-metadata": {"Upload_Metadata": None},
    "no-hash": {"Upload_Metadata": metadata(id=uuid4())},
    "no-id": {"Upload_Metadata": metadata(sha256="0" * 64)},
    "not-base64": {"Upload_Metadata": "id ***"},
}


@pytest.mark.parametrize("given", HEADERS.values(), ids=HEADERS.keys())
def test_what_cannot_be_read_is_refused(phone: Phone, given: dict[str, Any]) -> None:
    assert code(phone.create(DATA, **given)) == (400, "malformed-request")
    assert Attachment.objects.count() == 0


def test_other_versions_types_and_checksums_are_refused(phone: Phone) -> None:
    key = uuid4()
    version = phone.create(DATA, key, Tus_Resumable="0.2.2")
    assert (version.status_code, version["Tus-Version"]) == (412, "1.0.0")
    phone.create(DATA, key)
    assert phone.patch(key, DATA, 0, content_type="image/jpeg").status_code == 415
    assert phone.patch(key, DATA, 0, Upload_Checksum="md5 AAAA").status_code == 400
    assert phone.patch(key, DATA, "x").status_code == 400  # type: ignore[arg-type]


def test_a_proxy_that_lets_only_post_through_is_no_obstacle(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key)
    said = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    answer = phone.api.post(
        f"{FILES}{key}", DATA, content_type="application/offset+octet-stream", headers=said
    )
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "1000")


def test_an_expired_token_finishes_what_it_began(officer: Officer) -> None:
    phone, key = Phone(officer), uuid4()
    phone.create(DATA, key, body=DATA[:300])
    late = make.token(make.device(officer), age=TOKEN_LIFE + timedelta(minutes=1))
    phone.api = make.api(late)
    assert phone.head(key).status_code == 200
    assert phone.delete(key).status_code == 401
    assert phone.patch(key, DATA[300:], 300).status_code == 204
    assert Attachment.objects.get(pk=key).lane == "late"


def test_a_revoked_handset_is_heard_and_set_aside(officer: Officer) -> None:
    device, key = make.device(officer), uuid4()
    phone = Phone(officer)
    phone.api = make.api(make.token(device))
    phone.create(DATA, key, body=DATA[:300])
    device.revoked_at, device.revoked_by = clock.now(), officer
    device.save()
    assert phone.delete(key).status_code == 403
    assert phone.patch(key, DATA[300:], 300).status_code == 204
    row = Attachment.objects.get(pk=key)
    assert (row.state, row.lane) == ("checking", "quarantine")


def test_a_stranger_is_refused(officer: Officer) -> None:
    phone = Phone(officer)
    phone.api = make.api("nobody")
    assert phone.create(DATA).status_code == 401
    assert phone.head(uuid4()).status_code == 401


def test_a_disk_that_lost_bytes_is_noticed_and_told(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key, body=DATA[:300])
    with staging.path(key).open("r+b") as file:
        file.truncate(100)
    assert phone.patch(key, DATA[300:], 300).json()["offset"] == 100
    assert phone.patch(key, DATA[100:], 100).status_code == 204
    assert state(key) == "checking"


def test_more_uploads_than_there_is_room_for_come_again(phone: Phone) -> None:
    key = uuid4()
    phone.create(DATA, key)
    with ExitStack() as taken:
        for _ in range(settings.ATTACHMENTS.at_once):
            taken.enter_context(api._a_place())
        busy = phone.patch(key, DATA, 0)
        assert code(busy) == (503, "busy")
        assert busy["Retry-After"] == "5"
        assert phone.head(key).status_code == 200
    assert phone.patch(key, DATA, 0).status_code == 204


def test_a_disk_that_takes_no_more_says_so(phone: Phone, monkeypatch: Any) -> None:
    key = uuid4()
    phone.create(DATA, key)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(staging, "write", full)
        assert code(phone.patch(key, DATA, 0)) == (503, "no-room")
    assert phone.patch(key, DATA, 0).status_code == 204
