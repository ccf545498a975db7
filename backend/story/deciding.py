"""How a supervisor decides on a handset: what they read, under a code shown anew."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from django_otp.oath import TOTP

from backend.handset import Handset, Item, Refused
from field_api.identity.models import Authenticator

MOST = 20
"""One grant names no more."""


def approve(sergeant: Handset, documents: Sequence[Item], code: str = "") -> None:
    """All that were read, at most twenty, under one code. What changed meanwhile stays as it is."""
    read = {one["id"]: one["hash"] for one in documents}
    grant = leave(sergeant, "approve", read, code or unused_code(sergeant))
    for one in documents:
        seen = {"revision": one["revision"], "hash": one["hash"], "grant": grant}
        with suppress(Refused):
            sergeant.call("POST", f"submissions/{one['id']}/approve", seen)


def leave(sergeant: Handset, action: str, read: Mapping[str, str], code: str) -> str:
    """A grant for `action` on submissions, each as its hash says it was read."""
    objects = [{"object": f"submission:{key}", "hash": hash} for key, hash in read.items()]
    asked = {"action": action, "objects": objects, "otp": code}
    return str(sergeant.call("POST", "grants", asked)["grant"])


def unused_code(of: Handset) -> str:
    """A code nobody has used: the database forgets the last, and a wrong one before
    it, as half a minute would."""
    login = of.call("GET", "me")["officer"]["login"]
    device = Authenticator.objects.get(user__login=login, confirmed=True)
    Authenticator.objects.filter(pk=device.pk).update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )
    return f"{TOTP(device.bin_key).token():06d}"
