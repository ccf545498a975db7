"""One look for everybody who waits in this process.

With a look for each, thirty readers kept PostgreSQL and this process so busy with looking that
answers came late. Now one thread reads the versions of all queries that are waited for in one
statement, three hundred times a second while few wait and more rarely where that takes long, and
ends when nobody does.
"""

import logging
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connections

from field_api.lib import sql, wall

log = logging.getLogger(__name__)

MOST_WAITING = 112  # readers of one process; its threads must be more
_LOOK_S = 0.003
_SHARE = 4  # times as long as a look took, nobody looks
_STAND = """
    SELECT id, version, completed_at FROM queries_query WHERE id = ANY(%s::uuid[])
"""


@dataclass(eq=False, slots=True)
class _Reader:
    query: UUID
    since: int | None
    heard: threading.Event = field(default_factory=threading.Event)
    has_news: bool = False


_lock = threading.Lock()
_readers: set[_Reader] = set()
_looks = False


def is_crowded() -> bool:
    return len(_readers) >= MOST_WAITING


def for_news(query: UUID, *, since: int | None, seconds: float) -> bool:
    """Whether it is complete or past `since`: as soon as it is, or not after so long. May say no
    early, as when the database is away: look for yourself."""
    global _looks
    reader = _Reader(query, since)
    with _lock:
        _readers.add(reader)
        begins, _looks = not _looks, True
    if begins:
        threading.Thread(target=_look, name="looking for answers", daemon=True).start()
    reader.heard.wait(seconds)
    with _lock:
        _readers.discard(reader)
    return reader.has_news


def _look() -> None:
    global _looks
    pause = threading.Event()
    try:
        with wall.everyone():
            while readers := _who():
                begun = time.thread_time()
                _tell(readers)
                pause.wait(max(_LOOK_S, _SHARE * (time.thread_time() - begun)))
    except Exception as error:
        log.warning("looking for answers failed", extra={"reason": type(error).__name__})
        with _lock:
            _looks = False
            for reader in _readers:
                reader.heard.set()
    finally:
        connections.close_all()


def _who() -> list[_Reader]:
    """Nobody: whoever comes next begins another thread."""
    global _looks
    with _lock:
        _looks = bool(_readers)
        return list(_readers)


def _tell(readers: list[_Reader]) -> None:
    rows = sql.run(_STAND, list({reader.query for reader in readers}))
    known = {key: (version, over) for key, version, over in rows}
    for reader in readers:
        version, completed_at = known.get(reader.query, (0, None))
        if completed_at or (reader.since is not None and version > reader.since):
            reader.has_news = True
            reader.heard.set()
