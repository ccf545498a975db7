"""The last byte has come: is it the file that was photographed?"""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import F

from field_api.attachments.actions import lending, links, opening, staging
from field_api.attachments.actions.opening import Looked
from field_api.attachments.models import Attachment
from field_api.attachments.rules.headers import MISMATCH
from field_api.attachments.rules.states import Lane, State, worse
from field_api.feed import actions as feed
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, hints
from field_api.lib.problems import Problem

SETTLE = "attachments.settle"
QUEUE = "periodic"
_WRONG = "the bytes were not those whose hash was taken at capture"


def new_lease() -> UUID:
    return uuid4()


def is_whole(row: Attachment) -> bool:
    return row.state == State.UPLOADING and row.off == row.length


def wrong_hash() -> Problem:
    detail = "All came, but it is not the file whose hash was given. Send it again from 0."
    return Problem(MISMATCH, "wrong-hash", "Not the file that was promised", detail)


def finish(row: Attachment, *, lane: Lane = Lane.ON_TIME) -> Attachment:
    """Check the hash of an upload whose last byte is here; anything else is left as it is.

    What came enciphered is opened first, and the hash is that of the file in the clear. Right, it
    is put in place, recorded and handed to the workers; wrong, it is `corrupt` and starts at 0, and
    the bytes stay until the handset, now told, begins again. May be called by several at once, and
    again by anybody: a process may have died between the last byte and this. Raises Problem 503
    no-room.
    """
    if not is_whole(row):
        return row
    if not row.length:
        staging.begin(row.pk, 0)  # no request ever brought a byte that would have made the file
    lending.give_back()  # half a GiB takes a second or two
    try:
        with opening.looked_at(row) as looked:
            return _conclude(row, looked, lane)
    except OSError:
        raise no_room() from None


def no_room() -> Problem:
    after = {"Retry-After": "60"}
    return Problem(503, "no-room", "The disk takes no more just now", headers=after)


def _conclude(row: Attachment, looked: Looked, lane: Lane) -> Attachment:
    with feed.work():
        now = Attachment.objects.select_for_update().select_related("officer").get(pk=row.pk)
        # The lease is the same: so nobody began again while this was reading.
        if not is_whole(now) or now.lease != row.lease or now.sealed != row.sealed:
            return now
        if looked.right:
            looked.put_in_place()
        _end(now, looked.right, lane)
        links.tell(now.pk)
    if looked.right:
        hints.send(SETTLE, queue=QUEUE)
    return now


def _end(row: Attachment, right: bool, lane: Lane) -> None:
    row.lease, row.touched_at = None, clock.now()
    row.lane = worse(row.lane, lane).value
    if right:
        row.state, row.received_at, row.due_at = (
            State.CHECKING.value,
            row.touched_at,
            row.touched_at,
        )
        row.reason, row.tries, row.sealed = "", 0, ""
        _record(row)
    else:
        row.state, row.off, row.ahead, row.reason = State.CORRUPT.value, 0, 0, _WRONG
    row.save()


def _record(row: Attachment) -> None:
    ledger.record(
        act=Act.COLLECTION,
        actor=row.officer.actor,
        subject=f"attachment:{row.pk}",
        details={
            "did": "take-in-file",
            "sha256": row.sha256,
            "bytes": row.length,
            "device": str(row.device_id),
            "lane": row.lane,
        },
    )


def finish_stranded(*, older_than: timedelta, most: int = 20) -> int:
    """Finish what is whole and was left by a process that died. How many there were."""
    before = clock.now() - older_than
    whole = Attachment.objects.filter(state=State.UPLOADING.value, off=F("length"))
    found = list(whole.filter(touched_at__lt=before).order_by("touched_at")[:most])
    for row in found:
        with suppress(Problem):  # no room to open it in: the next round tries again
            finish(row)
    return len(found)
