"""What workers do with a file that has come whole: scan it, see what it is, draw it, put it away.

The row is the work: `due_at` says when it may be taken up, and holds the claim while it is. A
worker that dies leaves it due again; done twice, the same bytes lie under the same names.
"""

import hashlib
import logging
import threading
import time
from datetime import timedelta
from typing import Any

from django.db import transaction

from field_api.attachments.actions import (
    keeping,
    lending,
    links,
    picturing,
    removing,
    scanning,
    staging,
)
from field_api.attachments.actions.finishing import QUEUE, SETTLE
from field_api.attachments.actions.keeping import Shelf
from field_api.attachments.models import Attachment
from field_api.attachments.rules.states import State, Verdict
from field_api.feed import actions as feed
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, hints

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
TURN = 20.0
_LONGEST_WAIT = 600
# Shown, and asked for again where the handset still has it.
_LOST = {"state": State.CORRUPT.value, "off": 0, "reason": "our disk lost it", "sniffed_type": ""}
_LOST |= {"verdict": Verdict.NONE.value}
_one_at_a_time = threading.Lock()


def settle() -> int:
    """Settle what is due, one file after another; how many.

    One thread of a process does: sixty photos that arrive together must not take all the threads
    that deliver texts. After a turn of 20 s the rest is hinted at anew.
    """
    if not _one_at_a_time.acquire(blocking=False):
        return 0
    try:
        return _turn()
    finally:
        _one_at_a_time.release()


def _turn() -> int:
    done, ends = 0, time.monotonic() + TURN
    while row := _claim():
        _try(row)
        done += 1
        if time.monotonic() > ends:
            hints.send(SETTLE, queue=QUEUE)
            break
    return done


@transaction.atomic
def _claim() -> Attachment | None:
    now = clock.now()
    due = Attachment.objects.filter(state=State.CHECKING.value, due_at__lte=now)
    row = due.select_for_update(skip_locked=True).order_by("due_at").first()
    if row is not None:
        row.due_at, row.tries = now + CLAIM, row.tries + 1
        row.save(update_fields=["due_at", "tries"])
    return row


def _try(row: Attachment) -> None:
    try:
        lending.give_back()
        there = staging.path(row.pk).exists()
        _end(row, _look(row) if there else _LOST)
    except Exception as error:
        # A scanner or a store that is away: later, for as long as it takes. Nothing unscanned is
        # shown in the meantime where there is to be a scanner.
        _put_off(row, error)


def _look(row: Attachment) -> dict[str, Any]:
    """What becomes of the row. Raises OSError, or what the store raises, to be tried again."""
    file = staging.path(row.pk)
    with file.open("rb") as original:
        verdict, reason = scanning.scan(original)
        shelf = Shelf.APART if verdict is Verdict.INFECTED else Shelf.ORIGINALS
        keeping.keep(shelf, row.pk, original, row.sha256)
    kind = picturing.sniff(file)
    found: dict[str, Any] = {"verdict": verdict.value, "reason": reason, "sniffed_type": kind}
    if verdict is Verdict.INFECTED:
        return {**found, "state": State.INFECTED.value}
    return {**found, "state": State.STORED.value, **_picture(row, kind)}


def _picture(row: Attachment, kind: str) -> dict[str, str]:
    picture = picturing.draw(staging.path(row.pk), kind)
    try:
        if not picture.type:
            return {"underived": picture.why}
        drawn = picture.file.read_bytes()
        sha256 = hashlib.sha256(drawn).hexdigest()
        with picture.file.open("rb") as file:
            keeping.keep(Shelf.SCREENS, row.pk, file, sha256)
        return {"derivative_type": picture.type, "derivative_sha256": sha256}
    finally:
        picture.file.unlink(missing_ok=True)


def _end(row: Attachment, found: dict[str, Any]) -> None:
    with feed.work():
        claimed = Attachment.objects.filter(
            pk=row.pk, state=State.CHECKING.value, due_at=row.due_at
        )
        if not claimed.update(**found, due_at=None, to_remove=True):
            # Erased meanwhile, or another worker's: what was put away is not to stay behind.
            Attachment.objects.filter(pk=row.pk).update(to_remove=True)
            return
        _record(row, found)
        links.tell(row.pk)
    if found["state"] != State.STORED:
        # A person has to see to it: the handset's officer is told by their feed, operators by this.
        log.error("an attachment was not stored", extra={"attachment": str(row.pk), **found})
    removing.remove(row.pk)


_DID = {State.INFECTED: "set-file-apart", State.STORED: "store-file", State.CORRUPT: "lose-file"}


def _record(row: Attachment, found: dict[str, Any]) -> None:
    details = {"did": _DID[found["state"]], "sha256": row.sha256}
    ledger.record(
        act=Act.COLLECTION,
        actor="house",
        subject=f"attachment:{row.pk}",
        details={**details, "verdict": found["verdict"], "type": found["sniffed_type"]},
    )


def _put_off(row: Attachment, error: Exception) -> None:
    wait = min(5 * 2 ** min(row.tries, 10), _LONGEST_WAIT)
    log.warning(
        "an attachment could not be settled",
        extra={"attachment": str(row.pk), "reason": type(error).__name__, "tries": row.tries},
    )
    claimed = Attachment.objects.filter(pk=row.pk, state=State.CHECKING.value, due_at=row.due_at)
    claimed.update(due_at=clock.now() + timedelta(seconds=wait))
