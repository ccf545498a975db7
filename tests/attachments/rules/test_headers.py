import base64
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.attachments.rules import headers
from field_api.attachments.rules.headers import Malformed
from tests.attachments.phone import checksum, metadata

KEY, HASH = uuid4(), "ab" * 32


def test_a_creation_is_read() -> None:
    said = metadata(id=KEY, sha256=HASH.upper(), filename="Côr.jpg", filetype="image/JPEG; q=1")
    asked = headers.read_creation("12", said + ",unknown")
    assert (asked.id, asked.length, asked.sha256) == (KEY, 12, HASH)
    assert (asked.name, asked.type) == ("Côr.jpg", "image/jpeg")


BAD = {
    "empty": "",
    "no-hash": metadata(id=KEY),
    "short-hash": metadata(id=KEY, sha256="ab"),
    "no-id": metadata(sha256=HASH),
    "id-not-uuid": metadata(id="x", sha256=HASH),
    "twice": metadata(id=KEY, sha256=HASH) + "," + metadata(id=KEY),
    "not-text": "id " + base64.b64encode(b"\xff\xfe").decode(),
}


@pytest.mark.parametrize("said", BAD.values(), ids=BAD.keys())
def test_a_creation_that_cannot_be_read_says_which_header(said: str) -> None:
    with pytest.raises(Malformed, match="Upload-Metadata"):
        headers.read_creation("12", said)


@pytest.mark.parametrize("length", [None, "", "-1", "1.5", "٣", " 1", "9" * 19])
def test_a_length_is_a_plain_number(length: str | None) -> None:
    with pytest.raises(Malformed, match="Upload-Length"):
        headers.read_creation(length, metadata(id=KEY, sha256=HASH))


@given(st.text(max_size=200))
def test_no_metadata_brings_it_down(said: str) -> None:
    try:
        headers.read_metadata(said)
    except Malformed:
        pass


@given(st.text(max_size=400))
def test_a_name_is_safe_to_save_under(text: str) -> None:
    name = headers.clean_name(text)
    assert len(name) <= headers.NAME_LENGTH
    assert not set(name) & set('/\\:*?"<>|\0\n\r')
    assert not name.startswith(".")


def test_a_long_name_keeps_its_ending() -> None:
    assert headers.clean_name("a" * 300 + ".jpeg").endswith("a.jpeg")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_is_read(algorithm: str) -> None:
    read = headers.read_checksum(checksum(b"x", algorithm))
    assert read is not None
    seen = read.start()
    seen.update(b"x")
    assert seen.digest() == read.digest


@pytest.mark.parametrize("said", ["md5 AAAA", "sha1", "sha1 ***", "sha256 AAAA", "AAAA"])
def test_a_checksum_that_cannot_be_read(said: str) -> None:
    with pytest.raises(Malformed, match="Upload-Checksum"):
        headers.read_checksum(said)
    assert headers.read_checksum(None) is None
