"""Minting a token for a handset, and opening the desk."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import transaction

from field_api.identity import rules
from field_api.identity.actions import notices
from field_api.identity.actions.attempts import Proved, prove
from field_api.identity.actions.enrolment import Installation, let_in, needed
from field_api.identity.actions.tokens import token_of
from field_api.identity.models import Device, Officer, Token
from field_api.identity.rules import Scope
from field_api.identity.rules.notices import Changed
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, es256
from field_api.lib.problems import Fault, Problem


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token_plain` and `carrier_plain` exist here and on the handset only; the database has their
    digests. The second is good for handing in alone."""

    token_plain: str
    carrier_plain: str
    token: Token
    device: Device
    officer: Officer


def sign_in(
    *,
    login: str,
    password: str,
    otp: str,
    installation: UUID,
    device_name: str,
    public_key: Mapping[str, object],
    ip: str,
    bound: bool = False,
    enrolment_code: str = "",
    asset_tag: str = "",
) -> SignedIn:
    """A token for this officer on this handset, which a code makes theirs at the first sign-in, and
    beside it one that carries what the handset sealed.

    `bound` where the handset proved that it holds the key: then the token is worth nothing without.

    Call outside any transaction (see `prove`). Raises Problem 400 malformed-key, 401, 429, and
    after full proof 403 enrolment-needed, device-revoked or 409 device-key-differs.
    """
    asked = Installation(
        installation, device_name, _key(public_key), enrolment_code.strip(), asset_tag
    )
    officer = prove(login=login, password=password, otp=otp, ip=ip).officer
    try:
        with transaction.atomic():
            signed = _signed(officer, asked, bound, ip)
        if signed is None:  # committed all the same: a wrong guess counts
            raise needed()
    except Problem as problem:
        subject = f"installation:{installation}"
        _record(officer, subject, ip, did="sign-in-refused", why=problem.code)
        raise
    return signed


def _signed(officer: Officer, asked: Installation, bound: bool, ip: str) -> SignedIn | None:
    found = let_in(officer, asked)
    if found is None:
        return None
    device, is_new = found
    if is_new:
        notices.tell(officer, Changed.HANDSET, device.name)
    plain, carrier = _mint(officer, device, bound), _mint(officer, device, bound, Scope.CARRY)
    _record(officer, f"device:{device.pk}", ip, did="sign-in", enrolled=is_new)
    token = cast(Token, token_of(rules.digest(plain)))
    return SignedIn(plain, carrier, token, device, officer)


def open_desk(*, login: str, password: str, otp: str, ip: str) -> Proved:
    """Proof for a browser session, of any officer who serves: each has a sign-in to look after, and
    the gates of the pages say what else. Raises Problem as `prove`."""
    proved = prove(login=login, password=password, otp=otp, ip=ip)
    _record(proved.officer, "desk", ip, did="sign-in")
    return proved


@transaction.atomic
def _record(officer: Officer, subject: str, ip: str, **details: object) -> None:
    ledger.record(
        act=Act.ACCESS,
        actor=officer.actor,
        subject=subject,
        details={**details, "address": ip},
    )


def _key(public_key: Mapping[str, object]) -> es256.Jwk:
    try:
        return rules.device_key(public_key)
    except ValueError as error:
        fault = Fault("/device/public_key", "malformed-key", str(error))
        raise Problem(400, "malformed-key", "Not a P-256 public key.", errors=[fault]) from error


def _mint(officer: Officer, device: Device, bound: bool, scope: Scope = Scope.ALL) -> str:
    plain, now = secrets.token_urlsafe(32), clock.now()
    Token.objects.create(
        digest=rules.digest(plain),
        device=device,
        officer=officer,
        created_at=now,
        verified_at=now,
        expires_at=now + rules.TOKEN_LIFE,
        bound=bound,
        scope=scope.value,
    )
    return plain
