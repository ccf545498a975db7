"""tuspy, which we did not write and do not change, uploads through drops."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from requests.exceptions import RequestException
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from field_api.attachments.actions import staging
from field_api.attachments.models import Attachment
from field_api.identity.models import Officer
from tests import make
from tests.attachments.conftest import in_folder
from tests.attachments.live import Link, Served, serving
from tests.attachments.phone import FILES, noise, sha256

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    # Its sockets are left to the garbage collector where a connection broke.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# What it raises when a connection breaks: it does not retry POST and HEAD, and reads a header that
# did not come as a number.
BROKEN = (TusCommunicationError, TusUploadFailed, RequestException, TypeError)


@pytest.fixture(scope="module")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("tuspy")) as started:
        yield started


@pytest.fixture
def officer(transactional_db: None) -> Officer:
    return make.officer()


@pytest.fixture
def at(served: Served, settings: object) -> Served:
    in_folder(settings, served.folder)
    return served


def client(url: str, officer: Officer) -> TusClient:
    return TusClient(url + FILES, headers={"Authorization": f"Bearer {bearer(officer)}"})


def bearer(officer: Officer) -> str:
    return make.token(make.device(officer))


def about(data: bytes, key: UUID) -> dict[str, str]:
    return {"id": str(key), "sha256": sha256(data), "filename": "a.bin"}


def arrived(key: UUID) -> tuple[str, str]:
    return Attachment.objects.get(pk=key).state, hashlib.sha256(
        staging.path(key).read_bytes()
    ).hexdigest()


@pytest.mark.parametrize("checked", [False, True], ids=["plain", "with-checksum"])
@pytest.mark.parametrize("chunk", [300_000, 2**62], ids=["chunks", "all-at-once"])
def test_it_uploads_through_drops(at: Served, officer: Officer, checked: bool, chunk: int) -> None:
    data, key, tries, where = noise(4_000_000), uuid4(), 0, None
    with Link(at.url, 100_000, 500_000, seed=chunk % 7 + checked) as link:
        known = client(link.url, officer)
        while True:
            tries += 1
            assert tries < 200
            try:
                told: dict[str, Any] = {"metadata": about(data, key), "upload_checksum": checked}
                uploader = known.uploader(
                    file_stream=io.BytesIO(data), chunk_size=chunk, url=where, **told
                )
                where = uploader.url or uploader.create_url()
                uploader = known.uploader(
                    file_stream=io.BytesIO(data), chunk_size=chunk, url=where, **told
                )
                uploader.upload()
                break
            except BROKEN:
                continue
        assert link.cuts >= 4
    assert arrived(key) == ("checking", sha256(data))
    assert Attachment.objects.count() == 1


def test_it_uploads_with_its_own_retries(at: Served, officer: Officer) -> None:
    data, key = noise(600_000), uuid4()
    known = client(at.url, officer)
    # Begun before, so that it starts at an offset that no longer holds.
    begun = known.uploader(file_stream=io.BytesIO(data), metadata=about(data, key))
    where = begun.create_url()
    begun.set_url(where)
    begun.chunk_size = 200_000
    begun.upload_chunk()
    again = known.uploader(
        file_stream=io.BytesIO(data), metadata=about(data, key), retries=1, retry_delay=0
    )
    again.upload()
    assert again.url == where
    assert arrived(key) == ("checking", sha256(data))
