"""tus-js-client and tuspy, which we did not write and do not change, over a line that fails: each
file arrives once, byte for byte, and nothing is left over."""

import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tusclient.client import TusClient

from field_api.attachments.models import Attachment
from field_api.identity.models import Officer
from tests import make
from tests.attachments.conftest import in_folder
from tests.attachments.live import Served, serving
from tests.attachments.phone import FILES, noise, sha256
from tests.contracts import node, test_tuspy
from tests.contracts.servers.unreliable import Fault, unreliable

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    # Where a connection broke, tuspy leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Its stack for Node waits for ever for the rest of an answer that was cut off.
KINDS = [fault for fault in Fault if fault is not Fault.CUT_ANSWER]


@pytest.fixture(scope="module")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("tus")) as started:
        yield started


@pytest.fixture
def officer(transactional_db: None) -> Officer:
    return make.officer()


@pytest.fixture
def at(served: Served, settings: object) -> Served:
    in_folder(settings, served.folder)
    shutil.rmtree(served.folder / "staging", ignore_errors=True)
    return served


def files(many: int, folder: Path) -> dict[UUID, bytes]:
    made = {uuid4(): noise(4_000_000 + 1_000_000 * number, number) for number in range(many)}
    for key, data in made.items():
        (folder / str(key)).write_bytes(data)
    return made


def arrived_once(at: Served, files: dict[UUID, bytes]) -> None:
    """Each as it was, and neither a row nor a byte besides."""
    known = {one.pk: (one.state, one.sha256) for one in Attachment.objects.all()}
    assert known == {key: ("checking", sha256(data)) for key, data in files.items()}
    for key, data in files.items():
        assert test_tuspy.arrived(key) == ("checking", hashlib.sha256(data).hexdigest())
    kept = [path for path in (at.folder / "staging").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in kept) == sum(map(len, files.values()))


@pytest.mark.skipif(bool(node.missing()), reason=node.missing())
@pytest.mark.parametrize("chunk", [1_000_000, 0], ids=["chunks", "all-at-once"])
def test_tus_js_client_uploads(at: Served, officer: Officer, tmp_path: Path, chunk: int) -> None:
    made = files(5, tmp_path)
    wanted = [
        {"path": str(tmp_path / str(key)), "id": str(key), "sha256": sha256(data)}
        for key, data in made.items()
    ]
    with unreliable(at.url, seed=11 + bool(chunk), share=0.5, kinds=KINDS) as line:
        with node.client("tus.mjs", tmp_path) as client:
            told = {"endpoint": line.url + FILES, "token": test_tuspy.bearer(officer)}
            client.tell({**told, "chunk": chunk, "files": wanted})
            said = client.hear()
        assert sum(line.met.values()) > line.requests / 5
    assert [one["id"] for one in said] == [one["id"] for one in wanted]
    arrived_once(at, made)


def test_tuspy_uploads(at: Served, officer: Officer, tmp_path: Path) -> None:
    made = files(2, tmp_path)
    with unreliable(at.url, seed=13) as line:
        known = test_tuspy.client(line.url, officer)
        for key, data in made.items():
            while not whole(known, key, data):
                assert line.requests < 1000
        assert sum(line.met.values()) > line.requests / 5
    arrived_once(at, made)


def whole(known: TusClient, key: UUID, data: bytes) -> bool:
    """One try: where it stands, and from there. It does not ask either twice by itself."""
    told: dict[str, Any] = {"metadata": test_tuspy.about(data, key), "upload_checksum": True}
    told |= {"file_stream": io.BytesIO(data), "chunk_size": 1_000_000}
    try:
        where = known.uploader(**told).create_url()
        known.uploader(**told, url=where).upload()
    except test_tuspy.BROKEN:
        return False
    return True
