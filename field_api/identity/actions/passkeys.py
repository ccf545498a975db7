"""Passkeys (W3C Web Authentication Level 3): asking one, and judging what it answered.

A challenge is a row, for it is answered once. Whether the answer is good or not, it is spent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import webauthn
from django.db import transaction
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from field_api.identity.models import Challenge, Officer, Passkey
from field_api.identity.rules import Ceremony, digest
from field_api.identity.rules.stepping import CHALLENGE_LIFE
from field_api.lib import clock
from field_api.lib.problems import Problem

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: `rp` is the host a passkey is bound to, `origin` scheme, host and port.

    Both from the request's own host, which Django has compared with SITE_HOSTS.
    """

    rp: str
    origin: str

    @classmethod
    def at(cls, scheme: str | None, host: str) -> "Site":
        """`host` with its port, if any, as a request names it."""
        return cls(host.rpartition(":")[0] or host, f"{scheme}://{host}")


def of_officer(officer: Officer) -> list[Passkey]:
    """Those that still count, oldest first."""
    return list(Passkey.objects.filter(officer=officer, removed_at=None).order_by("made_at"))


def ask(*, site: Site, officer: Officer | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """Options for `navigator.credentials.get`. Without an officer whoever has a passkey here may
    answer, to sign in. `data` comes back with the answer.

    Raises Problem 409 no-passkey.
    """
    known = of_officer(officer) if officer else []
    if officer and not known:
        raise Problem(409, "no-passkey", "You have no passkey", "Use a code of your authenticator.")
    options = webauthn.generate_authentication_options(
        rp_id=site.rp,
        allow_credentials=[PublicKeyCredentialDescriptor(bytes(one.credential)) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
        timeout=int(CHALLENGE_LIFE.total_seconds() * 1000),
    )
    keep(options.challenge, Ceremony.STEP_UP if officer else Ceremony.SIGN_IN, officer, data)
    return options_to_json_dict(options)


@transaction.atomic
def keep(
    challenge: bytes, ceremony: Ceremony, officer: Officer | None, data: Mapping[str, Any]
) -> None:
    """Remember that this was asked."""
    now = clock.now()
    Challenge.objects.create(
        digest=digest(bytes_to_base64url(challenge)),
        ceremony=ceremony.value,
        officer=officer,
        data=dict(data),
        made_at=now,
        expires_at=now + CHALLENGE_LIFE,
    )
    old = Challenge.objects.filter(expires_at__lt=now - _KEPT)
    some = old.select_for_update(skip_locked=True).values("pk")[:100]
    Challenge.objects.filter(pk__in=some).delete()


def spend(credential: Mapping[str, Any], ceremony: Ceremony) -> tuple[bytes, Challenge] | None:
    """The challenge that was answered, now spent; None where it was never asked, is over or used.

    One UPDATE on the row itself, so that of fifty answers at once one is judged.
    """
    try:
        said = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))["challenge"]
        key, raw = digest(said), base64url_to_bytes(said)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    now = clock.now()
    with transaction.atomic():
        asked = Challenge.objects.filter(pk=key, ceremony=ceremony.value, expires_at__gt=now)
        if not asked.filter(used_at=None).update(used_at=now):
            return None
        return raw, Challenge.objects.select_related("officer").get(pk=key)


def answered(
    credential: Mapping[str, Any], site: Site, ceremony: Ceremony
) -> tuple[Passkey, dict[str, Any]] | None:
    """Whose passkey answered a challenge of ours, and what came with the challenge; None for
    anything else. The officer touched it and was recognised by it (user verification).
    """
    spent = spend(credential, ceremony)
    return _judged(credential, site, *spent) if spent else None


def _judged(
    credential: Mapping[str, Any], site: Site, raw: bytes, challenge: Challenge
) -> tuple[Passkey, dict[str, Any]] | None:
    with transaction.atomic():
        passkey = _named(credential)
        if passkey is None or challenge.officer_id not in (None, passkey.officer_id):
            return None
        try:
            shown = webauthn.verify_authentication_response(
                credential=dict(credential),
                expected_challenge=raw,
                expected_rp_id=site.rp,
                expected_origin=site.origin,
                credential_public_key=bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except Exception:  # whatever foreign bytes do to the parsers: it is no passkey of ours
            return None
        passkey.sign_count, passkey.used_at = shown.new_sign_count, clock.now()
        passkey.save(update_fields=["sign_count", "used_at"])
        return passkey, challenge.data


def _named(credential: Mapping[str, Any]) -> Passkey | None:
    """Held until commit: a copied authenticator shows by a count that doesn't rise (§6.1.1)."""
    try:
        key = base64url_to_bytes(str(credential["rawId"]))
    except (KeyError, ValueError):
        return None
    rows = Passkey.objects.select_related("officer__force").select_for_update(of=("self",))
    found: Passkey | None = rows.filter(credential=key, removed_at=None).first()
    return found
