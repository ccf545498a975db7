"""State down. What the server says is never edited here, so there is nothing to merge."""

from backend.handset.line import Line
from backend.handset.pushing import note
from backend.handset.store import Store
from backend.handset.wire import Item, Offline, Refused

PAGE = 100
_IGNORED = 5  # answers in a row that came too late before a round is given up


def pull(line: Line, store: Store) -> list[Item]:
    """Pages until there is no more, or until the feed began again (`store.fact("restored")`)."""
    changes: list[Item] = []
    ignored = 0
    while ignored < _IGNORED:
        asked = store.fact("cursor", "")
        try:
            page = line.call("GET", f"sync/pull?cursor={asked}&limit={PAGE}")
        except Refused as refused:
            if refused.status != 410:
                raise
            start_over(store, asked, refused.document["epoch"])
            return changes
        if not take(store, asked, page):
            ignored += 1
            continue
        changes += page["changes"]
        if not page["more"]:
            return changes
    raise Offline("every answer was older than what is known")


def take(store: Store, asked: str, page: Item) -> bool:
    """Documents and cursor stand or fall together. False where the page came too late.

    It counts only if the cursor it was asked from is still where this handset stands: two windows
    may pull at once, and a slow network may bring the older answer last.
    """
    with store.change():
        cursor = store.fact("cursor", "")
        late = page["epoch"] < store.fact("seen_epoch", 0)
        if asked != cursor or late or int(page["cursor"]) < int(cursor or 0):
            return False
        reading = store.fact("reading", 0)
        for change in page["changes"]:
            store.apply(change, reading)
        store.state(cursor=page["cursor"])
        note(store, page)
        if not page["more"]:
            store.sweep(reading)
    return True


def start_over(store: Store, asked: str, epoch: int) -> None:
    """The server's history is another one: read it from its start, and offer again what it lacks.

    What was known stays on show until the new reading is through.
    """
    with store.change():
        if asked != store.fact("cursor", ""):
            return
        # The epoch it names is the truth even where it is lower: a backup was put back twice.
        store.state(cursor="", reading=store.fact("reading", 0) + 1, epoch=0, seen_epoch=epoch)
