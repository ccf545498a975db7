"""Drafts as lists: what there is, never what it says."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, IntegerField

from field_api.drafts import rules
from field_api.drafts.actions.handing import colleagues
from field_api.drafts.models import Draft, DraftQuerySet, HandOver
from field_api.identity.models import Device, Officer
from field_api.lib import clock

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """One officer's devices, those with drafts first, for whoever covers the officer."""

    officer: Officer
    devices: list[tuple[Device, list[Document]]]


def listed(*, device: Device) -> Document:
    """The officer's drafts, and those handed to this device or its officer and still to be had."""
    now, officer = clock.now(), device.officer
    mine = _measured(Draft.objects.visible_to(officer))
    away = HandOver.objects.filter(author=officer).select_related("handed_by", "receiver")
    handed = {one.draft: one for one in away.order_by("handed_at")}
    offers = HandOver.objects.filter(receiver=officer, expires_at__gt=now, taken_at=None)
    offers = offers.select_related("author", "handed_by").order_by("handed_at")
    there = set(Draft.objects.filter(pk__in=offers.values("draft")).values_list("pk", flat=True))
    return {
        "drafts": [_document(row, device, handed.get(row.pk)) for row in mine],
        "handed_to_you": [
            _offer(one)
            for one in {one.draft: one for one in offers}.values()
            if one.device_id in (None, device.pk) and one.draft in there
        ],
    }


def covered(by: Officer) -> list[Desk]:
    """Officers this one covers who have drafts here, each with all their devices."""
    people = colleagues(by)
    drafts: dict[UUID, list[Document]] = {}
    for row in _measured(Draft.objects.filter(officer__in=people)):
        drafts.setdefault(row.device_id, []).append(_document(row, None, None))
    devices = Device.objects.filter(officer__in=people).order_by("-enrolled_at")
    desks = []
    for officer in people:
        own = [(one, drafts.get(one.pk, [])) for one in devices if one.officer_id == officer.pk]
        if any(found for _, found in own):
            desks.append(Desk(officer, sorted(own, key=lambda pair: not pair[1])))
    return desks


def _measured(rows: DraftQuerySet) -> DraftQuerySet:
    """Without the sealed bytes, but with how many there are."""
    size = Func(F("sealed"), function="octet_length", output_field=IntegerField())
    return (
        rows.defer("sealed")
        .select_related("device")
        .annotate(size=size, conflicts=Count("copies"))
        .order_by("-saved_at")
    )


def _document(row: Draft, device: Device | None, handed: HandOver | None) -> Document:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "version": row.version,
        "started_at": clock.iso(row.started_at),
        "saved_at": clock.iso(row.saved_at),
        "size": row.size,  # type: ignore[attr-defined]  # annotated by _measured
        "conflicts": row.conflicts,  # type: ignore[attr-defined]
        "device": {"id": str(row.device.installation), "name": row.device.name},
        "here": device is not None and row.device_id == device.pk,
        "going": row.warned_at is not None,
        "gone_at": clock.iso(rules.gone_at(row.saved_at, row.warned_at)),
        "handed": handed and _told(handed),
    }


def _told(one: HandOver) -> Document:
    """What the author is told of it."""
    return {
        "by": one.handed_by.display_name,
        "to": one.receiver.display_name,
        "reason": one.reason,
        "at": clock.iso(one.handed_at),
        "expires_at": clock.iso(one.expires_at),
        "taken_at": clock.iso(one.taken_at) if one.taken_at else None,
    }


def _offer(one: HandOver) -> Document:
    return {
        "id": str(one.draft),
        "kind": one.kind,
        "author": {"login": one.author.login, "name": one.author.display_name},
        "by": one.handed_by.display_name,
        "reason": one.reason,
        "expires_at": clock.iso(one.expires_at),
    }
