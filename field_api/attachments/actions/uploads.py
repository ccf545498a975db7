"""Uploads from their creation to their last byte."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum

from field_api.attachments.actions import finishing, links, opening, staging
from field_api.attachments.models import Attachment
from field_api.attachments.rules.headers import Asked
from field_api.attachments.rules.states import GONE, OPEN, Lane, State, worse
from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Token
from field_api.identity.rules import Standing
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

_LANES = {
    Standing.LIVE: Lane.ON_TIME,
    Standing.EXPIRED: Lane.LATE,
    Standing.REVOKED: Lane.QUARANTINE,
    Standing.UNCONFIRMED: Lane.QUARANTINE,
}
_DAY = timedelta(days=1)
_OPEN = [state.value for state in OPEN]


def lane_of(token: Token) -> Lane:
    return _LANES[token.standing]


def renewed(token: Token) -> Token:
    """The same token as it stands now: hours may have passed since the request began."""
    return identity.token_of(bytes(token.digest)) or token


def create(*, token: Token, asked: Asked) -> Attachment:
    """Begin an upload, or find the one that this officer began with the same id, length and hash.

    What expired or was terminated begins again, and what is to come enciphered otherwise than it
    began. Raises Problem 409 id-unavailable (another officer's), 409 id-conflict (another file's),
    410 erased, 413 file-too-large, quota-exceeded, 400 cannot-unseal.
    """
    asked = _opened(asked) if asked.sealed else asked
    with feed.work():
        # One at a time for each officer, or two creations at once would each fit into the quota.
        officer = Officer.objects.select_for_update(no_key=True).get(pk=token.officer_id)
        row = Attachment.objects.select_for_update().filter(pk=asked.id).first()
        if row is not None and _stands(row, officer, asked):
            return row
        _make_room(officer, asked)
        row = _begin(row, token, asked)
        links.tell(row.pk)
    return row


def _opened(asked: Asked) -> Asked:
    """Which file it is: a locked handset has even its hash under the seal."""
    try:
        sha256 = opening.key_of(asked.id, asked.sealed).sha256
    except ValueError:
        sha256 = ""
    if sha256 == "" or asked.sha256 not in ("", sha256):
        detail = "It was not sealed to this server's key, or not for this file."
        raise Problem(400, "cannot-unseal", "The file would not open", detail)
    return replace(asked, sha256=sha256)


def _stands(row: Attachment, officer: Officer, asked: Asked) -> bool:
    """Whether it goes on as it is; False where it begins again."""
    if row.officer_id != officer.pk:
        raise Problem(409, "id-unavailable", "This id can't be used")
    if (row.length, row.sha256) != (asked.length, asked.sha256):
        raise Problem(409, "id-conflict", "This id is another file's")
    if row.state == State.ERASED:
        raise erased()
    is_otherwise = row.state in OPEN and row.sealed != asked.sealed
    return row.state not in GONE and not is_otherwise


def erased() -> Problem:
    return Problem(410, "erased", "This file was erased", "Don't send it again.")


def _make_room(officer: Officer, asked: Asked) -> None:
    limits = settings.ATTACHMENTS
    if asked.length > limits.most:
        members = {"max_bytes": limits.most}
        raise Problem(413, "file-too-large", "The file is too large", members=members)
    unfinished = Q(state__in=_OPEN)
    recent = Q(received_at__gt=clock.now() - _DAY)
    others = Attachment.objects.exclude(pk=asked.id)
    counted = others.filter(unfinished | recent, officer=officer)
    used = counted.aggregate(used=Sum("length"))["used"] or 0
    if used + asked.length > limits.quota:
        members = {"quota_bytes": limits.quota, "used_bytes": used}
        detail = "Keep it, and send it when others have finished or tomorrow."
        raise Problem(413, "quota-exceeded", "Too much for one day", detail, members=members)


def _begin(row: Attachment | None, token: Token, asked: Asked) -> Attachment:
    now = clock.now()
    fresh = Attachment(
        id=asked.id,
        officer_id=token.officer_id,
        device_id=token.device_id,
        length=asked.length,
        sha256=asked.sha256,
        name=asked.name,
        declared_type=asked.type,
        sealed=asked.sealed,
        state=State.UPLOADING.value,
        lane=lane_of(token).value,
        created_at=now,
        touched_at=now,
    )
    if row is not None:
        fresh.save(force_update=True)
        return fresh
    # Another officer's of the same id may be committed this moment: theirs stands.
    Attachment.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = Attachment.objects.select_for_update().get(pk=asked.id)
    _stands(kept, token.officer, asked)
    return kept


def find(*, officer: Officer, key: UUID) -> Attachment:
    """How far an upload is. Ends the writing of whoever is still at it, so that the answer holds.

    What that one brought counts, though its checksum never came: who asks was cut off, and nothing
    was proved wrong. Raises Problem 404, and 410 where nothing of it is kept.
    """
    with transaction.atomic():
        row = owned(officer, key)
        if row.state in OPEN and row.off < row.length and row.lease:
            row.lease, row.off, row.ahead = None, max(row.off, row.ahead), 0
            row.save(update_fields=["lease", "off", "ahead"])
    return row


def owned(officer: Officer, key: UUID) -> Attachment:
    """The officer's own, locked. Raises Problem 404 and 410."""
    row = Attachment.objects.visible_to(officer).select_for_update().filter(pk=key).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if row.state == State.ERASED:
        raise erased()
    if row.state in GONE:
        raise Problem(410, "upload-gone", "This upload was ended", "Create it again, by its id.")
    return row


def terminate(*, officer: Officer, key: UUID) -> None:
    """Give an unfinished upload up. Raises Problem 404, 410, and 409 already-kept."""
    with feed.work():
        row = owned(officer, key)
        if row.state not in OPEN or finishing.is_whole(row):
            raise Problem(409, "already-kept", "What has arrived whole is kept")
        row.state, row.lease, row.to_remove = State.TERMINATED.value, None, True
        row.save(update_fields=["state", "lease", "to_remove"])
        ledger.record(
            act=Act.ERASURE,
            actor=officer.actor,
            subject=f"attachment:{row.pk}",
            details={"did": "end-upload", "bytes": row.off, "of": row.length},
        )
        links.tell(row.pk)


def expires_at(row: Attachment) -> str | None:
    """For Upload-Expires (RFC 9110 §5.6.7); None once it is whole."""
    if row.state not in OPEN:
        return None
    ends = row.touched_at + timedelta(days=settings.ATTACHMENTS.days)
    return ends.strftime("%a, %d %b %Y %H:%M:%S GMT")


def resume(*, token: Token, key: UUID, offset: int) -> Attachment:
    """Take the lease, and with it the right to write from `offset` on.

    Raises Problem 404, 410, and 409 offset-differs with the `offset` that would do.
    """
    with transaction.atomic():
        row = owned(token.officer, key)
        if row.state in OPEN:
            _check_disk(row)
        if row.off == offset:
            if row.state in OPEN and row.off < row.length:
                _lease(row, token)
            return row
    # Outside: what the disk lost must stay written down.
    raise Problem(409, "offset-differs", "Not where it stopped", members={"offset": row.off})


def _check_disk(row: Attachment) -> None:
    there = staging.begin(row.pk, row.off)
    if there < row.off:
        row.off, row.ahead, row.lease = there, 0, None
        row.save(update_fields=["off", "ahead", "lease"])


def _lease(row: Attachment, token: Token) -> None:
    row.lease, row.state = finishing.new_lease(), State.UPLOADING.value
    row.lane, row.touched_at = worse(row.lane, lane_of(token)).value, clock.now()
    row.ahead = 0
    row.save(update_fields=["lease", "state", "lane", "touched_at", "ahead"])
