"""Handsets as their officers, and those who answer for them, see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F

from field_api.identity.models import Device, Officer
from field_api.lib.problems import Problem
from field_api.sync.actions import minted
from field_api.sync.actions.minted import Gap
from field_api.sync.models import Minted


class State(StrEnum):
    """What a handset is trusted with. lost, revoked: nothing. waiting: to hand in, not to read."""

    WAITING = "waiting"
    TRUSTED = "trusted"
    REVOKED = "revoked"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Shown:
    """`gap` is None where all that it said it wrote is here; `heard_at`, when it last pushed."""

    device: Device
    state: State
    heard_at: datetime | None
    gap: Gap | None


def listed(*, officer: Officer, most: int) -> tuple[list[Shown], int]:
    """Those the officer looks after, and how many there are: waiting ones first, lost ones last."""
    rows = Device.objects.looked_after_by(officer)
    order = ("revoked_at", "confirmed_at", "officer__login", "pk")
    by = [F(name).asc(nulls_first=True) if name.endswith("_at") else F(name) for name in order]
    found = rows.order_by(*by).select_related("officer", "confirmed_by", "revoked_by")
    return _shown(found[:most]), rows.count()


def one(*, officer: Officer, key: UUID) -> Shown:
    """Raises Problem 404 device-unknown, also for one the officer has no part in."""
    rows = Device.objects.looked_after_by(officer).filter(pk=key)
    found = _shown(rows.select_related("officer", "officer__force", "confirmed_by", "revoked_by"))
    if not found:
        raise Problem(404, "device-unknown", "There is no such handset.")
    return found[0]


def colleague(*, by: Officer, login: str) -> Officer:
    """Raises Problem 404 officer-unknown, also for one of another force."""
    found = Officer.objects.visible_to(by).filter(login=login.strip().upper()).first()
    if found is None:
        raise Problem(404, "officer-unknown", "There is no officer of that number in your force.")
    return found


def _shown(rows: Iterable[Device]) -> list[Shown]:
    devices = list(rows)
    gaps = minted.gaps_of(devices)
    said = Minted.objects.filter(device__in=devices).values_list("pk", "said_at")
    heard = dict(said)
    return [Shown(each, _state(each), heard.get(each.pk), gaps.get(each.pk)) for each in devices]


def _state(device: Device) -> State:
    if device.lost_at:
        return State.LOST
    if device.revoked_at:
        return State.REVOKED
    return State.TRUSTED if device.confirmed_at else State.WAITING
