"""Roles, the standing of a token, the shape of a device key. Pure: no Django, no I/O."""

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from field_api.lib import es256

# A ten-hour shift with overrun. Absolute: using a token never lengthens its life.
TOKEN_LIFE = timedelta(hours=16)

ATTEMPTS_ALLOWED = 10
ATTEMPTS_WINDOW = timedelta(minutes=15)

LOGIN = re.compile(r"[0-9A-Z]{1,4}-[0-9A-Z]{1,12}", re.ASCII)
OTP = re.compile(r"[0-9]{6}", re.ASCII)

_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_PUBLIC_MEMBERS = frozenset({"kty", "crv", "x", "y", "ext", "key_ops", "alg", "use", "kid"})


class Role(StrEnum):
    """What a posting lets an officer do in its unit."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    INTEL = "intel"
    AUDITOR = "auditor"
    FORCE_ADMIN = "force_admin"


# Postings in these roles cover their unit and every unit below it. No other role sees others' work.
COVERING = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL})

# Who may stop a system, send again, or settle a doubt: what they do reaches every unit of a force.
STEERING = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.FORCE_ADMIN})

# Who may have what was written erased, two of them together, in the units they cover.
ERASING = frozenset({Role.INSPECTOR, Role.FORCE_ADMIN})


class Standing(StrEnum):
    """What a known token still proves.

    live: its officer, on its handset, within the shift. expired: it was theirs, and the time, the
    posting or the sign-in is over. revoked: the handset or the officer is no longer trusted.
    """

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Factor(StrEnum):
    """With what an officer proved that it is they who act, now."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    OIDC = "oidc"


class Ceremony(StrEnum):
    """What a challenge is for."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    OIDC = "oidc"


def standing(*, trusted: bool, posted: bool, signed_out: bool, in_time: bool) -> Standing:
    """Distrust outranks expiry: work from a lost handset is quarantined however old its token."""
    if not trusted:
        return Standing.REVOKED
    if signed_out or not posted or not in_time:
        return Standing.EXPIRED
    return Standing.LIVE


# What `standing` asks, for a process without an ORM: digest, officer, expires_at, trusted,
# posted, signed_out. As identity.actions.check_token has it; tests/sync/wake compares the two.
STANDINGS = """
SELECT t.digest, t.officer_id, t.expires_at,
  o.is_active AND d.revoked_at IS NULL,
  EXISTS (SELECT FROM identity_posting p WHERE p.officer_id = t.officer_id
    AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on > %(today)s)),
  t.revoked_at IS NOT NULL
FROM identity_token t
JOIN identity_device d ON d.id = t.device_id
JOIN identity_officer o ON o.id = t.officer_id
WHERE t.digest = ANY (%(digests)s)"""


def may_review(roles: frozenset[Role]) -> bool:
    return not COVERING.isdisjoint(roles)


def may_steer(roles: frozenset[Role]) -> bool:
    return not STEERING.isdisjoint(roles)


def may_oversee(roles: frozenset[Role]) -> bool:
    """Whether the desk opens at all: to read others' work, or to steer how it travels."""
    return may_review(roles) or may_steer(roles)


def may_configure(roles: frozenset[Role]) -> bool:
    """Whether systems may be told something else from now on: for a whole force, and for good."""
    return Role.FORCE_ADMIN in roles


def may_erase(roles: frozenset[Role]) -> bool:
    """Whether they may be one of the two whom an erasure takes."""
    return not ERASING.isdisjoint(roles)


def login_of(force_code: str, collar_number: str) -> str:
    """`34-1001`. Upper case: collar numbers carry letters, and officers type them either way."""
    return f"{force_code}-{collar_number}".upper()


def digest(secret: str) -> bytes:
    """What is stored of a token. Its secret has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def attempt_key(login: str, ip: str) -> bytes:
    """Hashed, so that a password typed into the login box is not kept."""
    return hashlib.sha256(f"{login}\n{ip}".encode(errors="replace")).digest()


def device_key(jwk: Mapping[str, object]) -> es256.Jwk:
    """The public members of a P-256 key (RFC 7517), and no others.

    Raises ValueError when it is not one, or its point is not on the curve: a signature checked with
    such a point can leak or prove nothing. Private members are refused, never stored.
    """
    if set(jwk) - _PUBLIC_MEMBERS:
        raise ValueError("a device key has public members only")
    stated = {name: str(jwk.get(name)) for name in ("kty", "crv", "x", "y")}
    if not all(_COORDINATE.fullmatch(stated[name]) for name in ("x", "y")):
        raise ValueError("a P-256 coordinate is 32 bytes in base64url")
    return es256.jwk(es256.public(stated))
