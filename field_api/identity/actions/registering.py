"""What an officer signs in with, and changing it: only by showing, just now, what they have.

GHSA-8r76-c459-ww98 was a passkey that a half-opened session could add, and so get past the second
factor. Here each change spends a step-up grant of its own, in its own transaction.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import webauthn
from django.db import transaction
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from field_api.identity.actions import notices, passkeys
from field_api.identity.actions.ending import end_others
from field_api.identity.actions.factors import name_of
from field_api.identity.actions.grants import Leave, use_grant
from field_api.identity.actions.passkeys import Site
from field_api.identity.models import Officer, Passkey
from field_api.identity.rules import Ceremony
from field_api.identity.rules.notices import Changed
from field_api.identity.rules.stepping import CHALLENGE_LIFE, PASSKEYS
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

CHANGE = "change-sign-in"
"""The action such a grant is for."""

_NAME = "Fieldbook"


def object_of(officer: Officer) -> str:
    """The object such a grant names."""
    return f"officer:{officer.pk}"


def spend(officer: Officer, leave: Leave) -> None:
    """In the transaction of the change. Raises Problem 403 step-up-needed."""
    use_grant(
        officer=officer,
        holder=leave.holder,
        secret=leave.secret,
        action=CHANGE,
        object=object_of(officer),
    )


def offer_passkey(*, officer: Officer, leave: Leave, site: Site) -> dict[str, Any]:
    """Options for `navigator.credentials.create`. Whether the leave holds is asked at the end.

    Raises Problem 409 passkeys-full.
    """
    known = passkeys.of_officer(officer)
    if len(known) >= PASSKEYS:
        raise Problem(409, "passkeys-full", f"At most {PASSKEYS} passkeys", "Remove one first.")
    options = webauthn.generate_registration_options(
        rp_id=site.rp,
        rp_name=_NAME,
        user_name=officer.login,
        user_id=officer.pk.to_bytes(8, "big"),
        user_display_name=officer.display_name,
        timeout=int(CHALLENGE_LIFE.total_seconds() * 1000),
        exclude_credentials=[PublicKeyCredentialDescriptor(bytes(one.credential)) for one in known],
        # It signs in without a number typed, so it must know whose it is; and it must ask who
        # holds it, for it stands in for password and code.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    data = {"holder": name_of(leave.holder)}
    passkeys.keep(options.challenge, Ceremony.REGISTER, officer, data)
    return options_to_json_dict(options)


def add_passkey(
    *, officer: Officer, leave: Leave, credential: Mapping[str, Any], site: Site, name: str
) -> Passkey:
    """Keep the passkey a browser has made. The challenge is spent, whatever becomes of the rest.

    Raises Problem 403 step-up-needed, 422 passkey-refused, 409 passkey-known.
    """
    spent = passkeys.spend(credential, Ceremony.REGISTER)
    if spent is None or not _asked_by(officer, leave, spent[1].data, spent[1].officer_id):
        raise _not_taken()
    with transaction.atomic():
        spend(officer, leave)
        made = _kept(officer, credential, spent[0], site, name)
        notices.tell(officer, Changed.PASSKEY_ADDED, made.name)
        _record(officer, "add-passkey", passkey=str(made.pk))
        return made


@transaction.atomic
def rename_passkey(*, officer: Officer, passkey: UUID, name: str) -> None:
    """Raises Problem 404."""
    found = _mine(officer, passkey)
    found.name = _named(name)
    found.save(update_fields=["name"])


@transaction.atomic
def remove_passkey(*, officer: Officer, leave: Leave, passkey: UUID) -> None:
    """It signs nobody in any more; sessions it opened end, and all else that they have open.

    Raises Problem 404, 403 step-up-needed.
    """
    found = _mine(officer, passkey)
    spend(officer, leave)
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    end_others(officer=officer)
    notices.tell(officer, Changed.PASSKEY_REMOVED, found.name)
    _record(officer, "remove-passkey", passkey=str(found.pk))


def _asked_by(officer: Officer, leave: Leave, data: Mapping[str, Any], asked: int | None) -> bool:
    return asked == officer.pk and data.get("holder") == name_of(leave.holder)


def _kept(
    officer: Officer, credential: Mapping[str, Any], challenge: bytes, site: Site, name: str
) -> Passkey:
    try:
        shown = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.rp,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception:  # whatever foreign bytes do to the parsers: it is no passkey
        raise _not_taken() from None
    if Passkey.objects.filter(credential=shown.credential_id).exists():
        raise Problem(409, "passkey-known", "This passkey is known already")
    return Passkey.objects.create(
        officer=officer,
        credential=shown.credential_id,
        public_key=shown.credential_public_key,
        sign_count=shown.sign_count,
        name=_named(name),
        made_at=clock.now(),
    )


def _mine(officer: Officer, passkey: UUID) -> Passkey:
    rows = Passkey.objects.select_for_update().filter(officer=officer, removed_at=None)
    found: Passkey | None = rows.filter(pk=passkey).first()
    if found is None:
        raise Problem(404, "not-found", "No such passkey")
    return found


def _named(name: str) -> str:
    return " ".join(name.split())[:100] or "Passkey"


def _not_taken() -> Problem:
    return Problem(422, "passkey-refused", "The passkey was not taken", "Try again from the start.")


def _record(officer: Officer, did: str, **details: object) -> None:
    ledger.record(
        act=Act.ACCESS,
        actor=officer.actor,
        subject=officer.actor,
        details={"did": did, **details},
    )
