"""After a restore: the server may lack what it once signed for, and this handset has it."""

from backend.handset.line import Line
from backend.handset.store import Store
from backend.handset.wire import Refused

ASKED_AT_ONCE = 1000


def is_due(store: Store) -> bool:
    """Whether the server speaks from another history than the one everything was offered to."""
    return bool(store.fact("epoch", 0) != store.fact("seen_epoch", 0))


def offer_again(line: Line, store: Store) -> int:
    """Let what the server lacks wait to be pushed once more. How many entries.

    The epoch counts as seen to in the same transaction: killed before, the handset asks again.
    """
    epoch = store.fact("seen_epoch", 0)
    lacking = missing(line, list(store.results("kept")))
    with store.change():
        again = store.offer_again(keys=lacking)
        store.state(epoch=epoch)
    return again


def missing(line: Line, keys: list[str]) -> list[str]:
    """Which of these the server does not have; all, from a server that can't be asked."""
    lacking: list[str] = []
    for start in range(0, len(keys), ASKED_AT_ONCE):
        portion = keys[start : start + ASKED_AT_ONCE]
        try:
            lacking += line.call("POST", "sync/missing", {"ids": portion})["missing"]
        except Refused as refused:
            if refused.status not in (404, 405):
                raise
            return keys
    return lacking
