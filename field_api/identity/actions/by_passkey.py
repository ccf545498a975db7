"""Opening the desk with a passkey alone: it is had, and it knows who holds it (two factors)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from field_api.identity.actions import attempts, passkeys
from field_api.identity.actions.passkeys import Site
from field_api.identity.models import Officer, Passkey, Posting
from field_api.identity.rules import Ceremony, attempt_key
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib.problems import Problem

# A station's browsers share an address: as many as sign in within a quarter of an hour.
_CHALLENGES = 100


def ask_anyone(*, site: Site, ip: str) -> dict[str, Any]:
    """Options for whoever has a passkey here. Raises Problem 429."""
    attempts.count(attempt_key("passkey", ip), _CHALLENGES)
    return passkeys.ask(site=site, officer=None, data={})


def open_desk_by_passkey(*, credential: Mapping[str, Any], site: Site, ip: str) -> Passkey:
    """Proof for a browser session: the passkey, with its officer.

    Call outside any transaction. Raises Problem 401 sign-in-refused for every cause alike.
    """
    answered = passkeys.answered(credential, site, Ceremony.SIGN_IN)
    passkey = answered[0] if answered else None
    if passkey is None or not _serves(passkey.officer):
        raise _refused(passkey, ip)
    officer = passkey.officer
    _record(officer.actor, "desk", did="sign-in", factor="passkey", address=ip)
    return passkey


def _serves(officer: Officer) -> bool:
    return officer.is_active and Posting.objects.current(officer).exists()


def _refused(passkey: Passkey | None, ip: str) -> Problem:
    subject = passkey.officer.actor if passkey else "officer:unknown"
    _record("stranger", subject, did="sign-in-refused", why="passkey", address=ip)
    detail = "The passkey was not accepted. Sign in with password and code."
    return Problem(401, "sign-in-refused", "Not signed in.", detail)


@transaction.atomic
def _record(actor: str, subject: str, **details: object) -> None:
    ledger.record(act=Act.ACCESS, actor=actor, subject=subject, details=details)
