"""Ending, renaming and revoking what a sign-in gave."""

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from field_api.identity.actions.answering import answers_for
from field_api.identity.models import Device, Officer, Token
from field_api.identity.models.devices import DeviceQuerySet
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem


@transaction.atomic
def sign_out(*, token: Token) -> None:
    """End a token. Repeating it changes nothing and records nothing."""
    ended = Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())
    if ended:
        subject = f"device:{token.device_id}"
        ledger.record(
            act=Act.ACCESS,
            actor=token.officer.actor,
            subject=subject,
            details={"did": "sign-out"},
        )


@transaction.atomic
def rename_device(*, device: Device, by: Officer, name: str) -> None:
    """What its officer calls it. Raises Problem 403 not-yours-to-rename, 400 name-needed."""
    name = " ".join(name.split())[:100]
    if not name:
        raise Problem(400, "name-needed", "Give the handset a name.")
    if not answers_for(by, device.officer):
        raise Problem(403, "not-yours-to-rename", "This handset is not yours to rename.")
    if Device.objects.filter(pk=device.pk).exclude(name=name).update(name=name):
        _record(by, device, "rename-device")
    device.refresh_from_db()


@transaction.atomic
def revoke_device(*, device: Device, by: Officer, reason: str) -> None:
    """Stop trusting a handset, at once: its tokens read nothing and what it pushes is quarantined.

    The officer themself may, whoever covers a unit they serve in, and their force's administrator.
    Raises Problem 403 not-yours-to-revoke, 400 reason-needed. A second revocation changes nothing.
    """
    _check_reason(device, by, reason)
    _revoke(Device.objects.filter(pk=device.pk), by, reason, "revoke-device")
    device.refresh_from_db()


@transaction.atomic
def report_lost(*, device: Device, by: Officer, reason: str) -> None:
    """Revoke a handset that is out of hand, for every officer on it, and have its pages emptied at
    its next word (`identity.api`). Whoever may revoke it may; the same problems.

    What waits on it unsent is pushed before it reads, by a client that keeps to the protocol;
    nothing else can be promised of a thing that somebody else holds.
    """
    _check_reason(device, by, reason)
    same = Device.objects.filter(installation=device.installation, lost_at=None)
    _revoke(same, by, reason, "report-device-lost", lost_at=clock.now())
    device.refresh_from_db()


@transaction.atomic
def unrevoke_device(*, device: Device, by: Officer, second: Officer, reason: str) -> None:
    """Trust a handset again, as two people other than its officer decided. Called by `policy`.

    Tokens stay ended: its officer signs in anew. What was set aside meanwhile stays where it is.
    Raises Problem 403 two-people, 409 not-revoked.
    """
    if len({by.pk, second.pk, device.officer_id}) < 3:
        raise Problem(403, "two-people", "Two others decide this.")
    gone = Device.objects.filter(pk=device.pk).exclude(revoked_at=None)
    if not gone.update(revoked_at=None, revoked_by=None, lost_at=None):
        raise Problem(409, "not-revoked", "This handset is not revoked.")
    device.refresh_from_db()
    _record(second, device, "unrevoke-device", reason.strip())


def _check_reason(device: Device, by: Officer, reason: str) -> None:
    if not reason.strip():
        raise Problem(400, "reason-needed", "Say why the handset is revoked.")
    if not answers_for(by, device.officer):
        raise Problem(403, "not-yours-to-revoke", "This handset is not yours to revoke.")


def _revoke(rows: DeviceQuerySet, by: Officer, reason: str, did: str, **besides: datetime) -> None:
    """One UPDATE, which twins wait for and then find done. Who revoked it first stays named."""
    now = clock.now()
    if not besides:
        rows = rows.filter(revoked_at=None)
    ended = list(rows.order_by("pk").select_for_update().select_related("officer"))
    rows.update(
        revoked_at=Coalesce("revoked_at", Value(now)),
        revoked_by=Coalesce("revoked_by", Value(by.pk)),
        **besides,
    )
    Token.objects.filter(device__in=ended, revoked_at=None).update(revoked_at=now)
    for device in ended:
        _record(by, device, did, reason.strip())


def _record(by: Officer, device: Device, did: str, purpose: str = "") -> None:
    ledger.record(
        act=Act.ACCESS,
        actor=by.actor,
        subject=f"device:{device.pk}",
        purpose=purpose,
        details={"did": did, "officer": device.officer.login},
    )
