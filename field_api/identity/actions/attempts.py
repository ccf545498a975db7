"""Proof of who is asking, and the limit on guessing it."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

import django_otp
from django.db import connection, transaction

from field_api.identity.actions.recovery import stands_in
from field_api.identity.models import Authenticator, Officer, Posting, SignInAttempt
from field_api.identity.rules import ATTEMPTS_ALLOWED, ATTEMPTS_WINDOW, LOGIN, OTP, attempt_key
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

# One statement, so that a hundred attempts at once are counted as a hundred.
_COUNT = """
    INSERT INTO identity_signinattempt AS seen (key, tries, opened_at)
    VALUES (%(key)s, 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN seen.opened_at <= %(over)s THEN 1 ELSE seen.tries + 1 END,
        opened_at = CASE WHEN seen.opened_at <= %(over)s THEN %(now)s ELSE seen.opened_at END
    RETURNING tries, opened_at
"""


@dataclass(frozen=True, slots=True)
class Proved:
    """An officer who showed password and code, and the authenticator that made the code, or that a
    recovery code stood in for.
    """

    officer: Officer
    totp: Authenticator


def prove(*, login: str, password: str, otp: str, ip: str) -> Proved:
    """Check password, one-time or recovery code, and that the officer is active and posted today.

    Commits in steps, never inside a caller's transaction: an attempt counted and a code used up
    must stay so when a later step fails. Raises Problem 401 sign-in-refused for every cause alike,
    and 429 too-many-attempts with Retry-After before anything is looked at.
    """
    login = login.strip().upper()
    key = attempt_key(login, ip)
    count(key)
    officer = _named(login)
    refusal = _doubt(officer, password.encode(errors="replace").decode())
    totp = None if officer is None or refusal else shown(officer, otp) or _lost(officer, otp)
    if officer is None or totp is None:
        raise _refused(officer, refusal or "code", ip)
    forget(key)
    return Proved(officer, totp)


def count(key: bytes, most: int = ATTEMPTS_ALLOWED) -> None:
    """One more attempt under `key`. Raises Problem 429 too-many-attempts past `most` in a window.

    Counted before the check, not after it failed: else twenty guesses at once are all first.
    """
    now = clock.now()
    values: dict[str, bytes | datetime] = {"key": key, "now": now, "over": now - ATTEMPTS_WINDOW}
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        tries, opened_at = cursor.fetchone()
    if tries > most:
        wait = max(1, ceil((opened_at + ATTEMPTS_WINDOW - now).total_seconds()))
        raise Problem(
            429,
            "too-many-attempts",
            "Too many attempts.",
            f"Too many attempts. Try again in {ceil(wait / 60)} min.",
            headers={"Retry-After": str(wait)},
        )


@transaction.atomic
def forget(key: bytes) -> None:
    """An attempt succeeded: those before it count no more."""
    # With it go windows long over, or made-up logins would fill the table.
    SignInAttempt.objects.filter(key=key).delete()
    over = SignInAttempt.objects.filter(opened_at__lte=clock.now() - ATTEMPTS_WINDOW)
    some = over.select_for_update(skip_locked=True).values("pk")[:1000]
    SignInAttempt.objects.filter(pk__in=some).delete()


def _named(login: str) -> Officer | None:
    if not LOGIN.fullmatch(login):
        return None
    return Officer.objects.select_related("force").filter(login=login).first()


def _doubt(officer: Officer | None, password: str) -> str:
    """Why not, in a word for the ledger; empty when the password is theirs and they are on duty."""
    if officer is None:
        Officer().set_password(password)  # the same work, so that time doesn't tell who exists
        return "unknown-login"
    if not officer.check_password(password):
        return "password"
    if officer.has_first_password and not officer.must_choose_password:
        return "first-password-over"
    if not officer.is_active:
        return "inactive"
    return "" if Posting.objects.current(officer).exists() else "no-posting"


def shown(officer: Officer, otp: str) -> Authenticator | None:
    """The authenticator that made this code, which is now spent; None for a wrong or a used one."""
    # The package's function locks the row; the method on the device does not, and lets one code
    # win twenty times at once.
    otp = "".join(otp.split())
    totp: Authenticator | None = officer.authenticator
    if totp is None or not OTP.fullmatch(otp):
        return None
    device: Authenticator | None = django_otp.verify_token(officer, totp.persistent_id, otp)
    return device


def _lost(officer: Officer, otp: str) -> Authenticator | None:
    totp: Authenticator | None = officer.authenticator
    return totp if totp is not None and stands_in(officer, otp) else None


def _refused(officer: Officer | None, why: str, ip: str) -> Problem:
    with transaction.atomic():
        ledger.record(
            act=Act.ACCESS,
            actor="stranger",
            subject=officer.actor if officer else "officer:unknown",
            details={"did": "sign-in-refused", "why": why, "address": ip},
        )
    return Problem(
        401,
        "sign-in-refused",
        "Not signed in.",
        "The details don't match, or the code was already used. Wait for a new code and try again.",
        headers={"WWW-Authenticate": 'Bearer realm="fieldbook"'},
    )
