"""Files of the record: taken in by pieces, checked, put away, shown, erased."""

from datetime import timedelta
from uuid import UUID

from field_api.attachments.actions import finishing, intake, removing, settling, uploads
from field_api.attachments.actions.erasing import erase
from field_api.attachments.actions.finishing import QUEUE, SETTLE
from field_api.attachments.actions.intake import Body
from field_api.attachments.actions.links import Expected, expect, expect_many, of_subjects
from field_api.attachments.actions.reading import Readable, open_derivative, open_original
from field_api.attachments.actions.settling import settle
from field_api.attachments.actions.uploads import create, expires_at, terminate
from field_api.attachments.models import Attachment
from field_api.attachments.rules.headers import Checksum
from field_api.attachments.rules.states import State
from field_api.identity.models import Token
from field_api.lib import clock, hints

__all__ = [
    "Body",
    "Expected",
    "Readable",
    "create",
    "erase",
    "expect",
    "expect_many",
    "expires_at",
    "find",
    "of_subjects",
    "open_derivative",
    "open_original",
    "settle",
    "sweep",
    "take",
    "terminate",
]

_STRANDED = timedelta(minutes=2)


def find(*, token: Token, key: UUID) -> Attachment:
    """How far an upload is, checked first where its last byte came and nobody looked since."""
    row = uploads.find(officer=token.officer, key=key)
    return finishing.finish(row, lane=uploads.lane_of(token))


def take(
    *, token: Token, key: UUID, offset: int, body: Body, checksum: Checksum | None
) -> Attachment:
    """The bytes of one request, from `offset` on. What came before a cut is kept.

    Raises Problem 404, 410; 409 offset-differs, taken-over; 413 more-than-promised; 460
    checksum-differs, and wrong-hash where the whole file is not the one that was captured; 503.
    """
    row = uploads.resume(token=token, key=key, offset=offset)
    row = intake.take(row, body, checksum)
    if not finishing.is_whole(row):
        return row
    # Who asks is looked at again: the last byte may come hours after the first.
    ended = finishing.finish(row, lane=uploads.lane_of(uploads.renewed(token)))
    if ended.state == State.CORRUPT:
        raise finishing.wrong_hash()
    return ended


def sweep() -> None:
    """A round for what hints missed, what died half-way, what is overdue and what is to be gone."""
    finishing.finish_stranded(older_than=_STRANDED)
    removing.expire()
    removing.sweep()
    due = Attachment.objects.filter(state=State.CHECKING.value, due_at__lte=clock.now())
    if due.exists():
        hints.send(SETTLE, queue=QUEUE, otherwise=settling.settle)
