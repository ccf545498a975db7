"""Setting a force up: its units, its officers and where they serve.

`by` is the officer who does it; None is the operator at the command line, before any officer is.
Database constraints refuse duplicates: these raise IntegrityError.
"""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from field_api.identity import rules
from field_api.identity.models import Authenticator, Force, Officer, Posting, Unit, UnitChange
from field_api.identity.rules import Role
from field_api.identity.rules.passwords import FIRST_LIFE
from field_api.identity.rules.units import Did
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

_OPERATOR = "operator"


@transaction.atomic
def found_force(*, code: str, name: str, by: Officer | None = None) -> Force:
    force = Force.objects.create(code=code.upper(), name=name)
    _record(by, f"force:{force.code}", {"did": "found-force"})
    return force


@transaction.atomic
def add_unit(
    *, force: Force, name: str, parent: Unit | None = None, by: Officer | None = None
) -> Unit:
    """A unit under `parent`, or at the top of the force."""
    unit = Unit.objects.create(force=force, parent=parent, name=name)
    UnitChange.objects.create(unit=unit, did=Did.MADE.value, after=name, by=by)
    _record(by, f"unit:{unit.pk}", {"did": "add-unit", "parent": parent and parent.pk})
    return unit


@transaction.atomic
def enrol_officer(
    *,
    force: Force,
    collar_number: str,
    rank: str,
    given_name: str,
    surname: str,
    password: str,
    totp_key: str | None = None,
    own: bool = False,
    email: str = "",
    by: Officer | None = None,
) -> tuple[Officer, Authenticator]:
    """An officer who can prove who they are, and do nothing until posted.

    Unless they typed it themselves (`own`), the password lasts a week and is to be changed: until
    then nothing is read with it. `totp_key` is hexadecimal, 20 random bytes when None. Raises
    ValidationError for a weak password.
    """
    officer = Officer(
        login=rules.login_of(force.code, collar_number),
        force=force,
        collar_number=collar_number.upper(),
        rank=rank,
        given_name=given_name,
        surname=surname,
        email=email,
        first_password_until=None if own else clock.now() + FIRST_LIFE,
    )
    validate_password(password, officer)
    officer.set_password(password)
    officer.save(force_insert=True)
    secret = {"key": totp_key} if totp_key else {}
    totp = Authenticator.objects.create(user=officer, name="authenticator", **secret)
    _record(by, officer.actor, {"did": "enrol-officer"})
    return officer, totp


@transaction.atomic
def post(
    *,
    officer: Officer,
    unit: Unit,
    role: Role | str,
    starts_on: date,
    ends_on: date | None = None,
    by: Officer | None = None,
    second: Officer | None = None,
) -> Posting:
    """Give a role in a unit. `ends_on` is the first day without it. With `by` it takes `second`,
    who approved it: see `policy.actions.proposals`. Raises Problem 403 own-role, two-people, 409
    unit-closed.
    """
    if officer in (by, second):
        raise Problem(403, "own-role", "Nobody gives a role to themselves.")
    if (by == second and by is not None) or (by is None) != (second is None):
        raise Problem(403, "two-people", "A second person approves a role.")
    # Whoever closes the unit comes before us or after.
    if Unit.objects.select_for_update(no_key=True).get(pk=unit.pk).closed_on is not None:
        raise Problem(409, "unit-closed", "This unit is closed: nobody gets a role in it")
    posting = Posting.objects.create(
        officer=officer, unit=unit, role=Role(role).value, starts_on=starts_on, ends_on=ends_on
    )
    details = {"did": "post", "role": posting.role, "unit": unit.pk, "posting": posting.pk}
    if second is not None:
        details["second"] = second.actor
    _record(by, officer.actor, details)
    return posting


def _record(by: Officer | None, subject: str, details: dict[str, object]) -> None:
    actor = by.actor if by else _OPERATOR
    ledger.record(act=Act.ACCESS, actor=actor, subject=subject, details=details)
