"""Files that become entries, and those that do not."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from field_api.connectors.sandbox.inbox import Inbox, receipt_of
from field_api.connectors.sandbox.storage import Storage
from field_api.connectors.sandbox.systems import PARTS

HEADER = b"crime_reference,offence,occurred_at,summary\r\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with closing(Storage(tmp_path, "x", prefix="NCU", honours_keys=True)) as storage:
        yield Inbox(PARTS["national-upload"], storage)


def left(folder: Path, name: str, body: bytes, digest: str | None = None) -> tuple[Path, Path]:
    part = folder / f"{name}.0a1b2c3d.part"
    part.write_bytes(body)
    told = f"# version=3\n{digest or hashlib.sha256(body).hexdigest()}  {name}\n"
    (folder / f"{name}.sha256").write_text(told)
    return part, folder / name


def test_a_file_with_its_checksum_is_an_entry(inbox: Inbox, tmp_path: Path) -> None:
    name = f"crime-{uuid4()}.csv"
    body = HEADER + b"34/26,28E,,'=1+1\r\n"
    assert inbox.read(*left(tmp_path, name, body), pending=False)
    (entry,) = inbox.storage.entries()
    assert (entry.body, entry.version, entry.key) == (body, 3, name[6:42])
    assert entry.reference.encode() in (receipt_of(inbox.storage, f"{name}.ack") or b"")
    assert receipt_of(inbox.storage, f"{name}.rej") is None


def test_a_file_that_is_not_what_its_checksum_says_is_none(inbox: Inbox, tmp_path: Path) -> None:
    assert not inbox.read(*left(tmp_path, f"{uuid4()}.csv", HEADER, "0" * 64), pending=False)
    assert not inbox.read(*left(tmp_path, "nameless.csv", HEADER), pending=False)
    part, target = left(tmp_path, f"{uuid4()}.csv", HEADER)
    target.with_name(f"{target.name}.sha256").unlink()
    assert not inbox.read(part, target, pending=False)
    assert inbox.storage.entries() == []


@pytest.mark.parametrize(
    ("ending", "body", "pointers"),
    [
        (".csv", HEADER + b"34/26,28E,,ok\r\n34/27,nonsense,,\r\n", ["/1/summary", "/1/offence"]),
        (".csv", b"\xff", [""]),
        (".json", b'{"crime_reference": "", "summary": "x"}', ["/crime_reference"]),
        (".xml", b"<crimes><crime><summary>x</summary></crime></crimes>", ["/crime_reference"]),
        (".xml", b'<!DOCTYPE a [<!ENTITY b "c">]><crimes>&b;</crimes>', [""]),
    ],
)
def test_one_at_fault_is_turned_down(
    inbox: Inbox, tmp_path: Path, ending: str, body: bytes, pointers: list[str]
) -> None:
    name = f"{uuid4()}{ending}"
    assert inbox.read(*left(tmp_path, name, body), pending=False)
    (entry,) = inbox.storage.entries()
    assert [fault["field"] for fault in entry.faults] == pointers
    assert receipt_of(inbox.storage, f"{name}.rej")


def test_what_is_pending_has_no_receipt_yet(inbox: Inbox, tmp_path: Path) -> None:
    name = f"{uuid4()}.csv"
    inbox.read(*left(tmp_path, name, HEADER + b"34/26,,,ok\r\n"), pending=True)
    endings = (".ack", ".rej")
    assert [receipt_of(inbox.storage, name + ending) for ending in endings] == [None, None]
