"""Looking up a token, and the proof that was shown with it."""

from field_api.identity import rules
from field_api.identity.actions import proofs
from field_api.identity.models import Device, Force, Officer, Token
from field_api.identity.models.officers import today
from field_api.identity.rules.proofs import Proof
from field_api.lib import sql
from field_api.lib.problems import Problem

_ROW = (Token, Device, Officer, Force)
_COLUMNS = f"""
    SELECT {sql.columns(Token, "t")}, {sql.columns(Device, "d")}, {sql.columns(Officer, "o")},
      {sql.columns(Force, "f")},
      EXISTS (SELECT FROM identity_posting p WHERE p.officer_id = o.id
        AND p.starts_on <= %s::date AND (p.ends_on IS NULL OR p.ends_on > %s::date))
"""  # noqa: S608 names of our own columns
_FROM = """
    FROM identity_token t JOIN identity_device d ON d.id = t.device_id
    JOIN identity_officer o ON o.id = t.officer_id JOIN identity_force f ON f.id = o.force_id
    WHERE t.digest = %s::bytea
"""
_TOKEN = _COLUMNS + _FROM
# Both in one statement, for a round trip of its own is most of what a proof would cost. Nothing is
# written for a key that is not the token's: a stranger could fill the table.
_SHOWN = f"""
    WITH shown AS (
      INSERT INTO identity_proof (digest, shown_at) SELECT %s::bytea, now()
      FROM identity_token t JOIN identity_device d ON d.id = t.device_id
      WHERE t.digest = %s::bytea AND d.key_id = %s::text
      ON CONFLICT DO NOTHING RETURNING digest)
    {_COLUMNS}, EXISTS (SELECT FROM shown) {_FROM}
"""  # noqa: S608


def check_token(plain: str, proof: Proof | None = None) -> Token:
    """The token whatever its standing, with device, officer and force, by one query.

    `proof` is of this request already; it counts once. Raises Problem 401 token-unknown,
    proof-needed for a bound token without one, invalid_dpop_proof.
    """
    digest = rules.digest(plain)
    token = token_of(digest) if proof is None else _shown(digest, proof)
    if token is None:
        raise Problem(401, "token-unknown", "Sign in.", "This token was never given out.")
    if token.bound and proof is None:
        raise proofs.needed()
    return token


def token_of(digest: bytes) -> Token | None:
    """The token with this digest, and everything that its `standing` and a door need."""
    day = today()
    for token, device, officer, force, posted in sql.read(_TOKEN, day, day, digest, of=_ROW):
        return _whole(token, device, officer, force, posted)
    return None


def _shown(digest: bytes, proof: Proof) -> Token | None:
    day = today()
    asked = (proof.digest, digest, proof.key_id, day, day, digest)
    for token, device, officer, force, posted, is_new in sql.read(_SHOWN, *asked, of=_ROW):
        if device.key_id != proof.key_id:
            raise proofs.refused("the key is not that of the handset")
        if not is_new:
            raise proofs.refused("a proof is shown once")
        return _whole(token, device, officer, force, posted)
    return None


def _whole(token: Token, device: Device, officer: Officer, force: Force, posted: bool) -> Token:
    officer.force, device.officer = force, officer
    token.device, token.officer, token.is_posted = device, officer, posted
    return token
