"""Saving a draft, and letting it go when it was signed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from field_api.drafts import rules
from field_api.drafts.models import Copy, Draft
from field_api.drafts.rules import Save
from field_api.identity.models import Device, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem


@dataclass(frozen=True, slots=True)
class Kept:
    """The version that now stands; `conflict` says that another device's was set aside for it."""

    version: int
    conflict: bool


@transaction.atomic
def save(
    *, device: Device, id: UUID, kind: str, started_at: datetime, sealed: bytes, known: int
) -> Kept:
    """Keep what a handset offers, whatever stood before: nothing a handset saved is refused for
    being older, and nothing it takes the place of is lost.

    Raises Problem 413 draft-too-large, 409 too-many-drafts, 409 id-unavailable.
    """
    if len(sealed) > rules.MOST_BYTES:
        raise Problem(413, "draft-too-large", "A draft is at most 256 KiB.")
    # One save of an officer at a time: two of the same draft would each find none.
    Officer.objects.select_for_update(no_key=True).get(pk=device.officer_id)
    now, draft = clock.now(), Draft.objects.filter(pk=id).first()
    if draft is None:
        return _new(device, id, kind, started_at, sealed, now)
    if draft.officer_id != device.officer_id:
        raise Problem(409, "id-unavailable", "Save it under another id.")
    conflict = rules.is_conflict(draft.version, Save(known, draft.device_id == device.pk))
    if conflict:
        _set_aside(draft)
    draft.device, draft.kind, draft.sealed, draft.saved_at = device, kind, sealed, now
    draft.version, draft.warned_at = draft.version + 1, None
    draft.save()
    return Kept(draft.version, conflict)


def _new(
    device: Device, id: UUID, kind: str, started_at: datetime, sealed: bytes, now: datetime
) -> Kept:
    if Draft.objects.filter(officer=device.officer_id).count() >= rules.MOST_DRAFTS:
        raise Problem(409, "too-many-drafts", "Sign or throw away some of your drafts.")
    Draft.objects.create(
        id=id,
        officer=device.officer,
        device=device,
        kind=kind,
        version=1,
        sealed=sealed,
        started_at=started_at,
        saved_at=now,
    )
    ledger.record(
        act=Act.COLLECTION,
        actor=device.officer.actor,
        subject=f"draft:{id}",
        details={"kind": kind, "device": str(device.pk), "bytes": len(sealed)},
    )
    return Kept(1, False)


def _set_aside(draft: Draft) -> None:
    Copy.objects.create(
        draft=draft,
        device=draft.device,
        version=draft.version,
        sealed=draft.sealed,
        saved_at=draft.saved_at,
    )


@transaction.atomic
def discard(*, device: Device, id: UUID) -> None:
    """Let go of a draft that this device signed or threw away. Of another device's it lets nothing
    go, for that one may be writing on. Repeating it changes nothing.
    """
    draft = Draft.objects.filter(pk=id, device=device).first()
    if draft is None:
        return
    draft.delete()
    ledger.record(
        act=Act.ERASURE,
        actor=device.officer.actor,
        subject=f"draft:{id}",
        details={"rule": "signed or thrown away"},
    )
