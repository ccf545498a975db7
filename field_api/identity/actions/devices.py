"""Using, ending and revoking what a sign-in gave."""

from django.db import transaction

from field_api.identity.models import Device, Officer, Posting, Token
from field_api.identity.rules import Role
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
def revoke_device(*, device: Device, by: Officer, reason: str) -> None:
    """Stop trusting a handset, at once: its tokens read nothing and what it pushes is quarantined.

    The officer themself may, whoever covers a unit they serve in, and their force's administrator.
    Raises Problem 403 not-yours-to-revoke, 400 reason-needed. A second revocation changes nothing.
    """
    if not reason.strip():
        raise Problem(400, "reason-needed", "Say why the handset is revoked.")
    if not _answers_for(by, device.officer):
        raise Problem(403, "not-yours-to-revoke", "This handset is not yours to revoke.")
    now = clock.now()
    fresh = Device.objects.filter(pk=device.pk, revoked_at=None)
    if fresh.update(revoked_at=now, revoked_by=by):
        Token.objects.filter(device=device, revoked_at=None).update(revoked_at=now)
        ledger.record(
            act=Act.ACCESS,
            actor=by.actor,
            subject=f"device:{device.pk}",
            purpose=reason.strip(),
            details={"did": "revoke-device", "officer": device.officer.login},
        )
    device.refresh_from_db()


def _answers_for(by: Officer, officer: Officer) -> bool:
    if by.pk == officer.pk:
        return True
    if Role.FORCE_ADMIN in by.roles() and by.force_id == officer.force_id:
        return True
    served = Posting.objects.current(officer).filter(unit__in=by.units_covered())
    return served.exists()
