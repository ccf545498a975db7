"""What a sandbox system holds: entries as the exact bytes they came in, and who asked for what."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
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
    body BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'accepted',
    errors TEXT NOT NULL DEFAULT '[]',
    erased_at TEXT  -- a tombstone keeps its key, so that a late repeat does not bring it back
);
CREATE INDEX IF NOT EXISTS entry_by_key ON entry (key, id);
CREATE TABLE IF NOT EXISTS search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    results INTEGER NOT NULL
);
"""
_ADDED = {
    "state": "TEXT NOT NULL DEFAULT 'accepted'",
    "errors": "TEXT NOT NULL DEFAULT '[]'",
    "erased_at": "TEXT",
}
"""Columns a file of an earlier day may lack."""

_COLUMNS = "id, key, sha256, version, subject, received_at, body, state, errors, erased_at"

ACCEPTED, PENDING, REJECTED = "accepted", "pending", "rejected"


@dataclass(frozen=True, slots=True)
class Entry:
    """`state` is accepted, pending or rejected; `errors` the JSON of [{"field", "message"}] why it
    was rejected. Once erased, with `erased_at`, there are no bytes and no hash of them.
    """

    reference: str
    key: str
    sha256: str
    version: int
    subject: str
    received_at: str
    body: bytes
    state: str = ACCEPTED
    errors: str = "[]"
    erased_at: str | None = None

    @property
    def faults(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(self.errors)
        return found


class OtherBytes(Exception):
    """The key is taken by an entry with other bytes, or by one that was erased."""

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
        self._file.execute("PRAGMA secure_delete=ON")
        self._file.executescript(_TABLES)
        there = {row[1] for row in self._file.execute("PRAGMA table_info(entry)")}
        for name in _ADDED.keys() - there:
            self._file.execute(f"ALTER TABLE entry ADD COLUMN {name} {_ADDED[name]}")

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def keep(
        self, *, key: str, body: bytes, version: int, subject: str, pending: bool = False
    ) -> tuple[Entry, bool]:
        """The entry now held under the key, and whether it is new. Raises OtherBytes.

        `pending`: the system has it, and decides later whether it accepts it.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        state = PENDING if pending else ACCEPTED
        with self._writing() as file:
            held = self._one("key = ?", key) if self._honours_keys else None
            if held is None:
                honoured = key if self._honours_keys else None
                row = file.execute(
                    "INSERT INTO entry (key, honoured_key, sha256, version, subject, received_at,"
                    " body, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                    (key, honoured, sha256, version, subject, _now(), body, state),
                ).fetchone()
                new = self._one("id = ?", row[0])
                assert new is not None  # noqa: S101 - inserted in this transaction
                return new, True
        if held.sha256 != sha256:
            raise OtherBytes(held)
        return held, False

    def decide(self, key: str, state: str, errors: Sequence[tuple[str, str]] = ()) -> Entry | None:
        """The entry, now accepted or rejected for the (pointer, message) given; None if not held.
        Deciding again is allowed: real systems change their minds, too.
        """
        told = json.dumps([{"field": pointer, "message": text} for pointer, text in errors])
        with self._writing() as file:
            file.execute(
                "UPDATE entry SET state = ?, errors = ? WHERE key = ? AND erased_at IS NULL",
                (state, told, key),
            )
            return self._one("erased_at IS NULL AND key = ?", key)

    def erase(self, key: str) -> Entry | None:
        """The tombstone of what was held under the key, also when it was erased before; None if
        nothing was. The bytes are overwritten in the file, not only let go of.
        """
        with self._writing() as file:
            file.execute(
                "UPDATE entry SET body = x'', sha256 = '', subject = '', errors = '[]',"
                " erased_at = ? WHERE key = ? AND erased_at IS NULL",
                (_now(), key),
            )
            tombstone = self._one("key = ?", key)
        with self._lock:
            self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return tombstone

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

    def listed(
        self, *, since: str = "", until: str = "9999", after: int = 0, most: int
    ) -> list[tuple[int, Entry]]:
        """What is held, in order of arrival, with the number to give as `after` for what follows.
        `since` and `until` as `received_at` is written, the second exclusive.
        """
        with self._lock:
            rows = self._file.execute(
                f"SELECT {_COLUMNS} FROM entry WHERE id > ? AND received_at >= ? AND"  # noqa: S608 - constants
                " received_at < ? AND erased_at IS NULL ORDER BY id LIMIT ?",
                (after, since, until, most),
            )
            return [(row[0], self._entry(row)) for row in rows]

    def count(self) -> int:
        with self._lock:
            counted = self._file.execute("SELECT count(*) FROM entry WHERE erased_at IS NULL")
            return int(counted.fetchone()[0])

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


def written(moment: datetime) -> str:
    """As `received_at` is written: 2026-11-22T14:05:09.123Z, so that text sorts as time does."""
    moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _now() -> str:
    return written(datetime.now(UTC))
