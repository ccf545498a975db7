"""Uploads to the server that is shipped, over links that are cut."""

import hashlib
import socket
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from backend.handset.uploads import CHUNK, NotTaken, Upload, upload
from field_api.attachments.actions import staging
from field_api.attachments.models import Attachment
from field_api.identity.models import Officer
from tests import make
from tests.attachments.conftest import in_folder
from tests.attachments.live import Link, Served, serving
from tests.attachments.phone import FILES, metadata, noise, sha256

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(transactional_db: None) -> Officer:
    return make.officer()


@pytest.fixture
def headers(officer: Officer) -> dict[str, str]:
    return {"Authorization": f"Bearer {make.token(make.device(officer))}"}


@pytest.fixture(scope="module")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("live")) as started:
        yield started


@pytest.fixture
def base(served: Served, settings: object) -> str:
    in_folder(settings, served.folder)
    return served.url


def on_disk(key: UUID) -> str:
    return hashlib.sha256(staging.path(key).read_bytes()).hexdigest()


@pytest.mark.long
def test_sixty_photos_over_a_link_that_is_cut_every_500_kb(
    base: str, headers: dict[str, str]
) -> None:
    photos = {uuid4(): noise(150_000 + 6_001 * n, seed=n) for n in range(60)}
    sent = 0
    with Link(base, 400_000, 600_000) as link, httpx2.Client(base_url=link.url) as http:
        for key, data in photos.items():
            sent += upload(http, data, key, headers=headers).sent
        cuts, total = link.cuts, sum(map(len, photos.values()))
    assert cuts >= total // 600_000
    # What the link carried twice, heads of requests included, is at most one chunk for each cut.
    assert link.up - total <= cuts * CHUNK
    assert sent - total <= cuts * CHUNK
    rows = Attachment.objects.in_bulk(photos)
    assert {row.state for row in rows.values()} == {"checking"}
    assert {key: on_disk(key) for key in photos} == {k: sha256(d) for k, d in photos.items()}


def begin(base: str, headers: dict[str, str], data: bytes) -> UUID:
    key = uuid4()
    about = {
        "Upload-Length": str(len(data)),
        "Upload-Metadata": metadata(id=key, sha256=sha256(data)),
    }
    answer = httpx2.post(f"{base}{FILES}", headers={**headers, **about}, trust_env=False)
    assert answer.status_code == 201, answer.text
    return key


def half_sent(
    base: str, headers: dict[str, str], key: UUID, part: bytes, declared: int, **more: str
) -> socket.socket:
    """A PATCH whose body stops coming; the connection stays open."""
    line = socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])))
    said = {**headers, "Host": "127.0.0.1", "Upload-Offset": "0", "Content-Length": str(declared)}
    said |= {"Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"} | more
    lines = [f"PATCH {FILES}{key} HTTP/1.1", *(f"{name}: {text}" for name, text in said.items())]
    line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + part)
    return line


def offset(base: str, headers: dict[str, str], key: UUID) -> int:
    answer = httpx2.head(f"{base}{FILES}{key}", headers=headers, trust_env=False)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def row(key: UUID) -> Attachment:
    return Attachment.objects.get(pk=key)


def wait_for(key: UUID, off: int) -> None:
    ends = time.monotonic() + 60
    while row(key).off < off:
        assert time.monotonic() < ends, row(key).off
        time.sleep(0.05)


@pytest.mark.parametrize("checked", [False, True], ids=["plain", "with-checksum"])
def test_what_came_before_a_cut_is_kept_to_the_byte(
    base: str, headers: dict[str, str], checked: bool
) -> None:
    data = noise(2_000_000)
    key = begin(base, headers, data)
    # Of the whole file, as a client without chunks sends it: it can't be proved right or wrong.
    more = {"Upload-Checksum": "sha1 " + "A" * 27 + "="} if checked else {}
    with half_sent(base, headers, key, data[:700_001], len(data), **more):
        if not checked:
            wait_for(key, 524_288)
    wait_for(key, 700_001)
    assert offset(base, headers, key) == 700_001
    with httpx2.Client(base_url=base, trust_env=False) as http:
        assert upload(http, data, key, headers=headers).sent == len(data) - 700_001
    assert on_disk(key) == sha256(data)


def test_a_request_that_hangs_is_taken_over(base: str, headers: dict[str, str]) -> None:
    data = noise(2_000_000)
    key = begin(base, headers, data)
    with half_sent(base, headers, key, data[:700_000], len(data)) as hung:
        wait_for(key, 524_288)
        with httpx2.Client(base_url=base, trust_env=False) as http:
            # By the other process as well: neither remembers anything.
            one = Upload(http, data, key, headers, chunk=300_000)
            one.run()
        assert one.sent <= len(data) - 524_288
        assert row(key).state == "checking"
        # The old request wakes up, late, with other bytes: nothing of it reaches the file.
        hung.sendall(noise(1_300_000, seed=5))
        assert b" 409 " in hung.recv(4096).splitlines()[0]
    assert on_disk(key) == sha256(data)


def test_a_body_without_a_length_is_read_to_its_end(base: str, headers: dict[str, str]) -> None:
    data = noise(600_000)
    key = begin(base, headers, data)
    said = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    pieces = (data[at : at + 50_000] for at in range(0, len(data), 50_000))
    answer = httpx2.patch(
        f"{base}{FILES}{key}", headers={**headers, **said}, content=pieces, trust_env=False
    )
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(data)))
    assert on_disk(key) == sha256(data)


def test_what_is_refused_for_good_is_told_to_the_caller(
    base: str, headers: dict[str, str], officer: Officer
) -> None:
    key = begin(base, headers, noise(10))
    with httpx2.Client(base_url=base, trust_env=False) as http:
        with pytest.raises(NotTaken, match="409 id-conflict"):
            upload(http, noise(11), key, headers=headers)
        stranger: dict[str, Any] = {"Authorization": "Bearer nobody"}
        with pytest.raises(NotTaken, match="401 token-unknown"):
            upload(http, noise(10), key, headers=stranger)
