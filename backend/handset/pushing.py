"""Entries up. An entry waits until the server has signed for it; every other outcome, an unknown
one above all, means: the same id and the same bytes again, later."""

import json
from collections.abc import Sequence
from typing import Any

from backend.handset.line import Line
from backend.handset.sealing import is_receipt_for
from backend.handset.store import Store
from backend.handset.wire import Item, Offline, Refused

MOST = 200
MOST_BYTES = 1_500_000
"""A push is at most 200 entries and 2 MiB; the difference is room for their frame."""

_SPLIT = (400, 413)


class Push:
    """One time through all that waits. `about` says who sends: see `Handset.about`."""

    def __init__(self, line: Line, store: Store, about: Item) -> None:
        self.line, self.store, self.about = line, store, about
        self.results: list[Item] = []

    def send(self, items: Sequence[Item]) -> list[Item]:
        """Each of these once; the server's words on them. Raises Offline and Refused."""
        left, most = list(items), MOST
        while left:
            batch = cut(left, most)
            try:
                self._settle(self._offer(batch))
            except Refused as refused:
                if refused.status not in _SPLIT:
                    raise
                if len(batch) > 1:
                    most = (len(batch) + 1) // 2
                    continue
                self._set_aside(batch[0], refused)
                most = MOST
            left = left[len(batch) :]
        return self.results

    def _offer(self, batch: Sequence[Item]) -> Item:
        epoch = self.store.fact("epoch", 1)
        answer = self.line.call(
            "POST", "sync/push", {"epoch": epoch, "device": self.about, "items": list(batch)}
        )
        if not isinstance(answer.get("results"), list):
            raise Offline("an answer without results")
        return answer

    def _settle(self, answer: Item) -> None:
        """Take the server's word on each entry, and on what it lacks, in one transaction."""
        with self.store.change():
            for result in answer["results"]:
                self._settle_one(result)
            self.store.offer_again(seqs=answer.get("missing_seqs", ()))
            note(self.store, answer)
        self.results += answer["results"]

    def _settle_one(self, result: Item) -> None:
        item = self.store.entry(str(result.get("id")))
        if item is None:
            return  # carried for a colleague, whose own handset waits for the receipt
        status = result["status"]
        if status in ("accepted", "duplicate"):
            key = self.store.fact("receipt_key")
            genuine = is_receipt_for(item, result.get("receipt", {}), key)
            self.store.mark(item["id"], "kept" if genuine else "waiting", result)
        elif status == "refused":
            self.store.mark(item["id"], "refused", result)
        # "retry", or a word this client does not know: it goes on waiting.

    def _set_aside(self, item: Item, refused: Refused) -> None:
        """No server takes this one even alone: hand it in as it is, keep it, show it."""
        if refused.code == "body-truncated":
            raise Offline("the request was cut short on its way") from refused
        try:
            raw = json.dumps(item).encode()
            self.line.send("POST", "sync/deadletter", raw, "application/octet-stream")
        except Refused as too:
            if too.undecided:
                raise
        with self.store.change():
            self.store.mark(item["id"], "refused", {**refused.document, "status": "refused"})
        self.results.append({"id": item["id"], "status": "refused", "code": refused.code})


def cut(items: Sequence[Item], most: int) -> list[Item]:
    """As many as fit into one push, and one at least."""
    batch: list[Item] = []
    size = 0
    for item in items[:most]:
        size += len(json.dumps(item))
        if batch and size > MOST_BYTES:
            break
        batch.append(item)
    return batch


def note(store: Store, answer: Any) -> None:
    """Within `change()`: the server's clock, and the epoch it speaks from."""
    store.state(server_time=answer["server_time"])
    if answer["epoch"] > store.fact("seen_epoch", 0):
        store.state(seen_epoch=answer["epoch"])
