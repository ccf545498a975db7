"""What a system holds is what it got, and a key is honoured where keys are."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from field_api.connectors.sandbox.storage import OtherBytes, Storage

Opened = Callable[..., Storage]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made: list[Storage] = []

    def open_one(*, honours_keys: bool = True) -> Storage:
        made.append(Storage(tmp_path / "held", "box", prefix="BOX", honours_keys=honours_keys))
        return made[-1]

    yield open_one
    for storage in made:
        storage.close()


def keep(storage: Storage, key: str, body: bytes = b"{}") -> tuple[str, bool]:
    entry, new = storage.keep(key=key, body=body, version=1, subject="")
    return entry.reference, new


def test_an_entry_is_held_as_it_came(opened: Opened) -> None:
    storage, key, body = opened(), str(uuid4()), b'{"a":"\xc3\xa9"} '
    entry, new = storage.keep(key=key, body=body, version=3, subject="s")
    assert new
    assert (entry.reference, entry.body, entry.version) == ("BOX-000001", body, 3)
    assert entry.sha256 == hashlib.sha256(body).hexdigest()
    assert storage.by_key(key) == storage.by_reference("BOX-000001") == entry
    assert storage.entries() == [entry]


def test_a_key_is_honoured(opened: Opened) -> None:
    storage, key = opened(), str(uuid4())
    assert keep(storage, key) == ("BOX-000001", True)
    assert keep(storage, key) == ("BOX-000001", False)
    with pytest.raises(OtherBytes) as other:
        keep(storage, key, b"[]")
    assert other.value.entry.reference == "BOX-000001"
    assert storage.count() == 1


def test_or_it_is_not(opened: Opened) -> None:
    storage, key = opened(honours_keys=False), str(uuid4())
    assert keep(storage, key) == ("BOX-000001", True)
    assert keep(storage, key) == ("BOX-000002", True)
    held = storage.by_key(key)
    assert held
    assert held.reference == "BOX-000001"


def test_two_at_once_make_one(opened: Opened) -> None:
    """Also through two connections, as two processes on one directory would."""
    boxes, key = [opened(), opened()], str(uuid4())
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: keep(boxes[n % 2], key), range(40)))
    assert {reference for reference, _ in made} == {"BOX-000001"}
    assert sum(new for _, new in made) == 1


def test_what_is_held_outlives_its_process(opened: Opened, tmp_path: Path) -> None:
    key = str(uuid4())
    keep(opened(), key)
    again = Storage(tmp_path / "held", "box", prefix="BOX", honours_keys=True)
    with closing(again):
        assert again.by_key(key)


@pytest.mark.parametrize("reference", ["BOX-000009", "BOX-", "BOX-1x", "RMS-000001", "BOX-²", ""])
def test_a_reference_it_never_gave_is_nothing(opened: Opened, reference: str) -> None:
    assert opened().by_reference(reference) is None


def test_searches_are_kept_newest_first(opened: Opened) -> None:
    storage = opened()
    for n in range(3):
        storage.note_search({"kind": "person", "n": n}, n)
    assert [(question["n"], found) for _, question, found in storage.searches(2)] == [
        (2, 2),
        (1, 1),
    ]


def test_what_is_erased_is_nowhere_in_the_files(opened: Opened, tmp_path: Path) -> None:
    storage, key, words = opened(), str(uuid4()), b"seen by the bus stop " * 500
    keep(storage, key, words)
    assert any(b"bus stop" in file.read_bytes() for file in tmp_path.rglob("box*"))
    tombstone = storage.erase(key)
    assert tombstone
    assert (tombstone.key, tombstone.body, tombstone.sha256) == (key, b"", "")
    assert not any(b"bus stop" in file.read_bytes() for file in tmp_path.rglob("box*"))
    assert (storage.erase(key), storage.count()) == (tombstone, 0)
    with pytest.raises(OtherBytes):  # a repeat that was under way does not bring it back
        keep(storage, key, words)
    assert storage.decide(key, "accepted") is None
    assert storage.erase(str(uuid4())) is None


def test_a_file_of_an_earlier_day_is_opened(tmp_path: Path) -> None:
    columns = "key, honoured_key, sha256, version, subject, received_at, body"
    with closing(sqlite3.connect(tmp_path / "box.sqlite3")) as file, file:
        file.execute(f"CREATE TABLE entry (id INTEGER PRIMARY KEY, {columns})")
        file.execute(
            f"INSERT INTO entry ({columns}) VALUES ('k', 'k', 's', 1, '', '2026', x'7b7d')"
        )
    with closing(Storage(tmp_path, "box", prefix="BOX", honours_keys=True)) as storage:
        assert [(one.key, one.state, one.erased_at) for one in storage.entries()] == [
            ("k", "accepted", None)
        ]
