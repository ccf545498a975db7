"""Showing a factor anew, in a session that is already open: it is still they who hold it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from field_api.identity.actions import attempts, passkeys
from field_api.identity.actions.passkeys import Site
from field_api.identity.models import Device, Officer
from field_api.identity.rules import Ceremony, Factor, attempt_key, digest
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib.problems import Problem

Holder = Device | bytes
"""To whom a proof counts: an officer's handset, or a browser session as `session` names it."""


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code of the authenticator (RFC 6238)."""

    otp: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey answered to a challenge of `challenge`, as a browser puts it into JSON."""

    credential: Mapping[str, Any]
    site: Site


Evidence = Code | Assertion


def session(key: str) -> bytes:
    """A browser session as a holder. Its key is a secret and stands in no table of ours."""
    return digest(f"session {key}")


def challenge(*, officer: Officer, holder: Holder, site: Site) -> dict[str, Any]:
    """Options for `navigator.credentials.get`, for a passkey of this officer, for five minutes.

    Raises Problem 409 no-passkey where they have none.
    """
    return passkeys.ask(site=site, officer=officer, data={"holder": name_of(holder)})


def show(*, officer: Officer, holder: Holder, evidence: Evidence) -> Factor:
    """Check one factor, now; a code or a challenge is spent by it, whatever becomes of the rest.

    A recovery code is none: it stands in for a lost authenticator, once, at sign-in. Commits in
    steps, as `attempts.prove`. Raises Problem 403 step-up-refused for every cause alike, 429.
    """
    key = attempt_key(officer.login, name_of(holder))
    attempts.count(key)
    factor = _checked(officer, holder, evidence)
    if factor is None:
        raise _refused(officer, holder, "code" if isinstance(evidence, Code) else "passkey")
    attempts.forget(key)
    return factor


def name_of(holder: Holder) -> str:
    return f"device:{holder.pk}" if isinstance(holder, Device) else f"session:{holder.hex()[:16]}"


def _checked(officer: Officer, holder: Holder, evidence: Evidence) -> Factor | None:
    if isinstance(evidence, Code):
        return Factor.TOTP if attempts.shown(officer, evidence.otp) else None
    answered = passkeys.answered(evidence.credential, evidence.site, Ceremony.STEP_UP)
    if answered is None:
        return None
    passkey, data = answered
    theirs = passkey.officer_id == officer.pk and data.get("holder") == name_of(holder)
    return Factor.PASSKEY if theirs else None


def _refused(officer: Officer, holder: Holder, why: str) -> Problem:
    with transaction.atomic():
        ledger.record(
            act=Act.ACCESS,
            actor=officer.actor,
            subject=officer.actor,
            details={"did": "step-up-refused", "why": why, "holder": name_of(holder)},
        )
    detail = "The code is wrong or was already used. Wait for a new one and try again."
    if why == "passkey":
        detail = "The passkey was not accepted. Try again, or use a code."
    return Problem(403, "step-up-refused", "Not confirmed", detail)
