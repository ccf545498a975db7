"""Taking proofs of possession, and forgetting those that no nonce would let in again."""

from collections.abc import Mapping

from django.conf import settings
from django.db import connection, transaction

from field_api.identity.rules import device_key
from field_api.identity.rules import proofs as rules
from field_api.identity.rules.proofs import Asked, Proof
from field_api.lib import clock, es256
from field_api.lib.problems import Problem

CHALLENGE = f'DPoP algs="{rules.ALGORITHM}"'

_FORGET = "DELETE FROM identity_proof WHERE shown_at < now() - make_interval(secs => %s)"


def newest_nonce() -> str:
    """What a proof should carry from now on."""
    return rules.nonces(settings.NONCE_KEY, clock.now())[0]


def proof_of(text: str, asked: Asked) -> Proof:
    """The proof, of this request and of these minutes; whose key it is and whether it was shown
    before is asked with the token. Raises Problem 401 use_dpop_nonce, invalid_dpop_proof.
    """
    taken = rules.nonces(settings.NONCE_KEY, clock.now())
    try:
        proof = rules.read(text)
        rules.judge(proof, asked, taken)
    except rules.NotProved as error:
        raise refused(error.why, error.error) from None
    return proof


def proves_key(text: str | None, asked: Asked, public_key: Mapping[str, object]) -> bool:
    """Whether a sign-in proved that it holds `public_key`, and its token is to be bound to it.

    `text` is None where no proof came. What comes with a sign-in is good for nothing a second time,
    so its proof is not remembered. Raises Problem 401 use_dpop_nonce, invalid_dpop_proof; 400
    proof-needed where none came and the site gives no other tokens.
    """
    if text is None:
        if settings.BEARER_TOKENS:
            return False
        why = "Prove that you hold the key of this handset: header DPoP (RFC 9449)."
        raise Problem(400, "proof-needed", "A proof is missing", why)
    if proof_of(text, asked).key_id != _named(public_key):
        raise refused("the key is not that of the handset")
    return True


def _named(public_key: Mapping[str, object]) -> str:
    try:
        return es256.thumbprint(device_key(public_key))
    except ValueError:
        return ""


def refused(why: str, error: str = rules.INVALID) -> Problem:
    """401 by RFC 9449 §7.1 and §9, with the nonce that the next proof should carry."""
    headers = {
        "WWW-Authenticate": f'{CHALLENGE}, error="{error}"',
        "DPoP-Nonce": newest_nonce(),
    }
    return Problem(401, error, "Not proved", f"{why}.", headers=headers)


def needed() -> Problem:
    """401 for a bound token that came as if it were of whoever holds it."""
    told = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
    why = "This token needs a proof by the key of its handset (RFC 9449)."
    return Problem(401, "proof-needed", "Not proved", why, headers=told)


@transaction.atomic
def forget_proofs() -> int:
    """Drop the proofs that are older than any nonce; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [rules.REMEMBERED])
        return int(cursor.rowcount)
