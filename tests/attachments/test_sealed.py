"""Files that a handset enciphered: what is kept is the file, and nothing opens that is not it."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.conf import settings as configured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.handset.sealing import sealed_file
from field_api.attachments import actions
from field_api.attachments.actions import keeping, opening, staging
from field_api.attachments.actions.keeping import Shelf
from field_api.attachments.models import Attachment
from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.lib import envelope, es256
from field_api.lib.problems import Problem
from tests import make
from tests.attachments.phone import Phone, checksum, expect, metadata, named, noise, photo, sha256
from tests.rotating import private

FILE = photo()


@pytest.fixture
def phone(officer: Officer) -> Phone:
    return Phone(officer)


def ours() -> es256.PublicKey:
    return es256.load(configured.SEAL_KEY).public_key()


def begun(phone: Phone, data: bytes, key: UUID, sealed: str, **more: object) -> Any:
    return phone.create(data, Upload_Metadata=metadata(id=key, sealed=sealed, **more))


def sent(phone: Phone, hidden: bytes, key: UUID, sealed: str) -> Any:
    """The answer to the last byte."""
    assert begun(phone, hidden, key, sealed).status_code == 201
    return phone.patch(key, hidden, 0, Upload_Checksum=checksum(hidden))


def stored(key: UUID) -> bytes:
    actions.settle()
    with keeping.open_file(Shelf.ORIGINALS, key) as file:
        return file.read()


def staged(key: UUID) -> list[str]:
    place = staging.path(key)
    return [one.name for one in place.parent.glob(f"{place.name}*")]


def test_what_came_enciphered_is_kept_as_it_was_taken(phone: Phone) -> None:
    key = uuid4()
    subject = expect(phone.officer, named(FILE, key))
    sealed, hidden = sealed_file(ours(), key, FILE)
    assert len(hidden) == len(FILE)
    assert sent(phone, hidden, key, sealed).status_code == 204
    row = Attachment.objects.get(pk=key)
    assert (row.state, row.sha256, row.sealed) == ("checking", sha256(FILE), "")
    assert stored(key) == FILE
    row.refresh_from_db()
    assert (row.sniffed_type, row.derivative_type != "") == ("image/jpeg", True)
    (told,) = actions.of_subjects([subject])[subject]
    assert (told["state"], told["sha256"]) == ("stored", sha256(FILE))
    assert staged(key) == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_however_it_is_cut_up_it_comes_out_whole(officer: Officer, data: st.DataObject) -> None:
    """Any chunks, any of them sent twice or from the wrong place: it is the file byte for byte."""
    phone, key = Phone(officer), uuid4()
    file = data.draw(st.binary(max_size=300))
    sealed, hidden = sealed_file(ours(), key, file)
    begun(phone, hidden, key, sealed)
    at = 0
    while at < len(hidden):
        size = data.draw(st.integers(1, 120))
        astray = data.draw(st.none() | st.integers(0, len(hidden)))
        if astray is not None and astray != at:
            assert phone.patch(key, hidden[astray : astray + 1], astray).status_code == 409
        if data.draw(st.booleans()):  # an answer was lost: begun again, it goes on
            assert begun(phone, hidden, key, sealed)["Upload-Offset"] == str(at)
        assert phone.patch(key, hidden[at : at + size], at).status_code == 204
        at = min(at + size, len(hidden))
    assert stored(key) == file


def other_key(sealed: str, key: UUID) -> str:
    """The same hash under the seal, with a key that opens to something else."""
    held = opening.key_of(key, sealed)
    text = replace(held, key=os.urandom(32)).text()
    return es256.b64(envelope.seal(ours(), text, f"fieldbook-file/1\n{key}".encode()))


def test_a_wrong_key_or_a_wrong_hash_is_not_the_file(phone: Phone) -> None:
    for spoil in (
        lambda key, sealed, hidden: (other_key(sealed, key), hidden),
        lambda key, sealed, hidden: (sealed, bytes([hidden[0] ^ 1]) + hidden[1:]),
    ):
        key = uuid4()
        right, hidden = sealed_file(ours(), key, FILE)
        sealed, bytes_ = spoil(key, right, hidden)
        answer = sent(phone, bytes_, key, sealed)
        assert (answer.status_code, answer.json()["code"]) == (460, "wrong-hash")
        assert (Attachment.objects.get(pk=key).state, len(staged(key))) == ("corrupt", 1)
        # The handset, told so, begins again, and with what is right it comes through.
        assert sent(phone, hidden, key, right).status_code == 204
        assert stored(key) == FILE


def test_a_file_that_is_not_what_its_entry_names_is_a_mismatch(phone: Phone) -> None:
    key, another = uuid4(), noise(100)
    subject = expect(phone.officer, named(another, key))
    sealed, hidden = sealed_file(ours(), key, FILE)
    assert sent(phone, hidden, key, sealed).status_code == 204
    actions.settle()
    (told,) = actions.of_subjects([subject])[subject]
    assert told["state"] == "mismatch"


@pytest.mark.parametrize(
    "seal",
    [
        lambda key: sealed_file(es256.new_key().public_key(), key, FILE)[0],
        lambda key: sealed_file(ours(), uuid4(), FILE)[0],
        lambda key: es256.b64(envelope.seal(ours(), b"short", f"fieldbook-file/1\n{key}".encode())),
        lambda key: "AAAA",
    ],
    ids=["to another server", "for another file", "no key", "no seal"],
)
def test_what_would_never_open_is_refused_before_a_byte_is_sent(
    phone: Phone, seal: Callable[[UUID], str]
) -> None:
    key = uuid4()
    answer = begun(phone, FILE, key, seal(key))
    assert (answer.status_code, answer.json()["code"]) == (400, "cannot-unseal")
    assert not Attachment.objects.exists()


def test_a_hash_that_is_said_besides_must_be_the_one_under_the_seal(phone: Phone) -> None:
    key = uuid4()
    sealed, _ = sealed_file(ours(), key, FILE)
    wrong = begun(phone, FILE, key, sealed, sha256=sha256(b"another"))
    assert (wrong.status_code, wrong.json()["code"]) == (400, "cannot-unseal")
    assert begun(phone, FILE, key, sealed, sha256=sha256(FILE)).status_code == 201


@pytest.mark.parametrize("text", ["not base64url!", "A" * 301])
def test_a_seal_that_is_none_is_a_header_that_cannot_be_read(phone: Phone, text: str) -> None:
    answer = begun(phone, FILE, uuid4(), text)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-request")


def test_what_began_in_the_clear_begins_again_enciphered(phone: Phone) -> None:
    """And the other way about: half of each would be the whole of neither."""
    key = uuid4()
    sealed, hidden = sealed_file(ours(), key, FILE)
    phone.create(FILE, key)
    phone.patch(key, FILE[:100], 0)
    assert begun(phone, FILE, key, sealed)["Upload-Offset"] == "0"
    phone.patch(key, hidden[:100], 0)
    assert phone.create(FILE, key)["Upload-Offset"] == "0"
    assert begun(phone, FILE, key, sealed)["Upload-Offset"] == "0"
    assert phone.patch(key, hidden, 0).status_code == 204
    assert stored(key) == FILE


def test_a_process_that_dies_as_it_puts_it_in_place_loses_nothing(phone: Phone) -> None:
    """In the clear already, and the row does not say so: the next who looks finds it right."""
    key = uuid4()
    sealed, hidden = sealed_file(ours(), key, FILE)
    begun(phone, FILE, key, sealed)
    with (
        mock.patch("field_api.attachments.actions.finishing._end", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        phone.patch(key, hidden, 0)
    assert staging.path(key).read_bytes() == FILE
    assert Attachment.objects.get(pk=key).sealed == sealed
    assert phone.head(key)["Upload-Offset"] == str(len(FILE))
    assert stored(key) == FILE


def test_a_disk_without_room_to_open_it_keeps_it_for_later(phone: Phone) -> None:
    key = uuid4()
    sealed, hidden = sealed_file(ours(), key, FILE)
    begun(phone, FILE, key, sealed)
    with mock.patch.object(staging.Beside, "sync", side_effect=OSError):
        answer = phone.patch(key, hidden, 0)
    assert (answer.status_code, answer.json()["code"]) == (503, "no-room")
    assert len(staged(key)) == 1
    assert phone.head(key).status_code == 200
    assert stored(key) == FILE


def test_the_key_of_before_still_opens_and_a_lost_one_is_told(phone: Phone, settings: Any) -> None:
    old, new = es256.load(settings.SEAL_KEY), es256.new_key()
    first, second = uuid4(), uuid4()
    made = {key: sealed_file(old.public_key(), key, FILE) for key in (first, second)}
    begun(phone, FILE, second, made[second][0])
    settings.SEAL_KEY, settings.SEAL_KEY_OLD = private(new), private(old)
    assert sent(phone, made[first][1], first, made[first][0]).status_code == 204
    assert stored(first) == FILE
    settings.SEAL_KEY_OLD = ""
    answer = phone.patch(second, made[second][1], 0)
    assert (answer.status_code, answer.json()["code"]) == (460, "wrong-hash")


def test_it_is_opened_in_bounded_memory(phone: Phone, tmp_path: Path) -> None:
    """By pieces: what is read at once does not grow with the file."""
    key, large = uuid4(), noise(3 * 2**20 + 7)
    sealed, hidden = sealed_file(ours(), key, large)
    begun(phone, large, key, sealed)
    read: list[int] = []
    whole = staging.pieces

    def counted(*of: Any) -> Any:
        for piece in whole(*of):
            read.append(len(piece))
            yield piece

    with mock.patch.object(staging, "pieces", counted):
        assert phone.patch(key, hidden, 0).status_code == 204
    assert (max(read), sum(read)) == (2**20, len(large))
    assert stored(key) == large


def test_erasing_takes_the_key_too(phone: Phone) -> None:
    key = uuid4()
    subject = expect(phone.officer, named(FILE, key))
    sealed, hidden = sealed_file(ours(), key, FILE)
    begun(phone, FILE, key, sealed)
    phone.patch(key, hidden[:50], 0)
    assert actions.erase(subject=subject, actor="officer:1", reason="DPA 2018 s.47") == 1
    row = Attachment.objects.get(pk=key)
    assert (row.state, row.sealed) == ("erased", "")
    token = identity.check_token(make.token(make.device(phone.officer)))
    with pytest.raises(Problem):
        actions.find(token=token, key=key)
