"""Another password, another authenticator: each spends a step-up grant."""

from datetime import timedelta

import django_otp
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from field_api.identity.actions import attempts, notices, recovery
from field_api.identity.actions.ending import end_others
from field_api.identity.actions.factors import Holder, name_of
from field_api.identity.actions.grants import Leave
from field_api.identity.actions.registering import spend
from field_api.identity.models import Authenticator, Officer
from field_api.identity.rules import OTP, attempt_key
from field_api.identity.rules.notices import Changed
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem

_PENDING = timedelta(minutes=10)


def change_password(*, officer: Officer, leave: Leave, old: str, new: str) -> None:
    """What else they have open ends, browser sessions and tokens; a first password is theirs now.

    Call outside any transaction. Raises Problem 422 password-refused, at /old or /new; 403, 429.
    """
    key = attempt_key(officer.login, f"password {name_of(leave.holder)}")
    attempts.count(key)
    if not officer.check_password(old):
        raise _refused("/old", "wrong", "This is not your password.")
    attempts.forget(key)
    try:
        validate_password(new, officer)
    except ValidationError as error:
        raise _refused("/new", "weak", " ".join(error.messages)) from error
    with transaction.atomic():
        spend(officer, leave)
        officer.set_password(new)
        officer.first_password_until = None
        officer.save(update_fields=["password", "first_password_until"])
        end_others(officer=officer)
        notices.tell(officer, Changed.PASSWORD)
        _record(officer, "change-password")


@transaction.atomic
def change_address(*, officer: Officer, leave: Leave, email: str) -> None:
    """Where they are told of changes of their sign-in; "" is nowhere. The address before is told.

    Raises Problem 422 address-refused, 403 step-up-needed.
    """
    email = email.strip()
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Problem(422, "address-refused", "That is no e-mail address") from error
    spend(officer, leave)
    notices.tell(officer, Changed.ADDRESS)
    officer.email = email
    officer.save(update_fields=["email"])
    _record(officer, "change-address")


@transaction.atomic
def begin_authenticator(*, officer: Officer, leave: Leave) -> Authenticator:
    """A new authenticator, which counts once it has shown a code; until then the old one does.

    Raises Problem 403 step-up-needed.
    """
    spend(officer, leave)
    return _begun(officer)


def replace_lost_authenticator(*, officer: Officer, holder: Holder, code: str) -> Authenticator:
    """The same for who has lost the old one: a recovery code gives leave for this and nothing else.

    Call outside any transaction. Raises Problem 403 step-up-refused, 429.
    """
    key = attempt_key(officer.login, name_of(holder))
    attempts.count(key)
    if not recovery.stands_in(officer, code):
        detail = "That is neither a code of your authenticator nor a recovery code that counts."
        raise Problem(403, "step-up-refused", "Not confirmed", detail)
    attempts.forget(key)
    return _begun(officer)


@transaction.atomic
def _begun(officer: Officer) -> Authenticator:
    Authenticator.objects.filter(user=officer, confirmed=False).delete()
    made: Authenticator = Authenticator.objects.create(
        user=officer, name="authenticator", confirmed=False
    )
    _record(officer, "begin-authenticator")
    return made


def confirm_authenticator(*, officer: Officer, otp: str) -> Authenticator:
    """Its first code was right: it takes the old one's place, which is gone with all else that they
    have open. Within ten minutes. Raises Problem 422 authenticator-refused.
    """
    pending: Authenticator | None = Authenticator.objects.filter(
        user=officer, confirmed=False, created_at__gt=clock.now() - _PENDING
    ).first()
    code = "".join(otp.split())
    fits = pending is not None and OTP.fullmatch(code)
    # The package's function locks the row and slows guessing down.
    if not (fits and pending and django_otp.verify_token(officer, pending.persistent_id, code)):
        detail = "The code is not of the new authenticator, or ten minutes are over: begin again."
        raise Problem(422, "authenticator-refused", "The old one still counts", detail)
    with transaction.atomic():
        Authenticator.objects.filter(user=officer).exclude(pk=pending.pk).delete()
        Authenticator.objects.filter(pk=pending.pk).update(confirmed=True)
        end_others(officer=officer)
        notices.tell(officer, Changed.AUTHENTICATOR)
        _record(officer, "change-authenticator")
    pending.refresh_from_db()
    return pending


def _refused(pointer: str, code: str, detail: str) -> Problem:
    title = "The password is as it was"
    return Problem(422, "password-refused", title, detail, errors=[Fault(pointer, code, detail)])


def _record(officer: Officer, did: str) -> None:
    ledger.record(act=Act.ACCESS, actor=officer.actor, subject=officer.actor, details={"did": did})
