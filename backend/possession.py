"""Settings of proofs of possession: the site's, and those of the process in which handsets wait."""

import hmac

from backend import env

BEARER_TOKENS = env.flag(
    "BEARER_TOKENS",
    False,
    "A sign-in without a proof of possession (RFC 9449) gets a token that works for whoever holds "
    "it. For clients that cannot make proofs; never where handsets leave the building.",
)


def nonce_key(secret: str) -> bytes:
    """The key of nonces, from the site's secret: all processes of all hosts give the same ones. It
    tells nothing of the secret, and once that changes, everyone is given a new nonce."""
    return hmac.digest(secret.encode(), b"fieldbook nonces of proofs", "sha256")
