"""Using, ending and revoking what a sign-in gave."""

from typing import cast

from django.db import transaction

from field_api.identity import rules
from field_api.identity.models import Device, Force, Officer, Posting, Token
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, sql
from field_api.lib.problems import Problem

_TOKEN = f"""
    SELECT {sql.columns(Token, "t")}, {sql.columns(Device, "d")}, {sql.columns(Officer, "o")},
      {sql.columns(Force, "f")},
      EXISTS (SELECT FROM identity_posting p WHERE p.officer_id = o.id
        AND p.starts_on <= %s::date AND (p.ends_on IS NULL OR p.ends_on > %s::date))
    FROM identity_token t JOIN identity_device d ON d.id = t.device_id
    JOIN identity_officer o ON o.id = t.officer_id JOIN identity_force f ON f.id = o.force_id
    WHERE t.digest = %s::bytea
"""  # noqa: S608 names of our own columns


def check_token(plain: str) -> Token:
    """The token whatever its standing, with device, officer and force, by one query.

    Raises Problem 401 token-unknown.
    """
    token = token_of(rules.digest(plain))
    if token is None:
        raise Problem(401, "token-unknown", "Sign in.", "This token was never given out.")
    return token


def token_of(digest: bytes) -> Token | None:
    """The token with this digest, and everything that its `standing` and a door need."""
    day = today()
    rows = sql.read(_TOKEN, day, day, digest, of=(Token, Device, Officer, Force))
    for token, device, officer, force, posted in rows:
        officer.force, device.officer = force, officer
        token.device, token.officer, token.is_posted = device, officer, posted
        return cast(Token, token)
    return None


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
