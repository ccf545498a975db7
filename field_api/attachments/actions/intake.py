"""The bytes of one request, in short steps: each is on the disk before the row says so.

While the body is read no lock is held and no connection is used. A step locks the row for as long
as writing a quarter of a MiB takes, and writes only if no newer request took the lease over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from field_api.attachments.actions import finishing, lending, staging
from field_api.attachments.models import Attachment
from field_api.attachments.rules.headers import MISMATCH, Checksum
from field_api.lib import clock
from field_api.lib.problems import Problem

STEP = 2**18
_READ = 2**16


@dataclass
class Body:
    """A request's body. `read` gives at most that many bytes, b"" at its end, OSError when cut.

    `length` is what it declares, None where it does not (chunked coding).
    """

    read: Callable[[int], bytes]
    length: int | None
    got: int = 0
    whole: bool = False

    def steps(self, most: int) -> Iterator[bytes]:
        """Pieces of STEP bytes, the last one shorter, `most` in all; also what came before a cut.

        `whole` says afterwards whether the body came to its end.
        """
        ended = False
        while not ended and self.got < most:
            step = bytearray()
            # Django would keep the connection for as long as the slowest phone takes.
            lending.give_back()
            while len(step) < STEP and self.got < most:
                piece = self._piece(min(_READ, most - self.got))
                if not piece:
                    ended = True
                    break
                step += piece
                self.got += len(piece)
            if step:
                yield bytes(step)
        self.whole = self.got == self.length if self.length is not None else not self._cut

    _cut: bool = False

    def _piece(self, most: int) -> bytes:
        try:
            return self.read(most)
        except OSError:
            self._cut = True
            return b""


def take(row: Attachment, body: Body, checksum: Checksum | None) -> Attachment:
    """Write what comes, as the holder of the row's lease. The row as it is then.

    With a checksum the row moves on once all has come and is right; or once the connection is cut,
    for then nothing was proved wrong, and the whole file has its hash: else a link that is cut
    every minute would never let a large file through. A handset may be back before the cut is seen
    here: `ahead` is for whoever answers it. Raises Problem 460 checksum-differs, 409
    taken-over, 413 more-than-promised, 503 no-room.
    """
    lease, at = row.lease, row.off
    _refuse_more(body, row.length - at)
    seen = checksum.start() if checksum else None
    for step in body.steps(row.length - at):
        if seen is not None:
            seen.update(step)
        _write(row.pk, lease, at, step, moves=seen is None)
        at += len(step)
    if checksum is not None and seen is not None:
        if body.whole and seen.digest() != checksum.digest:
            _move(row.pk, lease, row.off)
            raise Problem(MISMATCH, "checksum-differs", "These bytes came damaged: send them again")
        _move(row.pk, lease, at)
    row.off = at
    return row


def _refuse_more(body: Body, left: int) -> None:
    if body.length is not None and body.length > left:
        raise Problem(413, "more-than-promised", "More bytes than the file has")


@transaction.atomic
def _write(key: UUID, lease: UUID | None, at: int, data: bytes, *, moves: bool) -> None:
    _hold(key, lease)
    try:
        staging.write(key, at, data)
    except OSError:
        raise finishing.no_room() from None
    end = at + len(data)
    _set(key, off=end, ahead=0) if moves else _set(key, ahead=end)


@transaction.atomic
def _move(key: UUID, lease: UUID | None, at: int) -> None:
    _hold(key, lease)
    _set(key, off=at, ahead=0)


def _hold(key: UUID, lease: UUID | None) -> None:
    held = Attachment.objects.select_for_update().filter(pk=key, lease=lease)
    if not held.values_list("pk", flat=True).first():
        raise Problem(409, "taken-over", "A newer request goes on with this upload")


def _set(key: UUID, **marks: int) -> None:
    Attachment.objects.filter(pk=key).update(**marks, touched_at=clock.now())
