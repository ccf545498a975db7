"""What a handset keeps, so that being killed between any two steps loses nothing.

Everything that belongs together is one local transaction: an entry with its place in the chain, a
receipt with the end of waiting, documents with the cursor that says how far they go.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from backend.handset.sealing import Tip

Item = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
  id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  submission TEXT NOT NULL,
  parents TEXT NOT NULL,
  item TEXT NOT NULL,                      -- as pushed, byte for byte, however often
  state TEXT NOT NULL DEFAULT 'waiting',   -- waiting: no receipt yet; kept: signed for; refused
  result TEXT NOT NULL DEFAULT '{}',
  shown INTEGER NOT NULL DEFAULT 0         -- a pulled document has taken it into account
);
CREATE INDEX IF NOT EXISTS entry_state ON entry (state, seq);
CREATE TABLE IF NOT EXISTS document (
  kind TEXT, id TEXT, doc TEXT NOT NULL, reading INTEGER NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
"""


class Store:
    """A file, or memory without one. One officer on one device; safe to share between threads."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = RLock()
        self._line = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._line.execute("PRAGMA journal_mode=WAL")
        # "Saved" is shown to an officer: it must be on the disk, not in the system's memory.
        self._line.execute("PRAGMA synchronous=FULL")
        self._line.executescript(_TABLES)

    def close(self) -> None:
        self._line.close()

    __del__ = close

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction; all of it is on the disk afterwards, or none."""
        with self._lock:
            self._line.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._line.execute("ROLLBACK")
                raise
            self._line.execute("COMMIT")

    def rows(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._line.execute(text, values).fetchall()

    # --- facts: installation, key, session, cursor, epochs ------------------------------------

    def fact(self, name: str, otherwise: Any = None) -> Any:
        found = self.rows("SELECT value FROM fact WHERE name = ?", name)
        return json.loads(found[0][0]) if found else otherwise

    def state(self, **facts: Any) -> None:
        """Within `change()`."""
        pairs = [(name, json.dumps(value)) for name, value in facts.items()]
        self._line.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", pairs)

    @property
    def tip(self) -> Tip:
        return Tip(*self.fact("tip", [Tip().seq, Tip().hash]))

    # --- entries ------------------------------------------------------------------------------

    def add(self, item: Item, seq: int, submission: str, parents: Collection[str]) -> None:
        """Within `change()`, beside the tip this entry makes."""
        row = (item["id"], seq, submission, json.dumps(list(parents)), json.dumps(item))
        self._line.execute(
            "INSERT INTO entry (id, seq, submission, parents, item) VALUES (?, ?, ?, ?, ?)", row
        )

    def entries(self, *states: str) -> list[Item]:
        """Items in these states (any, where none is named), in the order they were written."""
        marks = ",".join("?" * len(states))
        where = f"WHERE state IN ({marks})" if states else ""
        found = self.rows(f"SELECT item FROM entry {where} ORDER BY seq", *states)  # noqa: S608
        return [json.loads(row[0]) for row in found]

    def entry(self, key: str) -> Item | None:
        found = self.rows("SELECT item FROM entry WHERE id = ?", key)
        return json.loads(found[0][0]) if found else None

    def results(self, state: str) -> dict[str, Item]:
        """The server's last word on each entry in this state, by its id."""
        found = self.rows("SELECT id, result FROM entry WHERE state = ? ORDER BY seq", state)
        return {key: json.loads(result) for key, result in found}

    def mark(self, key: str, state: str, result: Item) -> None:
        """Within `change()`. The item itself never changes."""
        self._line.execute(
            "UPDATE entry SET state = ?, result = ? WHERE id = ?", (state, json.dumps(result), key)
        )

    def offer_again(self, keys: Collection[str] = (), seqs: Collection[int] = ()) -> int:
        """Within `change()`: signed for once, and gone from the server all the same. How many."""
        again = 0
        for column, wanted in (("id", keys), ("seq", seqs)):
            again += self._line.executemany(
                f"UPDATE entry SET state = 'waiting', shown = 0 "  # noqa: S608
                f"WHERE {column} = ? AND state = 'kept'",
                [(one,) for one in wanted],
            ).rowcount
        return again

    def forget(self, before: str) -> None:
        """Drop entries the server took in before a moment of its own clock.

        The device's own clock has no say: a jump of a year would drop everything.
        """
        with self.change():
            self._line.execute(
                "DELETE FROM entry WHERE state = 'kept'"
                " AND json_extract(result, '$.received_at') < ?",
                (before,),
            )

    def unshown(self, submission: str) -> list[tuple[str, list[str]]]:
        """(id, parents) of own revisions that the pulled document does not know of yet."""
        found = self.rows(
            "SELECT id, parents FROM entry WHERE submission = ? AND state <> 'refused'"
            " AND NOT shown ORDER BY seq",
            submission,
        )
        return [(key, json.loads(parents)) for key, parents in found]

    # --- documents ----------------------------------------------------------------------------

    def documents(self) -> dict[tuple[str, str], Item]:
        """By kind and id."""
        found = self.rows("SELECT kind, id, doc FROM document ORDER BY kind, id")
        return {(kind, key): json.loads(doc) for kind, key, doc in found}

    def document(self, kind: str, key: str) -> Item | None:
        found = self.rows("SELECT doc FROM document WHERE kind = ? AND id = ?", kind, key)
        return json.loads(found[0][0]) if found else None

    def apply(self, change: Item, reading: int) -> None:
        """Within `change()`, beside the cursor. `reading` numbers full readings of the feed."""
        kind, key = change["kind"], change["id"]
        if change["op"] == "delete":
            self._line.execute("DELETE FROM document WHERE kind = ? AND id = ?", (kind, key))
            return
        row = (kind, key, json.dumps(change["doc"]), reading)
        self._line.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)", row)
        self._line.execute(
            "UPDATE entry SET shown = 1 WHERE submission = ? AND state = 'kept'", (key,)
        )

    def sweep(self, reading: int) -> None:
        """Within `change()`: what a full reading did not name is no longer there."""
        self._line.execute("DELETE FROM document WHERE reading < ?", (reading,))
