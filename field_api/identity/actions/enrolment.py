"""Letting a handset in: by a code given out for it, and by a second person where one is wanted.

A handset is one installation of the client; for each officer on it there is a row, a key and a
notebook of their own, and each needs a code of their own.
"""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from field_api.identity import rules
from field_api.identity.actions.answering import answers_for
from field_api.identity.models import Device, EnrolmentCode, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, es256
from field_api.lib.problems import Problem

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Installation:
    """What a handset says of itself, and what its officer typed of its enrolment, if anything."""

    key: UUID
    name: str
    public_key: es256.Jwk
    code: str = ""
    asset_tag: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """`code` is shown once, and kept nowhere."""

    code: str
    asset_tag: str
    expires_at: datetime


def needed() -> Problem:
    """One answer for no code, a wrong one, one too late and one for another asset tag."""
    return Problem(
        403,
        "enrolment-needed",
        "This handset is not enrolled for you.",
        "Give the enrolment code and the asset tag on the handset's back. A supervisor gives you "
        "one: it counts once, for ten minutes. Your one-time code is used up: wait for the next.",
    )


@transaction.atomic
def issue_code(*, officer: Officer, asset_tag: str, by: Officer | None = None) -> Issued:
    """Leave for this officer to enrol the handset with this asset tag, for ten minutes, once.

    By one who answers for them, and never by themselves; None is the operator. Raises Problem 400
    malformed-asset-tag, 403 not-yours-to-enrol, 409 officer-inactive.
    """
    tag = rules.read_tag(asset_tag)
    if not tag:
        raise Problem(400, "malformed-asset-tag", "An asset tag is 1 to 40 letters and figures.")
    if by is not None and (by.pk == officer.pk or not answers_for(by, officer)):
        raise Problem(403, "not-yours-to-enrol", "You don't enrol handsets for this officer.")
    if not officer.is_active:
        raise Problem(409, "officer-inactive", "This officer is stood down.")
    code, now = rules.new_code(), clock.now()
    row = EnrolmentCode.objects.create(
        digest=rules.code_digest(rules.read_code(code)),
        officer=officer,
        asset_tag=tag,
        issued_by=by,
        made_at=now,
        expires_at=now + rules.ENROLMENT_LIFE,
    )
    _record(by, officer.actor, did="issue-enrolment-code", code=str(row.pk), asset_tag=tag)
    return Issued(code, tag, row.expires_at)


def let_in(officer: Officer, asked: Installation) -> tuple[Device, bool] | None:
    """The officer's row for this handset, and whether it is new; None where it needs a code.

    Inside a transaction that commits also where the answer is None: a wrong guess stays counted.
    Raises Problem 403 device-revoked, 409 device-key-differs.
    """
    known = Device.objects.filter(installation=asked.key, officer=officer).first()
    if known is not None:
        return _same(known, asked), False
    if settings.ENROLMENT == OPEN and not asked.code:
        return _entered(officer, asked, "")
    # Whoever comes second with a code waits here, and finds it used.
    codes = _standing(officer)
    twin = Device.objects.filter(installation=asked.key, officer=officer).first()
    if twin is not None:
        return _same(twin, asked), False
    used = _meant(codes, asked)
    if used is None:
        return None
    device, is_new = _entered(officer, asked, used.asset_tag)
    used.used_at, used.device = clock.now(), device
    used.save(update_fields=["used_at", "device"])
    return device, is_new


def _standing(officer: Officer) -> list[EnrolmentCode]:
    """Codes that could be used at this moment, locked."""
    some = EnrolmentCode.objects.select_for_update().filter(
        officer=officer,
        used_at=None,
        expires_at__gt=clock.now(),
        tries__lt=rules.WRONG_ALLOWED,
    )
    return list(some.order_by("pk"))


def _meant(codes: list[EnrolmentCode], asked: Installation) -> EnrolmentCode | None:
    """The one that was typed. A wrong guess counts against all, or each more would allow six."""
    if not asked.code:
        return None
    digest = rules.code_digest(rules.read_code(asked.code))
    tag = rules.read_tag(asked.asset_tag)
    for row in codes:
        if compare_digest(bytes(row.digest), digest) and row.asset_tag == tag:
            return row
    keys = [row.pk for row in codes]
    EnrolmentCode.objects.filter(pk__in=keys).update(tries=F("tries") + 1)
    return None


def _entered(officer: Officer, asked: Installation, asset_tag: str) -> tuple[Device, bool]:
    """A new row; two first sign-ins at once make one between them."""
    now = clock.now()
    fresh = Device(
        installation=asked.key,
        officer=officer,
        name=asked.name.strip()[:100],
        asset_tag=asset_tag,
        public_key=asked.public_key,
        key_id=es256.thumbprint(asked.public_key),
        enrolled_at=now,
        confirmed_at=None if officer.force.second_person_enrols else now,
    )
    Device.objects.bulk_create([fresh], ignore_conflicts=True)
    device = Device.objects.filter(installation=asked.key, officer=officer).first()
    return _same(device, asked), device is not None and device.pk == fresh.pk


def _same(device: Device | None, asked: Installation) -> Device:
    if device is None or device.key_id != es256.thumbprint(asked.public_key):
        raise Problem(
            409,
            "device-key-differs",
            "This handset is known with another key.",
            "Its storage was reset, or another handset copied its identity. Enrol it as a new one.",
        )
    if device.revoked_at is not None:
        raise Problem(403, "device-revoked", "This handset was revoked.")
    return device


@transaction.atomic
def confirm_device(*, device: Device, by: Officer) -> None:
    """Say, as a second person, that this handset is its officer's: from now on it may read.

    By one who answers for the officer, and is neither they nor whoever gave out the code. What was
    set aside meanwhile stays so until it is decided. Raises Problem 403 not-yours-to-confirm,
    second-person-needed, 409 device-revoked. A second confirmation changes nothing.
    """
    if by.pk != device.officer_id and not answers_for(by, device.officer):
        raise Problem(403, "not-yours-to-confirm", "This handset is not yours to confirm.")
    issued = EnrolmentCode.objects.filter(device=device, issued_by=by).exists()
    if by.pk == device.officer_id or issued:
        raise Problem(
            403,
            "second-person-needed",
            "A second person confirms a handset.",
            "Neither its officer nor whoever gave out its code may.",
        )
    waiting = Device.objects.filter(pk=device.pk, confirmed_at=None, revoked_at=None)
    if waiting.update(confirmed_at=clock.now(), confirmed_by=by):
        _record(by, f"device:{device.pk}", did="confirm-device", officer=device.officer.login)
    device.refresh_from_db()
    if device.revoked_at is not None:
        raise Problem(409, "device-revoked", "This handset was revoked.")


def _record(by: Officer | None, subject: str, **details: object) -> None:
    actor = by.actor if by else "operator"
    ledger.record(act=Act.ACCESS, actor=actor, subject=subject, details=details)
