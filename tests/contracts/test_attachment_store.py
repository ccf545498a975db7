"""Files are put away in an S3 store as on a disk: moto's, which checks every signature."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as known

from backend import files
from field_api.attachments.actions import keeping
from field_api.attachments.actions.keeping import Shelf
from field_api.attachments.models import Attachment
from field_api.identity.models import Officer
from field_api.lib import ids
from tests import make
from tests.attachments.phone import Phone, noise, photo, sha256
from tests.contracts.servers.objectstore import BUCKET, REGION, Store, moto

pytestmark = [pytest.mark.foreign, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def started() -> Iterator[Store]:
    with moto() as store:
        yield store


@pytest.fixture
def store(started: Store, settings: Any, tmp_path: Path) -> Store:
    url = f"s3://{BUCKET}/field/files?endpoint={started.url}&region={REGION}&sse=AES256"
    storage = files.storage(url, started.access_key, started.secret, tmp_path)
    settings.ATTACHMENTS = replace(
        known.ATTACHMENTS, staging=tmp_path / "staging", scanner="", storage=storage
    )
    settings.STORAGES = {**known.STORAGES, "attachments": storage}
    return started


@pytest.fixture
def officer(db: None) -> Officer:
    return make.officer()


def names(store: Store) -> set[str]:
    listed = store.client().list_objects_v2(Bucket=BUCKET, Prefix="field/files/")
    return {each["Key"] for each in listed.get("Contents", [])}


def test_originals_and_pictures_are_in_the_bucket(store: Store, officer: Officer) -> None:
    data = photo(100, 50)
    key = Phone(officer).store(data)
    row = Attachment.objects.get(pk=key)
    assert (row.state, row.derivative_type) == ("stored", "image/jpeg")
    where = f"field/files/{keeping.name(Shelf.ORIGINALS, key)}"
    assert where in names(store)
    held = store.client().get_object(Bucket=BUCKET, Key=where)
    assert held["Body"].read() == data
    assert held["ServerSideEncryption"] == "AES256"
    with keeping.open_file(Shelf.ORIGINALS, key) as file:
        assert file.read() == data
    for shelf in Shelf:
        keeping.remove(shelf, key)
    assert not {name for name in names(store) if key.hex in name}


def test_a_name_is_written_once(store: Store, officer: Officer) -> None:
    data, key = noise(500), ids.new()
    half = data[:100]
    keeping.keep(Shelf.ORIGINALS, key, io.BytesIO(half), sha256(half))
    # What a killed worker left is taken for what it is; what is whole is left alone.
    for other in (data, b"another"):
        keeping.keep(Shelf.ORIGINALS, key, io.BytesIO(other), sha256(data))
        with keeping.open_file(Shelf.ORIGINALS, key) as file:
            assert file.read() == data
    with pytest.raises(ValueError, match="did not keep"):
        keeping.keep(Shelf.ORIGINALS, ids.new(), io.BytesIO(half), sha256(data))


def test_a_store_that_is_busy_is_tried_again_later(store: Store, officer: Officer) -> None:
    with store.failing("busy"):
        key = Phone(officer).store(noise(500))
    row = Attachment.objects.get(pk=key)
    assert (row.state, row.tries) == ("checking", 1)
