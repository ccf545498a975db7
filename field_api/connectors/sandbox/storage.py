"""What a sandbox system holds: entries as the exact bytes they came in, and who asked for what."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    honoured_key TEXT UNIQUE,  -- NULL in a system that does not honour keys, so doubles can be kept
    sha256 TEXT NOT NULL,
    version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    received_at TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS entry_by_key ON entry (key, id);
CREATE TABLE IF NOT EXISTS search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    results INTEGER NOT NULL
);
"""
_COLUMNS = "id, key, sha256, version, subject, received_at, body"


@dataclass(frozen=True, slots=True)
class Entry:
    reference: str
    key: str
    sha256: str
    version: int
    subject: str
    received_at: str
    body: bytes


class OtherBytes(Exception):
    """The key is taken by an entry with other bytes."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.reference)
        self.entry = entry


class Storage:
    """One SQLite file. A commit is on the disk before it returns (WAL, synchronous FULL)."""

    def __init__(self, directory: Path, name: str, *, prefix: str, honours_keys: bool) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._prefix = prefix
        self._honours_keys = honours_keys
        self._lock = threading.Lock()
        self._file = sqlite3.connect(
            directory / f"{name}.sqlite3",
            isolation_level=None,
            check_same_thread=False,
            timeout=30,
        )
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def keep(self, *, key: str, body: bytes, version: int, subject: str) -> tuple[Entry, bool]:
        """The entry now held under the key, and whether it is new. Raises OtherBytes."""
        sha256 = hashlib.sha256(body).hexdigest()
        with self._writing() as file:
            held = self._one("key = ?", key) if self._honours_keys else None
            if held is None:
                honoured = key if self._honours_keys else None
                row = file.execute(
                    "INSERT INTO entry (key, honoured_key, sha256, version, subject, received_at,"
                    " body) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                    (key, honoured, sha256, version, subject, _now(), body),
                ).fetchone()
                new = self._one("id = ?", row[0])
                assert new is not None  # noqa: S101 - inserted in this transaction
                return new, True
        if held.sha256 != sha256:
            raise OtherBytes(held)
        return held, False

    def by_key(self, key: str) -> Entry | None:
        """The first entry under this key."""
        with self._lock:
            return self._one("key = ?", key)

    def by_reference(self, reference: str) -> Entry | None:
        number = reference.removeprefix(f"{self._prefix}-")
        if not (number.isascii() and number.isdigit()) or len(number) > 15:
            return None
        with self._lock:
            return self._one("id = ?", int(number))

    def entries(self, newest: int | None = None) -> list[Entry]:
        """In order of arrival; with `newest`, that many of the latest, latest first."""
        order = "id" if newest is None else "id DESC LIMIT ?"
        limit = () if newest is None else (newest,)
        with self._lock:
            rows = self._file.execute(f"SELECT {_COLUMNS} FROM entry ORDER BY {order}", limit)  # noqa: S608 - constants
            return [self._entry(row) for row in rows]

    def count(self) -> int:
        with self._lock:
            return int(self._file.execute("SELECT count(*) FROM entry").fetchone()[0])

    def note_search(self, question: dict[str, Any], results: int) -> None:
        """Systems like these log every search: who looks up whom must be answerable for years."""
        with self._writing() as file:
            file.execute(
                "INSERT INTO search (asked_at, question, results) VALUES (?, ?, ?)",
                (_now(), json.dumps(question), results),
            )

    def searches(self, newest: int) -> list[tuple[str, dict[str, Any], int]]:
        with self._lock:
            rows = self._file.execute(
                "SELECT asked_at, question, results FROM search ORDER BY id DESC LIMIT ?", (newest,)
            )
            return [(asked_at, json.loads(question), n) for asked_at, question, n in rows]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")

    def _one(self, condition: str, value: str | int) -> Entry | None:
        row = self._file.execute(
            f"SELECT {_COLUMNS} FROM entry WHERE {condition} ORDER BY id LIMIT 1",  # noqa: S608 - constants
            (value,),
        ).fetchone()
        return self._entry(row) if row else None

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        number, *rest = row
        return Entry(f"{self._prefix}-{number:06d}", *rest)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
