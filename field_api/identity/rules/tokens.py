"""What is kept of a token, how long it lives, what it is good for, what it still proves."""

import hashlib
from datetime import timedelta
from enum import StrEnum

# A ten-hour shift with overrun. Absolute: using a token never lengthens its life.
TOKEN_LIFE = timedelta(hours=16)


class Scope(StrEnum):
    """all: whatever its officer may do. carry: handing in what its handset sealed, and no more: a
    phone keeps this one in clear, so that what waits on it can go while it is locked."""

    ALL = "all"
    CARRY = "carry"


class Standing(StrEnum):
    """What a known token still proves.

    live: its officer, on its handset, within the shift. expired: it was theirs, and the time, the
    posting or the sign-in is over, or somebody else gave the password. revoked: the handset or the
    officer is no longer trusted. unconfirmed: a second person has yet to say that the handset is
    that officer's.
    """

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNCONFIRMED = "unconfirmed"


def standing(
    *, trusted: bool, confirmed: bool, posted: bool, signed_out: bool, in_time: bool
) -> Standing:
    """Distrust outranks expiry: work from a lost handset is quarantined however old its token."""
    if not trusted:
        return Standing.REVOKED
    if not confirmed:
        return Standing.UNCONFIRMED
    if signed_out or not posted or not in_time:
        return Standing.EXPIRED
    return Standing.LIVE


# What `standing` asks, for a process without an ORM: digest, officer, expires_at, trusted,
# confirmed, posted, signed_out, what a proof must be of: bound, key_id, and its scope. As
# identity.actions.check_token has it; tests/sync/wake compares the two.
STANDINGS = """
SELECT t.digest, t.officer_id, t.expires_at,
  o.is_active AND d.revoked_at IS NULL, d.confirmed_at IS NOT NULL,
  EXISTS (SELECT FROM identity_posting p WHERE p.officer_id = t.officer_id
    AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on > %(today)s)),
  t.revoked_at IS NOT NULL OR o.first_password_until IS NOT NULL, t.bound, d.key_id,
  t.scope
FROM identity_token t
JOIN identity_device d ON d.id = t.device_id
JOIN identity_officer o ON o.id = t.officer_id
WHERE t.digest = ANY (%(digests)s)"""

# A row where this proof was never shown before. Its key must be known to be the token's.
SHOW_ONCE = """
INSERT INTO identity_proof (digest, shown_at) VALUES (%(digest)s, now())
ON CONFLICT DO NOTHING RETURNING digest"""


def digest(secret: str) -> bytes:
    """What is stored of a token. Its secret has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()
